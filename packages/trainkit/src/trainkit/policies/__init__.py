"""Policies: networks, masks, players."""
