"""The city's front: home, search page, feeds, control panels."""
