"""Reading a run, finished or training, from a folder or URL as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainkit.config.schema import PLUMBING
from trainkit.config.yaml_text import parse_yaml
from trainkit.errors import RunFolderError
from trainkit.files import parse_json, read_jsonl, read_regular
from trainkit.runs.paths import RunPaths
from trainkit.runs.storage import is_url, local_copy


@dataclass(frozen=True)
class RunData:
    """The contents of a run folder as plain values."""

    name: str
    config: dict[str, Any]
    metadata: dict[str, Any]
    rows: list[dict[str, Any]]
    timing: list[dict[str, Any]]
    replays: list[dict[str, Any]]

    @property
    def setup(self) -> str:
        """Everything that the run shares with runs of other seeds, as text."""
        own = {"seed", *PLUMBING}
        return json.dumps({k: v for k, v in self.config.items() if k not in own}, sort_keys=True)


def read_run(place: str) -> RunData:
    """Return the contents of a run, by its folder or URL.

    Raises:
        TrainkitError: It is not a run, or cannot be reached.
    """
    paths = RunPaths(local_copy(place) if is_url(place) else Path(place))
    try:
        config = parse_yaml(read_regular(paths.config).decode("utf-8"))
        metadata = parse_json(read_regular(paths.metadata))
        tables = [read_jsonl(path) for path in (paths.windows, paths.timing, paths.replay_index)]
    except OSError as error:
        raise RunFolderError(f"{place}: expected a run folder: {error.strerror}") from None
    except ValueError as error:
        raise RunFolderError(f"{place}: {' '.join(str(error).split())}") from None
    for name, value in ((paths.config.name, config), (paths.metadata.name, metadata)):
        if not isinstance(value, dict):
            raise RunFolderError(f"{place}: {name} is {value!r:.40}, expected keys with values")
    return RunData(paths.root.resolve().name, config, metadata, *tables)


def last_result(paths: RunPaths) -> tuple[int, dict[str, Any]]:
    """Return the env steps of a run's last window, and its evaluation, else its own metrics."""
    row = read_jsonl(paths.windows)[-1]
    return int(row["env_steps_total"]), row["evaluation"] or row


def differing_keys(runs: list[RunData]) -> dict[str, list[str]]:
    """Return the keys of the configuration that differ between runs, with each run's value.

    Keys are dotted names; a key that a run does not have is empty, and paths and sinks are left
    out, because results do not depend on them.
    """
    flat = [
        dict(_leaves({k: v for k, v in run.config.items() if k not in PLUMBING})) for run in runs
    ]
    names = dict.fromkeys(name for values in flat for name in values)
    rows = {name: [values.get(name, "") for values in flat] for name in names}
    return {name: values for name, values in rows.items() if len(set(values)) > 1}


def _leaves(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", json.dumps(value)


def group_by_setup(runs: list[RunData]) -> dict[str, list[RunData]]:
    """Return runs grouped by setup: those that differ in their seed only, by the first's name."""
    by_setup: dict[str, list[RunData]] = {}
    for run in runs:
        by_setup.setdefault(run.setup, []).append(run)
    return {
        f"{g[0].name} ({len(g)} seeds)" if len(g) > 1 else g[0].name: g for g in by_setup.values()
    }
