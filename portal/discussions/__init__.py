"""Threads, replies, quotes, flags: the talk under anything."""
