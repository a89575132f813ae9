"""Finds everything public, in both scripts, with three engines behind one port."""
