"""The policies that come with the package: making them, and checking what they state."""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import replaykit
from replaykit.files import write_atomically
from replaykit.library import verify_bundle, write_bundle
from trainkit.errors import PolicyFileError
from trainkit.evaluation.comparison import Comparison, compare
from trainkit.evaluation.contenders import parse_contenders, worlds_of
from trainkit.evaluation.folder import save_evaluation
from trainkit.policies.policy_file import SUFFIX, Heldout, PolicyHeader, read_policy_file

_RELATIVE_TOLERANCE: Final = 1e-9
"""Sums differ in their last bits between processors."""


def make_pretrained(
    name: str, source: str, folder: Path, *, seeds: Sequence[int], workers: int | None = None
) -> PolicyHeader:
    """Write a policy with its held-out figures, and the bundle of the replays behind them.

    Args:
        name: Of the policy and of both files, `NAME.safetensors` and `NAME.zip`.
        source: A run folder (its latest checkpoint), a checkpoint or a policy file.
        folder: Where they go.
        seeds: Held-out worlds, one episode each.
        workers: Processes that play.

    Raises:
        TrainkitError: Files are missing or damaged.
    """
    from trainkit.runs.export import policy_file_at  # noqa: PLC0415  # torch takes seconds

    file = policy_file_at(source).renamed(name).with_heldout(None)
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / f"{name}{SUFFIX}"
        file.write(path)
        contenders = parse_contenders([str(path)])
        (worlds,) = worlds_of(contenders[0])
        comparison = compare(contenders, seeds, worlds, keep_actions=True, workers=workers)
        scores, bundle = Path(work) / "scores", Path(work) / f"{name}.zip"
        save_evaluation(scores, comparison, contenders)
        write_bundle(sorted(scores.glob("replays/*/*/*.abr")), bundle)
        data = bundle.read_bytes()
        figures = _heldout_of(comparison, hashlib.sha256(data).hexdigest())
        write_atomically(folder / bundle.name, data)
        file.with_heldout(figures).write(folder / path.name)
    return read_policy_file(folder / path.name).header


def check_pretrained(path: Path) -> str:
    """Verify a policy file that has held-out figures against the bundle beside it.

    Every replay is simulated; the bundle must be the one that the header names, played by this
    policy on the worlds that it states, with the figures that it states.

    Args:
        path: The policy file; the bundle has its name with `.zip`.

    Returns:
        The verdict of the bundle, one line.

    Raises:
        PolicyFileError: Something differs, is missing or damaged.
    """
    header = read_policy_file(path).header
    bundle = path.with_suffix(".zip")
    heldout = header.heldout
    if heldout is None:
        raise PolicyFileError(f"policy {path}: its header has no held-out figures to check")
    try:
        data = bundle.read_bytes()
        verdict = verify_bundle(bundle)
        with zipfile.ZipFile(bundle) as archive:
            table = json.loads(archive.read("bundle.json"))
    except OSError as error:
        raise PolicyFileError(f"bundle {bundle}: {error.strerror}") from None
    except replaykit.ReplayError as error:
        raise PolicyFileError(f"bundle {bundle}: {error}") from None
    if not verdict.is_true:
        raise PolicyFileError(f"bundle {bundle}: {verdict.message}")
    for what, stated, found in _facts(header, heldout, table, data):
        if stated != found and not _is_close(stated, found):
            raise PolicyFileError(
                f"policy {path}: {what} is {stated} in its header, {found} in {bundle.name}"
            )
    return verdict.message


def _facts(
    header: PolicyHeader, heldout: Heldout, table: dict[str, Any], data: bytes
) -> list[tuple[str, Any, Any]]:
    """Return what a header and a bundle state alike: what it is, there and here."""
    player, episodes = table["players"][0], table["episodes"]
    seeds = sorted(int(episode["seed"]) for episode in episodes)
    first, count = int(heldout.seeds["first"]), int(heldout.seeds["count"])
    return [
        ("the bundle's SHA-256", heldout.bundle, hashlib.sha256(data).hexdigest()),
        ("the policy's digest", header.weights_digest, player["digest"]),
        ("the number of players", 1, len(table["players"])),
        ("the list of seeds", list(range(first, first + count)), seeds),
        ("the world", heldout.options, table["options"]),
        ("the number of episodes", heldout.episodes, len(episodes)),
        ("the mean net profit", heldout.net_profit["mean"], player["net_profit"]["mean"]),
        ("the mean return", heldout.returns["mean"], player["return"]["mean"]),
        ("survival", heldout.survival, player["survival"]),
    ]


def _is_close(stated: Any, found: Any) -> bool:
    are_numbers = isinstance(stated, float) and isinstance(found, float)
    return are_numbers and math.isclose(stated, found, rel_tol=_RELATIVE_TOLERANCE)


def _heldout_of(comparison: Comparison, bundle: str) -> Heldout:
    table = comparison.to_dict()
    (row,) = table["rows"]
    same = ("seeds", "time_max", "options", "deterministic")
    figures = ("episodes", "net_profit", "return", "survival")
    values = {key: table[key] for key in same} | {key: row[key] for key in figures}
    return Heldout.model_validate(values | {"bundle": bundle})
