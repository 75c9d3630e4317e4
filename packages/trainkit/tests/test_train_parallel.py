"""Data-parallel training: several processes, one policy, the same bytes wherever they run."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from torch import multiprocessing

from trainkit.config.processes import check_processes
from trainkit.errors import ConfigError
from trainkit.learn import launch as launching
from trainkit.learn.launch import EXIT_LOST
from trainkit.learn.learner import make_learner, make_worlds
from trainkit.ranks import Ranks, joined_ranks

PROGRAM = "from trainkit.cli.main import main; main()"
LONG = {"windows": 12, "evaluation": {"episodes": 2}}


@pytest.fixture(scope="module")
def whole(runs: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run by two processes that was never interrupted."""
    folder = tmp_path_factory.mktemp("parallel")
    process = start(write_config(runs, folder))
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return folder / "run"


def write_config(runs: Any, folder: Path, **changes: Any) -> Path:
    file = folder / "config.yaml"
    values = runs.values | LONG | {"run_dir": str(folder / "run")} | changes
    file.write_text(yaml.safe_dump(values))
    return file


def start(config: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "run", str(config), *(arguments or ("--processes", "2"))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
    )


def children_of(process: subprocess.Popen[str]) -> list[int]:
    """Return the process ids of the ranks, in order."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(map(int, found.stdout.split()))


def read_lines(process: subprocess.Popen[str], count: int) -> None:
    assert process.stdout is not None
    for _ in range(count):
        process.stdout.readline()


@pytest.mark.parametrize("rank", [0, 1])
def test_a_dead_rank_stops_the_others_and_the_same_command_resumes(
    rank: int, runs: Any, tmp_path: Path, whole: Path
) -> None:
    config = write_config(runs, tmp_path)
    process = start(config)
    read_lines(process, 3)  # the processes, and two windows
    ranks = children_of(process)
    os.kill(ranks[rank], signal.SIGKILL)
    _, errors = process.communicate(timeout=120)

    resumed = start(config)
    _, resume_errors = resumed.communicate(timeout=300)

    assert process.returncode == 2
    message = f"process {rank} of 2 ended with signal SIGKILL and the others were stopped"
    assert errors == f"trainkit: {message}: run the same command again to resume\n"
    assert not any(Path(f"/proc/{pid}").exists() for pid in ranks)
    assert resumed.returncode == 0, resume_errors
    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(whole)


def test_the_ranks_end_when_the_launcher_dies(runs: Any, tmp_path: Path, whole: Path) -> None:
    config = write_config(runs, tmp_path)
    process = start(config)
    read_lines(process, 2)
    process.kill()
    process.communicate(timeout=60)  # returns when all holders of its output have ended

    resumed = start(config)
    _, errors = resumed.communicate(timeout=300)

    assert resumed.returncode == 0, errors
    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(whole)


def test_an_interrupt_finishes_the_window_of_all(runs: Any, tmp_path: Path) -> None:
    process = start(write_config(runs, tmp_path))
    read_lines(process, 2)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=120)

    metadata = json.loads((tmp_path / "run" / "run_metadata.json").read_text())
    assert process.returncode == 130
    assert errors.count("finishing the window") == 1
    assert out.splitlines()[-1].endswith("run: interrupted")
    assert metadata["status"] == "interrupted"
    assert 1 <= metadata["window"] < 12


def test_two_nodes_of_torchrun_write_the_same_bytes(runs: Any, tmp_path: Path, whole: Path) -> None:
    config = write_config(runs, tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nodes = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "torch.distributed.run", "--nnodes", "2"),
                *("--nproc-per-node", "1", "--node-rank", str(node), "--no-python"),
                *("--master-addr", "127.0.0.1", "--master-port", str(port)),
                *(sys.executable, "-c", PROGRAM, "run", str(config)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"GLOO_SOCKET_IFNAME": "lo"},
        )
        for node in range(2)
    ]

    errors = [node.communicate(timeout=300)[1] for node in nodes]

    assert [node.returncode for node in nodes] == [0, 0], errors
    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(whole)


def test_another_number_of_processes_is_refused(runs: Any, whole: Path) -> None:
    config = whole.parent / "config.yaml"
    one, three = start(config, "--processes", "1"), start(config, "--processes", "3")

    _, errors = one.communicate(timeout=120)
    _, errors_of_three = three.communicate(timeout=120)

    assert (one.returncode, three.returncode) == (2, 2)
    assert "holds a run of 2 processes, this is one of 1: resume with --processes 2" in errors
    assert "num_envs is 8 with 3 processes, expected a multiple of 3" in errors_of_three


def test_sequences_are_divided_whole(runs: Any, tmp_path: Path) -> None:
    config = runs.config(tmp_path / "run", algorithm="recurrent_ppo")  # batches of 64, rollouts 32

    check_processes(config, 2)
    with pytest.raises(ConfigError, match=r"is 64 with 4 processes, .* multiple of 128"):
        check_processes(config, 4)


KINDS: dict[str, dict[str, Any]] = {
    "recurrent": {"algorithm": "recurrent_ppo"},
    "taught": {
        "network": {"hidden": [16], "engineered_features": True},
        "demonstrations": {"bot": "prospector", "rounds": 1, "epochs": 1, "batch_size": 100},
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_other_kinds_resume_to_the_byte(kind: str, runs: Any, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    one, other = (write_config(runs, folder, windows=3, **KINDS[kind]) for folder in folders)
    stopped = start(one)
    read_lines(stopped, 4 if kind == "taught" else 3)
    os.kill(children_of(stopped)[1], signal.SIGKILL)
    stopped.communicate(timeout=120)

    processes = [start(one), start(other)]

    for process in processes:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    first, second = (runs.lasting_bytes(folder / "run") for folder in folders)
    assert first == second


def update_half(rank: int, folder: Path, config: Any) -> None:
    """As one rank of two: learn from half of the stored rollout, and store the policy."""
    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "GLOO_SOCKET_IFNAME": "lo"}
    torch.set_num_threads(1)
    with joined_ranks("cpu", str(folder / "store")) as ranks:
        learner = make_learner(config, make_worlds(config, ranks), ranks)
        whole = torch.load(folder / "rollout.pt")
        own = slice(rank * 4, rank * 4 + 4)
        for name, values in whole.items():
            getattr(learner.rollout, name).copy_(values[:, own])
        learner.num_timesteps = config.num_envs * config.rollout_steps
        losses = learner.update()
        torch.save((learner.policy.state_dict(), losses), folder / f"policy-{rank}.pt")
    threads = {file.read_text().strip() for file in Path("/proc/self/task").glob("*/comm")}
    assert not any("gloo" in name for name in threads), "threads of the group outlive it"


def test_two_ranks_learn_what_one_learns_from_all_worlds(runs: Any, tmp_path: Path) -> None:
    """With one minibatch a rollout, the shuffle does not matter."""
    config = runs.config(tmp_path / "run", ppo={"batch_size": 256, "n_epochs": 1})
    learner = make_learner(config, make_worlds(config))
    learner.collect()
    torch.save(vars(learner.rollout), tmp_path / "rollout.pt")
    losses = learner.update()

    multiprocessing.spawn(update_half, (tmp_path, config), nprocs=2)

    for rank in range(2):
        policy, their_losses = torch.load(tmp_path / f"policy-{rank}.pt")
        for name, values in learner.policy.state_dict().items():
            torch.testing.assert_close(policy[name], values, rtol=1e-4, atol=1e-6)
        for name in ("policy_gradient_loss", "value_loss", "entropy_loss", "approx_kl"):
            assert their_losses[name] == pytest.approx(losses[name], rel=1e-4, abs=1e-6)


def test_a_rank_alone_changes_nothing() -> None:
    ranks, values = Ranks(), torch.arange(4.0)

    assert ranks.total(values) is values
    assert ranks.gather("x") == ranks.gather_everywhere("x") == ["x"]
    assert ranks.broadcast("x") == "x"
    assert ranks.smallest(3) == 3
    assert EXIT_LOST not in {0, 1, 2, 130}


class WindowsProcess:
    """A process as Windows has it: only Ctrl-C events and an end can be sent."""

    def poll(self) -> None:
        return None

    def send_signal(self, number: int) -> None:
        raise ValueError(f"Unsupported signal: {number}")


def test_on_windows_the_console_sends_ctrl_c_to_every_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(launching, "_CONSOLE_SIGNALS", True)
    ranks: Any = [WindowsProcess(), WindowsProcess()]
    sent: list[int] = []
    with launching._signals_forwarded(ranks, sent):
        signal.raise_signal(signal.SIGINT)
    assert sent == [signal.SIGINT]
    monkeypatch.setattr(launching, "_CONSOLE_SIGNALS", False)
    with launching._signals_forwarded(ranks, sent), pytest.raises(ValueError, match="Unsupported"):
        signal.raise_signal(signal.SIGINT)
