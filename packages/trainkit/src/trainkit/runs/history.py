"""The complete windows of a run folder, and the checkpoint that a run resumes from."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from trainkit.errors import CheckpointError
from trainkit.files import read_jsonl, write_jsonl
from trainkit.runs.checkpoint import read_checkpoint
from trainkit.runs.paths import RunPaths, checkpoint_name


@dataclass(frozen=True)
class History:
    """The complete windows: row, checkpoint, replay and index row exist."""

    rows: list[dict[str, Any]]
    """Rows of windows.jsonl, windows 1, 2, ... without a gap."""
    replays: list[dict[str, Any]]
    """Rows of the replay index, for these windows."""
    files: dict[str, bytes]
    """Files of the last window's checkpoint; empty without a window."""
    warnings: list[str]
    """What was found damaged on the way."""

    @property
    def window(self) -> int:
        """The last complete window, 0 without one."""
        return len(self.rows)

    @property
    def ticks_total(self) -> int:
        """Ticks of all windows."""
        return int(self.rows[-1]["ticks_total"]) if self.rows else 0


def read_history(paths: RunPaths) -> History:
    """Return the longest history that training can resume from; changes nothing."""
    numbered = enumerate(read_jsonl(paths.windows), 1)
    rows = [row for _, row in takewhile(lambda pair: pair[1]["window"] == pair[0], numbered)]
    index = read_jsonl(paths.replay_index)
    recorded = {row["window"] for row in index if (paths.replays / row["file"]).is_file()}
    warnings: list[str] = []
    for window in range(len(rows), 0, -1):
        if not recorded.issuperset(range(1, window + 1)):
            warnings.append(f"a replay of window {window} or before is missing: going back one")
            continue
        if window < len(rows) and not paths.checkpoint(window).is_dir():
            continue  # deleted, as nothing names it
        try:
            files = read_checkpoint(paths.checkpoint(window))
        except CheckpointError as error:
            warnings.append(f"{error}: going back one window")
            continue
        replays = [row for row in index if row["window"] <= window]
        return History(rows[:window], replays, files, warnings)
    return History([], [], {}, warnings)


def truncate_to(paths: RunPaths, history: History) -> None:
    """Delete everything after the history; training writes it again, bit-identical."""
    window = history.window
    for path in paths.root.rglob(".*.tmp"):  # left by a process that died while writing
        if path.is_file():
            path.unlink()
    write_jsonl(paths.windows, history.rows)
    write_jsonl(paths.replay_index, history.replays)
    timing = [row for row in read_jsonl(paths.timing) if row["window"] <= window]
    write_jsonl(paths.timing, timing)
    windows = range(1, window + 1)
    checkpoints = {*map(checkpoint_name, windows), paths.best.name}
    for path in paths.checkpoints.iterdir():
        if path.name not in checkpoints:
            shutil.rmtree(path, ignore_errors=True)
    replays = {paths.replay(w).name for w in windows} | {paths.replay_index.name}
    for path in paths.replays.iterdir():
        if path.name not in replays:
            path.unlink()
