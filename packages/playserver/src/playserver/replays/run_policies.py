"""Policies of runs as policy files (docs/formats/policy.md), which the page can run.

Another package reads checkpoints, by an entry point (see `replaykit.record.policies`), in a process
of its own: that takes seconds and hundreds of megabytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from playserver.errors import UnhealthyError
from playserver.replays.made_files import MadeFiles, run_python
from playserver.runs.checkpoints import Checkpoints
from replaykit.record.policies import can_read_checkpoints

_CODE: Final = """
import sys
from pathlib import Path
from replaykit import ReplayError
from replaykit.record.policies import read_policy
try:
    data = read_policy(sys.argv[1])
except ReplayError as error:
    sys.exit(str(error))
Path(sys.argv[2]).write_bytes(data)
"""


def run_policy(files: MadeFiles, checkpoints: Checkpoints, run_id: str, window: int) -> Path:
    """Return the policy file of a checkpoint, after making it if it is not there.

    Raises:
        NotFoundError: There is no such run or checkpoint.
        UnhealthyError: No installed package reads checkpoints.
        TooManyError: Too many files are waiting.
    """
    checkpoint = checkpoints.path(run_id, window)
    changed = checkpoint.stat().st_mtime_ns  # a run of the same name may be another one
    name = f"{run_id}@{checkpoint.name}-{changed}.safetensors"
    return files.path(name, lambda path: write_run_policy(checkpoint, path))


def write_run_policy(checkpoint: Path, path: Path) -> None:
    """Write the policy of a checkpoint as a policy file.

    Raises:
        UnhealthyError: No installed package reads checkpoints.
        PlayserverError: It failed; the message is that of the process.
    """
    if not can_read_checkpoints():
        raise UnhealthyError("reading checkpoints needs trainkit: install it beside playserver")
    what = f"the policy of {checkpoint.parent.parent.name}, window {int(checkpoint.name)}"
    run_python(_CODE, [str(checkpoint), str(path)], what)
