"""What people type into consultations."""
