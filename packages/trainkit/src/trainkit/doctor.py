"""What `trainkit doctor` tries of this package."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import replaykit

_RUN_S: Final = 300
_CONFIG: Final = """\
run_dir: run
seed: 5
windows: 1
window_steps: 512
num_envs: 8
rollout_steps: 32
env: {time_max: 60}
ppo: {batch_size: 64, n_epochs: 1}
network: {hidden: [16]}
evaluation: {episodes: 4}
"""
_COMMAND: Final = "from trainkit.cli.main import main; main()"


def facts() -> dict[str, str]:
    """Return the versions of torch and Stable-Baselines3, and what torch can train on."""
    import stable_baselines3  # noqa: PLC0415  # both take seconds to import
    import torch  # noqa: PLC0415

    devices = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        devices.append("Apple's GPU")
    seen = ", ".join(devices) or "no GPU"
    return {"torch": f"{torch.__version__}, {seen}", "SB3": stable_baselines3.__version__}


def _check_run() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "doctor.yaml").write_text(_CONFIG, encoding="utf-8")
        done = subprocess.run(  # in a process of its own: a crash of torch is a finding, too
            [sys.executable, "-c", _COMMAND, "run", "doctor.yaml"],
            cwd=scratch,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_RUN_S,
            check=False,
        )
        if done.returncode != 0:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise RuntimeError(f"exit code {done.returncode}: {' '.join(last)}")
        replay = replaykit.Replay.read(Path(scratch, "run", "replays", "w000001.abr"))
        verdict = replaykit.verify(replay)
        if not verdict.is_true:
            raise ValueError(str(verdict))


CHECKS: Final[Mapping[str, Callable[[], None]]] = {
    "a small run trains, and its replay is verified": _check_run,
}
