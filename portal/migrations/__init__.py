"""How the tables of one version become those of the next. `portal migrate make "what changes"` writes a step."""
