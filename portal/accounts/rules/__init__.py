"""What names and passwords must be like: pure rules, no request and no database."""
