"""Everything that changes an account, by who does it and to whom."""
