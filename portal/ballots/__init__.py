"""Votes: who may vote, casting and counting, the published file with which anyone can count again."""
