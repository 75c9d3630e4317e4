"""Configurations: schema, loading, seed sets and templates."""
