"""Torch threads: one for each core that is free at the start, kept for the whole run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from trainkit.learn import threads
from trainkit.learn.threads import free_cores, threads_of
from trainkit.learn.trainer import train
from trainkit.ranks import Ranks


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return a function that sets cores, load, usable cores and the container's quota."""

    def set_machine(cores: int, load: float, usable: int, quota: str = "max 100000") -> None:
        file = tmp_path / "cpu.max"
        file.write_text(quota)
        monkeypatch.setattr(os, "cpu_count", lambda: cores)
        monkeypatch.setattr(os, "getloadavg", lambda: (load, load, load))
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(usable)), raising=False)
        monkeypatch.setattr(threads, "_QUOTA", file)

    return set_machine


@pytest.mark.parametrize(
    ("cores", "load", "usable", "quota", "expected"),
    [
        (2, 0.1, 2, "max 100000", 2),
        (2, 1.2, 2, "max 100000", 1),  # one is busy
        (2, 9.0, 2, "max 100000", 1),
        (64, 10.0, 4, "max 100000", 4),  # bound to four
        (64, 62.0, 16, "max 100000", 2),
        (64, 0.0, 64, "200000 100000", 2),  # a container of two cores
        (64, 0.0, 64, "50000 100000", 1),
    ],
)
def test_free_cores(  # noqa: PLR0917  # a row of the table
    machine: Any, cores: int, load: float, usable: int, quota: str, expected: int
) -> None:
    machine(cores, load, usable, quota)

    assert free_cores() == expected


def test_processes_share_the_cores_of_their_machine(
    machine: Any, runs: Any, tmp_path: Path
) -> None:
    machine(16, 0.0, 16)
    auto = runs.config(tmp_path / "run", torch_threads="auto")

    assert threads_of(auto, Ranks()) == 8
    assert threads_of(auto, Ranks(0, 8, 4)) == 4
    assert threads_of(auto, Ranks(0, 32, 32)) == 1
    assert threads_of(runs.config(tmp_path / "run", torch_threads=3), Ranks(0, 8, 8)) == 3


def test_a_resume_uses_the_threads_of_the_start(machine: Any, runs: Any, tmp_path: Path) -> None:
    config = runs.config(tmp_path / "run", torch_threads="auto", windows=1)
    machine(2, 5.0, 2)
    train(config)
    manifest = tmp_path / "run" / "manifest.json"
    rows = tmp_path / "run" / "metrics" / "windows.jsonl"
    first = rows.read_bytes()
    rows.write_bytes(b"")  # nothing is complete: the window is trained again
    machine(2, 0.0, 2)

    train(config)

    assert json.loads(manifest.read_text())["torch_threads"] == torch.get_num_threads() == 1
    assert rows.read_bytes() == first
