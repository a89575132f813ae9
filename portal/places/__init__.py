"""Where things are: city, street, community, grid; and on which days offices work."""
