"""Worlds for training: vector environment, reward scaling, memory features, episodes."""
