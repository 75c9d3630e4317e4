"""A checkpoint as a policy file, with what its run folder knows about the training."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from trainkit.config.schema import RunConfig
from trainkit.errors import PolicyFileError
from trainkit.files import read_jsonl
from trainkit.policies.layers import normaliser_of, policy_tensors
from trainkit.policies.policy_file import (
    SUFFIX,
    PolicyFile,
    PolicyHeader,
    Training,
    read_policy_file,
)
from trainkit.policies.pretrained import is_pretrained, pretrained_path
from trainkit.runs.checkpoint import policy_digest
from trainkit.runs.load import load_policy
from trainkit.runs.manifest import features_version
from trainkit.runs.paths import RunPaths, checkpoint_folder, is_run_or_checkpoint, policy_name
from trainkit.runs.storage import is_url, local_copy


def is_policy_file(source: str) -> bool:
    """Return whether a text names a policy file: by its suffix, or as `pretrained:NAME`."""
    return is_pretrained(source) or source.endswith(SUFFIX)


def policy_file_at(source: str | Path) -> PolicyFile:
    """Return the policy that a text names.

    Args:
        source: A policy file, `pretrained:NAME`, a run folder, a checkpoint, or a URL of one.

    Raises:
        TrainkitError: There is none, or it is damaged, or of another spec or version of the
            features.
    """
    text = os.fspath(source)
    if is_pretrained(text):
        return read_policy_file(pretrained_path(text))
    path = local_copy(text) if is_url(text) else Path(source)
    if is_run_or_checkpoint(path):
        return policy_file_of(path)
    if not path.is_file():
        raise PolicyFileError(
            f"policy {text}: expected a policy file, a run folder, a checkpoint or pretrained:NAME"
        )
    return read_policy_file(path)


def policy_bytes(source: str) -> bytes:
    """Return the policy file of what a text names: the entry point of `replaykit.policies`.

    Raises:
        TrainkitError: As `policy_file_at`.
    """
    return policy_file_at(source).to_bytes()


def policy_file_of(path: Path) -> PolicyFile:
    """Return the policy of a checkpoint, or of a run's latest one, as a policy file.

    Raises:
        TrainkitError: Something is missing or damaged.
    """
    folder = checkpoint_folder(path)
    policy, config = load_policy(folder)
    header = PolicyHeader(
        name=policy_name(folder),
        algorithm=config.algorithm,
        masks=config.algorithm != "ppo",
        env=config.env.model_dump(),
        network=config.network,
        features_version=features_version(config),
        normaliser=normaliser_of(policy),
        training=_training_of(folder, config),
        provenance=_provenance_of(folder),
    )
    return PolicyFile(header, policy_tensors(policy))


def _training_of(folder: Path, config: RunConfig) -> Training:
    """Return the figures of the window that wrote a checkpoint, as far as its run has them."""
    paths = RunPaths(folder.resolve().parent.parent)
    rows = {row.get("window"): row for row in read_jsonl(paths.windows)}
    times = {row.get("window"): row for row in read_jsonl(paths.timing)}
    window = int(folder.name) if folder.name.isdecimal() else None
    row = rows.get(window, {})
    cpu = [t["cpu_s"] for w, t in times.items() if window and w and w <= window and "cpu_s" in t]
    return Training(
        env_steps=row.get("env_steps_total"),
        window=window,
        cpu_s=round(sum(cpu), 1) if cpu else None,
        evaluation=row.get("evaluation"),
        config=config.without_plumbing(),
        config_digest=config.digest(),
    )


def _provenance_of(folder: Path) -> dict[str, Any]:
    paths = RunPaths(folder.resolve().parent.parent)
    try:
        versions = json.loads(paths.manifest.read_bytes())["versions"]
    except (OSError, ValueError, KeyError):
        versions = {}
    return {
        "run": paths.root.name,
        "checkpoint": folder.name,
        "checkpoint_digest": policy_digest(folder),
        "versions": versions,
    }
