"""Training many configurations."""
