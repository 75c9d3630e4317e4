"""Checkpoints on disk: a folder of files under one SHA-256 manifest, complete or absent."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, Final

from envcore import spec
from replaykit.files import rename, write_atomically
from trainkit.config.loading import config_of
from trainkit.config.schema import RunConfig
from trainkit.errors import CheckpointError
from trainkit.files import json_bytes, parse_json, sync_folder
from trainkit.runs.manifest import features_version
from trainkit.runs.paths import POLICY

MANIFEST: Final = "manifest.json"
CONFIG: Final = "config.json"
OPTIMIZER: Final = "optimizer.safetensors"
PROGRESS: Final = "progress.json"
WORLDS: Final = "worlds.bin"
FILES: Final = (CONFIG, POLICY, OPTIMIZER, PROGRESS, WORLDS)
SCHEMA: Final = 2


def write_checkpoint(
    folder: Path, files: dict[str, bytes], window: int, features: int | None = None
) -> None:
    """Write the files and their manifest into a temporary folder, then rename it onto `folder`.

    Args:
        folder: Of the checkpoint.
        files: Contents by file name.
        window: Counted from 1.
        features: Version of the memory features that the policy reads, None if it reads none.

    Raises:
        OSError: It cannot be written; nothing of it is left.
    """
    manifest = {
        "schema": SCHEMA,
        "window": window,
        "spec_digest": spec.SPEC_DIGEST,
        "features_version": features,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    temporary = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        temporary.mkdir(parents=True)
        for name, data in (files | {MANIFEST: json_bytes(manifest)}).items():
            write_atomically(temporary / name, data)
        sync_folder(temporary)
        if folder.exists():
            shutil.rmtree(folder)
        rename(temporary, folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def read_checkpoint(folder: Path) -> dict[str, bytes]:
    """Return the files of a checkpoint by name, each checked against the manifest.

    Raises:
        CheckpointError: A file is missing or damaged, or spec or memory features differ from
            those of this build.
    """
    manifest = _read_manifest(folder)
    files: dict[str, bytes] = {}
    for name in FILES:
        try:
            files[name] = (folder / name).read_bytes()
        except OSError as error:
            raise CheckpointError(f"checkpoint {folder}: {name}: {error.strerror}") from None
        if hashlib.sha256(files[name]).hexdigest() != manifest["sha256"][name]:
            raise CheckpointError(f"checkpoint {folder}: {name} is damaged: its SHA-256 differs")
    expected = features_version(stored_config(folder, files))
    _check_features(folder, manifest.get("features_version"), expected)
    return files


def stored_config(folder: Path, files: dict[str, bytes]) -> RunConfig:
    """Return the configuration in a checkpoint's files; its `run_dir` is the run's name."""
    values = json.loads(files[CONFIG]) | {"run_dir": folder.parent.parent.name or "."}
    return config_of(values, f"checkpoint {folder}")


def policy_digest(folder: Path) -> str:
    """Return the SHA-256 of a checkpoint's policy file, as the manifest states it.

    Raises:
        CheckpointError: The manifest is missing, damaged or of another spec.
    """
    return str(_read_manifest(folder)["sha256"][POLICY])


def _read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a checkpoint of this spec, with a digest of every file."""
    try:
        manifest: dict[str, Any] = parse_json((folder / MANIFEST).read_bytes())
        given = str(manifest["spec_digest"])
        manifest["sha256"] = {name: str(manifest["sha256"][name]) for name in FILES}
    except OSError as error:
        raise CheckpointError(f"checkpoint {folder}: {MANIFEST}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise CheckpointError(f"checkpoint {folder}: {MANIFEST} is damaged") from None
    if manifest.get("schema") != SCHEMA:
        raise CheckpointError(
            f"checkpoint {folder}: schema is {manifest.get('schema')}, this trainkit reads "
            f"{SCHEMA}: use the trainkit that trained it"
        )
    if given != spec.SPEC_DIGEST:
        raise CheckpointError(
            f"checkpoint {folder}: spec digest is {given[:12]}, this build has "
            f"{spec.SPEC_DIGEST[:12]}: use the envcore that trained it"
        )
    return manifest


def _check_features(folder: Path, given: Any, expected: int | None) -> None:
    if given != expected:
        raise CheckpointError(
            f"checkpoint {folder}: its policy reads memory features of version {given}, this "
            f"trainkit has version {expected}: use the trainkit that trained it"
        )
