"""The command `trainkit`."""
