"""The run folder: paths, metadata, checkpoints, windows, replays, sinks."""
