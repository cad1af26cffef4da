"""What programs tell accessibility clients about their windows."""
