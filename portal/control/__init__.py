"""The control panel: the city's settings, its glossary, the log, background work."""
