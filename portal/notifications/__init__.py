"""Inbox and mail: tells people what concerns them."""
