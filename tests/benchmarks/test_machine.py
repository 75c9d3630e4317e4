"""What the benchmarks report of the machine, and how they pin themselves to CPUs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from machine import cpu_count, cpus_allowed, keep_to


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system has no CPU affinity")
def test_a_process_and_its_children_keep_to_a_cpu() -> None:
    before = cpus_allowed()
    assert cpu_count() == len(before)
    one = {max(before)}
    try:
        keep_to(one)
        assert cpus_allowed() == one
        code = "import os; print(*os.sched_getaffinity(0))"
        child = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert child.stdout.split() == [str(max(before)).encode()]
        keep_to(set())  # an empty set changes nothing
        assert cpus_allowed() == one
    finally:
        keep_to(before)
    assert cpus_allowed() == before


def test_without_cpu_affinity_all_cpus_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert cpus_allowed() == set()
    assert cpu_count() == os.cpu_count()
