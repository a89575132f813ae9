"""Reads: the matters people are asked about, and what they say."""
