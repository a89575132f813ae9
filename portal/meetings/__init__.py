"""会议: a body is called together, signs in, speaks, decides, and keeps minutes and tasks. Knows no body itself."""
