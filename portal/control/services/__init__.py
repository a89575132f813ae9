"""What the control panel changes."""
