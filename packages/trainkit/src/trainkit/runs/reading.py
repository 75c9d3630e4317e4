"""Reading finished or running runs: rows, timing, replays and configuration, here or elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from trainkit.errors import RunFolderError
from trainkit.files import read_jsonl
from trainkit.runs.storage import is_url, local_copy


@dataclass(frozen=True)
class RunData:
    """What a run folder says, as plain values."""

    name: str
    config: dict[str, Any]
    metadata: dict[str, Any]
    rows: list[dict[str, Any]]
    timing: list[dict[str, Any]]
    replays: list[dict[str, Any]]

    @property
    def setup(self) -> str:
        """Everything that the run shares with runs of other seeds, as text."""
        apart = {"seed", "run_dir", "sync_to", "artifact_hook", "wandb"}
        return json.dumps({k: v for k, v in self.config.items() if k not in apart}, sort_keys=True)


def read_run(place: str) -> RunData:
    """Return what the folder or URL of a run holds.

    Raises:
        TrainkitError: There is no run, or it can not be reached.
    """
    folder = local_copy(place) if is_url(place) else Path(place)
    try:
        config = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
        metadata = json.loads((folder / "run_metadata.json").read_bytes())
    except OSError as error:
        raise RunFolderError(f"{place}: expected a run folder: {error.strerror}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise RunFolderError(f"{place}: {' '.join(str(error).split())}") from None
    return RunData(
        folder.resolve().name,
        config,
        metadata,
        read_jsonl(folder / "metrics" / "windows.jsonl"),
        read_jsonl(folder / "metrics" / "timing.jsonl"),
        read_jsonl(folder / "replays" / "index.jsonl"),
    )


def groups_of(runs: list[RunData]) -> dict[str, list[RunData]]:
    """Return runs that differ in their seed only together, by the first one's name."""
    by_setup: dict[str, list[RunData]] = {}
    for run in runs:
        by_setup.setdefault(run.setup, []).append(run)
    return {
        f"{g[0].name} ({len(g)} seeds)" if len(g) > 1 else g[0].name: g for g in by_setup.values()
    }
