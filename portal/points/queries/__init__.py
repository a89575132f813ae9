"""What pages need to know about points."""
