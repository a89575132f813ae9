"""People: sign-in, identity levels, grants of roles in places."""
