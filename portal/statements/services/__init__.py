"""Voting, proposing, moderating, beginning a map; and the pictures that the worker computes."""
