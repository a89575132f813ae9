"""The demo city is whole: files load, references resolve, numbers hold."""
