"""What people do with consultations: organise them, speak in them, answer them."""
