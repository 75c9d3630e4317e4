"""Vector environments in child processes, forked and spawned."""

from __future__ import annotations

import multiprocessing as mp
import os
from typing import Any

import numpy as np
import pytest

from envcore import AsteroidProspectorVectorEnv
from envcore.spec import Action

NUM_ENVS = 4
HOLD = np.full(NUM_ENVS, Action.HOLD_DRIFT)


def new_envs(**options: Any) -> AsteroidProspectorVectorEnv:
    return AsteroidProspectorVectorEnv(NUM_ENVS, **{"time_max": 30, **options})


def _steps_in_a_child(envs: AsteroidProspectorVectorEnv, results: Any) -> None:
    results.put([envs.step(HOLD)[0].tobytes() for _ in range(5)])


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")


@pytest.mark.parametrize("method", [pytest.param("fork", marks=needs_fork), "spawn"])
def test_a_child_process_continues_with_the_same_bits(method: str) -> None:
    envs = new_envs(num_threads=3)
    envs.reset(seed=1)
    envs.step(HOLD)
    context: Any = mp.get_context(method)
    results = context.Queue()
    child = context.Process(target=_steps_in_a_child, args=(envs, results))

    child.start()
    theirs = results.get(timeout=120)
    child.join()

    assert child.exitcode == 0
    assert theirs == [envs.step(HOLD)[0].tobytes() for _ in range(5)]


@needs_fork
def test_a_forked_child_of_a_child_still_has_threads() -> None:
    envs = new_envs(num_threads=3)
    envs.reset(seed=1)
    child = os.fork()
    if child == 0:
        grandchild = os.fork()
        if grandchild == 0:
            envs.step(HOLD)
            os._exit(0)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(grandchild, 0)[1]))

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
