"""Electorate, quorum, methods: votes that anyone can recount."""
