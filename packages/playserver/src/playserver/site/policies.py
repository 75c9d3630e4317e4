"""The policies of runs in a static site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playserver.errors import PlayserverError, UnhealthyError
from playserver.models.runs import RunPolicies
from playserver.replays.run_policies import write_run_policy
from playserver.runs.checkpoints import Checkpoints

RUNS_MAX: Final = 20
"""The newest runs have their newest policy in the site."""
BYTES_MAX: Final = 4_000_000
"""Largest policy file in the site; those of the usual networks have 0.2 to 1.5 MB."""


@dataclass(slots=True)
class SitePolicies:
    """What was written.

    Attributes:
        written: The policies.
        size: Of their files, in bytes.
        skipped: What was left out, and why.
    """

    written: list[RunPolicies] = field(default_factory=list)
    size: int = 0
    skipped: list[str] = field(default_factory=list)


def write_policies(
    checkpoints: Checkpoints, folder: Path, progress: Callable[[str], None]
) -> SitePolicies:
    """Write the newest policy of each of the newest runs, unless it is large.

    Args:
        checkpoints: Of the runs.
        folder: The site.
        progress: Called before each, with its name.
    """
    done = SitePolicies()
    for run in checkpoints.newest(RUNS_MAX):
        window = run.checkpoints[-1]
        progress(f"the policy of {run.run_id}, window {window}")
        path = folder / f"api/runs/{run.run_id}/checkpoints/{window}/policy.safetensors"
        path.parent.mkdir(parents=True)
        try:
            write_run_policy(checkpoints.path(run.run_id, window), path)
        except UnhealthyError as error:  # nothing here reads any of them
            done.skipped.append(f"policies of runs: {error}")
            break
        except PlayserverError as error:
            done.skipped.append(str(error))
            continue
        size = path.stat().st_size
        if size > BYTES_MAX:
            path.unlink()
            done.skipped.append(f"the policy of {run.run_id}: {size:,} bytes are too many")
            continue
        done.size += size
        done.written.append(
            run.model_copy(update={"checkpoints": [window], "digests": run.digests[-1:]})
        )
    return done
