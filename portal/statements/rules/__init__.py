"""The arithmetic of the opinion map: no web, no database, the same answer for the same votes.

`matrix projection grouping stability shapes drawing` need numpy and are imported where a map is computed (worker,
command); `meaning priority privacy similarity numbering` are plain Python and may be imported by every process.
"""
