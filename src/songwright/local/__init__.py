"""Song models on this machine."""
