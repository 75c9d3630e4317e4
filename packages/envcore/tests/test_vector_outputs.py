"""The arrays that steps return: independent of each other, in memory that is reused."""

from __future__ import annotations

import copy
import gc
import os
import pickle
import subprocess
import sys
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from envcore import AsteroidProspectorVectorEnv

NUM_ENVS = 300  # observations and masks are large enough to come from the pool
LARGE = 16384  # bytes from which on they do


def started_envs(**options: Any) -> AsteroidProspectorVectorEnv:
    envs = AsteroidProspectorVectorEnv(
        NUM_ENVS, **{"time_max": 12, "info": "all", "autoreset_mode": "SameStep", **options}
    )
    envs.reset(seed=1)
    return envs


def random_rows(count: int, num_envs: int = NUM_ENVS) -> npt.NDArray[np.int64]:
    return np.random.default_rng(1).integers(0, 69, (count, num_envs))


def arrays_of(result: Any) -> list[npt.NDArray[Any]]:
    """Return every array of a step's or reset's result, those of the infos included."""
    if isinstance(result, np.ndarray):
        return [result]
    if isinstance(result, dict):
        result = list(result.values())
    return [array for part in result for array in arrays_of(part)]


def with_valid_rows(result: Any) -> Any:
    """Return a step's result; other than valid rows of final observations and infos are zeros."""
    infos = result[-1]
    if "_final_obs" in infos:
        for array in arrays_of([infos["final_obs"], infos["final_info"]]):
            array[~infos["_final_obs"]] = 0
    return result


@pytest.mark.parametrize("num_threads", [1, 2])
def test_kept_results_are_never_overwritten(num_threads: int) -> None:
    envs, shared = started_envs(num_threads=num_threads), started_envs(copy=False)
    kept, wanted = [envs.reset(seed=1)], [copy.deepcopy(shared.reset(seed=1))]
    for actions in random_rows(40):  # past three ends of every episode
        kept.append(envs.step(actions))
        wanted.append(with_valid_rows(copy.deepcopy(shared.step(actions))))

    for ours, theirs in zip(kept, wanted, strict=True):
        assert len(arrays_of(ours)) == len(arrays_of(theirs))
        for our, their in zip(arrays_of(ours), arrays_of(theirs), strict=True):
            assert (our.dtype, our.shape) == (their.dtype, their.shape)
            assert our.tobytes() == their.tobytes()


def test_results_are_plain_writable_arrays() -> None:
    envs = started_envs()
    for array in arrays_of(envs.reset(seed=1)) + arrays_of(envs.step(random_rows(1)[0])):
        assert array.flags.writeable
        assert array.flags.c_contiguous
        assert array.flags.aligned
        for twin in (copy.deepcopy(array), pickle.loads(pickle.dumps(array)), array.copy()):
            assert not np.shares_memory(twin, array)
            assert twin.tobytes() == array.tobytes()
        if array.nbytes >= LARGE:
            assert array.ctypes.data % 4096 == 0


def test_what_a_caller_writes_is_in_no_other_result() -> None:
    envs, untouched = started_envs(), started_envs()
    for actions in random_rows(30):
        ours, theirs = envs.step(actions), untouched.step(actions)
        for our, their in zip(arrays_of(ours), arrays_of(theirs), strict=True):
            assert our.tobytes() == their.tobytes()
        for our in arrays_of(ours):
            our.fill(1)


@pytest.mark.parametrize("mode", ["NextStep", "SameStep"])
def test_freed_buffers_are_reused(mode: str) -> None:
    envs = started_envs(autoreset_mode=mode)
    seen, seen_finals = set(), set()
    for actions in random_rows(50):
        observations, _, _, _, infos = envs.step(actions)
        seen.add(observations.ctypes.data)
        if "final_obs" in infos:
            seen_finals.add(infos["final_obs"].ctypes.data)

    assert len(seen) == 2  # one is held while the next is written
    assert len(seen_finals) == (2 if mode == "SameStep" else 0)


def test_a_view_keeps_its_buffer() -> None:
    envs = started_envs(time_max=1000)
    rows = random_rows(20)
    view = envs.step(rows[0])[0][5:7]
    before = view.copy()
    for actions in rows:
        envs.step(actions)

    assert (view == before).all()


def test_results_outlive_their_environment() -> None:
    envs = started_envs()
    observations, *_ = envs.step(random_rows(1)[0])
    before = observations.copy()
    envs.close()
    del envs
    gc.collect()

    assert (observations == before).all()


BOUNDED = """
import resource, sys
import numpy as np, envcore
envs = envcore.AsteroidProspectorVectorEnv(1024)
envs.reset(seed=1)
actions = np.full(1024, 6)
for _ in range(50):
    envs.step(actions)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(3000):  # 3.2 GB of observations
    held = envs.step(actions)
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
assert grown < 64, f"{grown} MiB more"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in KiB on Linux only")
def test_memory_is_bounded_where_results_are_dropped() -> None:
    subprocess.run([sys.executable, "-c", BOUNDED], check=True, timeout=300)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_forked_child_and_its_parent_do_not_share_buffers() -> None:
    envs = started_envs(time_max=1000)
    rows = random_rows(10)
    held, *_ = envs.step(rows[0])
    before = held.copy()
    child = os.fork()
    if child == 0:
        held.fill(0)
        for actions in rows:
            envs.step(actions)[0].fill(0)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    assert (held == before).all()
    assert (envs.step(rows[1])[0] != 0).any()


@pytest.mark.parametrize("num_envs", [1, 255, 256, 1000])
def test_results_do_not_depend_on_the_number_of_threads(num_envs: int) -> None:
    batches = [
        AsteroidProspectorVectorEnv(num_envs, num_threads=threads, info="all", time_max=20)
        for threads in (1, 2, 3, 7)
    ]
    for envs in batches:
        envs.reset(seed=3)
    for actions in random_rows(30, num_envs):
        results = [arrays_of(envs.step(actions)) for envs in batches]
        for others in results[1:]:
            for our, their in zip(results[0], others, strict=True):
                assert our.tobytes() == their.tobytes()
