"""What a run folder holds of the windows done, and the point from which a run goes on."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from trainkit.errors import CheckpointError
from trainkit.files import read_jsonl, write_jsonl
from trainkit.runs.checkpoint import read_checkpoint
from trainkit.runs.folder import RunFolder, checkpoint_name, replay_name


@dataclass(frozen=True)
class History:
    """The windows that are whole: row, checkpoint, replay and index line are there."""

    rows: list[dict[str, Any]]
    """Of windows.jsonl, windows 1, 2, ... without a gap."""
    replays: list[dict[str, Any]]
    """Of the index of replays, for these windows."""
    files: dict[str, bytes]
    """Of the last one's checkpoint; empty if there is none."""
    warnings: list[str]
    """What was found damaged on the way."""

    @property
    def window(self) -> int:
        """The last whole window, 0 if there is none."""
        return len(self.rows)

    @property
    def ticks_total(self) -> int:
        """Ticks of all windows."""
        return int(self.rows[-1]["ticks_total"]) if self.rows else 0


def read_history(folder: RunFolder) -> History:
    """Return the longest history that training can go on from; nothing is changed."""
    numbered = enumerate(read_jsonl(folder.windows), 1)
    rows = [row for _, row in takewhile(lambda pair: pair[1]["window"] == pair[0], numbered)]
    index = read_jsonl(folder.replay_index)
    recorded = {row["window"] for row in index if (folder.replays / row["file"]).is_file()}
    warnings: list[str] = []
    for window in range(len(rows), 0, -1):
        if not recorded.issuperset(range(1, window + 1)):
            warnings.append(f"replays of window {window} or before are missing: going back")
            continue
        try:
            files = read_checkpoint(folder.checkpoint(window))
        except CheckpointError as error:
            warnings.append(f"{error}: going back to the one before")
            continue
        kept = [row for row in index if row["window"] <= window]
        return History(rows[:window], kept, files, warnings)
    return History([], [], {}, warnings)


def drop_rest(folder: RunFolder, history: History) -> None:
    """Delete what a run left after its history: training makes it again, to the bit."""
    window = history.window
    for path in folder.path.rglob(".*.tmp"):  # a process died while it wrote them
        if path.is_file():
            path.unlink()
    write_jsonl(folder.windows, history.rows)
    write_jsonl(folder.replay_index, history.replays)
    timing = [row for row in read_jsonl(folder.timing) if row["window"] <= window]
    write_jsonl(folder.timing, timing)
    checkpoints = {checkpoint_name(w) for w in range(1, window + 1)}
    for path in (folder.path / "checkpoints").iterdir():
        if path.name not in checkpoints:
            shutil.rmtree(path, ignore_errors=True)
    replays = {f"{replay_name(w)}.abr" for w in range(1, window + 1)} | {folder.replay_index.name}
    for path in folder.replays.iterdir():
        if path.name not in replays:
            path.unlink()
