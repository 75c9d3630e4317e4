"""Checkpoints on disk: some files in a folder under one sha256 manifest, written as a whole."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, Final

from envcore import spec
from trainkit.config.loading import config_of
from trainkit.config.schema import RunConfig
from trainkit.errors import CheckpointError
from trainkit.files import json_bytes, sync_folder, write_atomically

MANIFEST: Final = "manifest.json"
CONFIG: Final = "config.json"
POLICY: Final = "policy.safetensors"
OPTIMIZER: Final = "optimizer.safetensors"
PROGRESS: Final = "progress.json"
WORLDS: Final = "worlds.bin"
FILES: Final = (CONFIG, POLICY, OPTIMIZER, PROGRESS, WORLDS)


def write_checkpoint(folder: Path, files: dict[str, bytes], window: int) -> None:
    """Write the files and their manifest into a folder beside it, then give it its name.

    Raises:
        OSError: It could not be written; no part of it is left.
    """
    manifest = {
        "schema": 1,
        "window": window,
        "spec_digest": spec.SPEC_DIGEST,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    beside = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(parents=True)
        for name, data in (files | {MANIFEST: json_bytes(manifest)}).items():
            write_atomically(beside / name, data)
        sync_folder(beside)
        if folder.exists():
            shutil.rmtree(folder)
        beside.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def read_checkpoint(folder: Path) -> dict[str, bytes]:
    """Return the files of a checkpoint by name, each checked against the manifest.

    Raises:
        CheckpointError: A file is missing or damaged, or the spec is another one.
    """
    digests = _digests(folder)
    files: dict[str, bytes] = {}
    for name in FILES:
        try:
            files[name] = (folder / name).read_bytes()
        except OSError as error:
            raise CheckpointError(f"checkpoint {folder}: {name}: {error.strerror}") from None
        if hashlib.sha256(files[name]).hexdigest() != digests[name]:
            raise CheckpointError(f"checkpoint {folder}: {name} is damaged: its sha256 differs")
    return files


def load_config_of(folder: Path) -> RunConfig:
    """Return what a checkpoint was trained with.

    Raises:
        CheckpointError: A file is missing or damaged, or the spec is another one.
    """
    return stored_config(folder, read_checkpoint(folder))


def stored_config(folder: Path, files: dict[str, bytes]) -> RunConfig:
    """Return the configuration in the files of a checkpoint."""
    values = json.loads(files[CONFIG]) | {"run_dir": folder.parent.parent.name or "."}
    return config_of(values, f"checkpoint {folder}")


def policy_digest(folder: Path) -> str:
    """Return the SHA-256 of a checkpoint's policy file, as the manifest states it.

    Raises:
        CheckpointError: The manifest is missing, damaged or of another spec.
    """
    return _digests(folder)[POLICY]


def _digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file, from the manifest."""
    try:
        manifest: Any = json.loads((folder / MANIFEST).read_bytes())
        given = str(manifest["spec_digest"])
        digests = {name: str(manifest["sha256"][name]) for name in FILES}
    except OSError as error:
        raise CheckpointError(f"checkpoint {folder}: {MANIFEST}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise CheckpointError(f"checkpoint {folder}: {MANIFEST} is damaged") from None
    if given != spec.SPEC_DIGEST:
        raise CheckpointError(
            f"checkpoint {folder}: spec digest is {given[:12]}, this build has "
            f"{spec.SPEC_DIGEST[:12]}: use the envcore that trained it"
        )
    return digests
