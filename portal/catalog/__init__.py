"""One lean row for each public object; lists, feeds and the home page read only this."""
