"""One file with everything a portal keeps, and the way back. See docs/operations/running.md."""
