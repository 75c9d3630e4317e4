"""A new user's first commands, in an environment that has only the built packages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

TIMEOUT_S = 600
BIN = "Scripts" if sys.platform == "win32" else "bin"
CONFIG = """\
run_dir: runs/tiny
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
TWINS = """
# envref and envcore play the same episode
import numpy as np
import envcore, envref
core = envcore.AsteroidProspectorEnv(time_max=300)
reference = envref.ReferenceEnv(time_max=300)
seen, info = core.reset(seed=7)
expected, _ = reference.reset(seed=7)
assert seen.tobytes() == expected.tobytes(), "the resets differ"
rng, steps, cash_out = np.random.default_rng(7), 0, envcore.spec.Action.CASH_OUT
while not core.has_ended:
    action = rng.choice([a for a in np.flatnonzero(info["action_mask"]) if a != cash_out])
    seen, reward, *ends, info = core.step(action)
    expected, paid, *expected_ends, _ = reference.step(action)
    steps += 1
    assert seen.tobytes() == expected.tobytes(), f"the observations differ at step {steps}"
    assert (reward, ends) == (paid, expected_ends), f"rewards or ends differ at step {steps}"
assert core.state_digest() == reference.state_digest(), "the states differ at the end"
"""

ACTS = """
# an exported policy acts
import envcore, trainkit
policy = trainkit.load_policy("tiny.safetensors", seed=1)
observation, info = envcore.AsteroidProspectorEnv().reset(seed=1)
assert info["action_mask"][policy.act(observation, info["action_mask"])] == 1
"""


class SmokeError(Exception):
    """A command failed; the message has the command and its last output."""


def run(command: list[str], folder: Path, *, timeout_s: int = TIMEOUT_S) -> str:
    """Run a command in a folder; return what it printed.

    Raises:
        SmokeError: It failed, or took too long.
    """
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SmokeError(f"{shown(command)}: not done after {timeout_s} s") from None
    if done.returncode != 0:
        output = (done.stdout + done.stderr).strip().splitlines()[-20:]
        raise SmokeError("\n  ".join([f"{shown(command)}: exit code {done.returncode}", *output]))
    return done.stdout


def shown(command: list[str]) -> str:
    """Return a command in one line; of a script only the first line of code."""
    return " ".join(part.strip().partition("\n")[0] for part in command)


def smoke_test(environment: Path, folder: Path) -> list[str]:
    """Run every command of the packages; return what failed.

    Args:
        environment: Where the packages are installed.
        folder: An empty one.
    """
    python = str(environment / BIN / "python")
    command = {
        name: str(environment / BIN / name) for name in ("trainkit", "replaykit", "playserver")
    }
    (folder / "tiny.yaml").write_text(CONFIG, encoding="utf-8")
    replay = "runs/tiny/replays/w000001.abr"
    steps = [
        [python, "-m", "envcore", "doctor"],
        [python, "-c", TWINS],
        [command["trainkit"], "run", "tiny.yaml"],
        [command["trainkit"], "evaluate", "runs/tiny", "random", "--episodes", "4"],
        [command["trainkit"], "policies", "--check"],
        [command["trainkit"], "export", "runs/tiny", "--out", "tiny.safetensors"],
        [python, "-c", ACTS],
        [command["replaykit"], "verify", replay],
        [command["playserver"], "build-static", "--runs", "runs", "--out", "site"],
    ]
    problems = []
    for step in steps:
        print("smoke:", shown(step), flush=True)
        try:
            run(step, folder)
        except SmokeError as error:
            problems.append(str(error))
    try:
        _serve(command["playserver"], folder)
    except SmokeError as error:
        problems.append(str(error))
    if not (folder / "site" / "index.html").is_file():
        problems.append("playserver build-static: the site has no index.html")
    return problems


def _serve(command: str, folder: Path) -> None:
    """Start the server, ask it for its health, its runs and its page, and stop it."""
    print("smoke:", command, "serve", flush=True)
    arguments = [command, "serve", "--runs", "runs", "--data", "data", "--port", "0"]
    with subprocess.Popen(
        arguments,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=_environment(),
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            address = next((word for word in line.split() if word.startswith("http://")), None)
            if address is None:
                raise SmokeError(f"{command} serve: {line.strip()!r} instead of its address")
            if _get(f"{address}/healthz") != b'{"status":"ok"}':
                raise SmokeError(f"{command} serve: /healthz is not ok")
            runs = json.loads(_get(f"{address}/api/runs"))["runs"]
            if [run["run_id"] for run in runs] != ["tiny"]:
                raise SmokeError(f"{command} serve: its runs are {runs}, expected tiny")
            if b"<script" not in _get(f"{address}/"):
                raise SmokeError(f"{command} serve: the page is not in the wheel")
        finally:
            server.terminate()


def _environment() -> dict[str, str]:
    """Return the variables of a command, which must find only what is installed."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return kept | {"PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}


def _get(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            content: bytes = answer.read()
            return content
    except OSError as error:
        raise SmokeError(f"{url}: {error}") from None
