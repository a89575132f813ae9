"""Where the people of an alliance or a place talk to each other."""
