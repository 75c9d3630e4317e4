"""Training what a study lacks: finished runs are checked and reused, stopped ones resume."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from trainkit.config.loading import load_config
from trainkit.config.schema import RunConfig
from trainkit.errors import RunFolderError, TrainkitError
from trainkit.files import read_jsonl
from trainkit.runs.paths import RunPaths

from tools.studies.declaration import Run

State = Literal["missing", "stopped", "training", "finished"]


def state_of(run: Run) -> State:
    """Return how far a run is, by its folder alone."""
    paths = RunPaths(run.folder)
    if not paths.manifest.exists():
        return "missing"
    if len(read_jsonl(paths.windows)) >= run.config.windows:
        return "finished"
    try:
        with FileLock(paths.lock, timeout=0):
            return "stopped"
    except Timeout:
        return "training"


def check_digest(run: Run) -> None:
    """Check that a run that was started has the declared configuration.

    Raises:
        RunFolderError: It has another one.
    """
    paths = RunPaths(run.folder)
    if not paths.manifest.exists():
        return
    found = load_config(paths.config)
    if digest_of(found) == digest_of(run.config):
        return
    ours, theirs = flat(run.config.without_plumbing()), flat(found.without_plumbing())
    key = next(key for key in ours | theirs if ours.get(key) != theirs.get(key))
    raise RunFolderError(
        f"{run.folder}: its configuration has digest {digest_of(found)[:12]}, that of {run.name} "
        f"in studies/ has {digest_of(run.config)[:12]}: {key} is {theirs.get(key)} in the run and "
        f"{ours.get(key)} in the study; move the folder away, or correct the declaration"
    )


def digest_of(config: RunConfig) -> str:
    """Return the digest of a configuration, whatever folder its first weights are in."""
    start = config.init_from
    name = start.path and "/".join(Path(start.path).parts[-2:])
    return config.model_copy(update={"init_from": start.model_copy(update={"path": name})}).digest()


def flat(values: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Return nested keys joined by dots."""
    result: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            result |= flat(value, f"{path}{key}.")
        else:
            result[path + key] = value
    return result


def train_missing(runs: list[Run], workers: int) -> None:
    """Train or resume all runs that are not finished, some at a time.

    Raises:
        RunFolderError: A run has another configuration than the declared one.
        TrainkitError: A run cannot be trained, or another process trains it.
    """
    for run in runs:
        check_digest(run)
    missing = [run for run in runs if state_of(run) != "finished"]
    first = [run for run in missing if run.after is None]
    for group in (first, [run for run in missing if run.after is not None]):
        with ThreadPoolExecutor(workers) as pool:
            try:
                for _ in pool.map(_train, group):
                    pass
            except TrainkitError:
                pool.shutdown(cancel_futures=True)
                raise


def _train(run: Run) -> None:
    """Run `trainkit run` in a process of its own; its output goes beside the run's folder."""
    run.folder.parent.mkdir(parents=True, exist_ok=True)
    log = run.folder.with_name(f"{run.folder.name}.log")
    with log.open("a", encoding="utf-8") as output:
        command = [str(Path(sys.executable).with_name("trainkit")), *run.command]
        code = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False)
    if code.returncode:
        last = (log.read_text(encoding="utf-8").splitlines() or ["no output"])[-1]
        raise TrainkitError(f"{run.name}: trainkit ended with {code.returncode}: {last} ({log})")
