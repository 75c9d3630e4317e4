"""Environments in many threads: one for each thread, or one that several use by mistake."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

# what is made once must not be made while a thread that has the interpreter waits for it
FIRST_STEPS: Final = """
import sys
import threading
from envcore import AsteroidProspectorEnv

sys.setswitchinterval(1e-6)
envs = [AsteroidProspectorEnv(time_max=50) for _ in range(16)]
barrier = threading.Barrier(len(envs))

def play(env):
    barrier.wait()
    env.reset(seed=1)
    env.step(6)

threads = [threading.Thread(target=play, args=[env]) for env in envs]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len({env.state_digest() for env in envs}) == 1
"""


def test_many_threads_take_the_first_step_of_a_process() -> None:
    for _ in range(4):  # one process in three stood still when a step made what is made once
        subprocess.run([sys.executable, "-c", FIRST_STEPS], check=True, timeout=120)


# a batch in four threads: each call works, or raises; then the batch is as usable as before
ONE_BATCH = """
import threading
import numpy as np
from envcore import AsteroidProspectorVectorEnv

envs = AsteroidProspectorVectorEnv(
    512, num_threads=2, autoreset_mode="SameStep", time_max=50, info="all", copy={copy}
)
envs.reset(seed=1)
messages = set()

def work(call):
    for _ in range(300):
        try:
            call()
        except RuntimeError as error:
            messages.add(str(error))

actions = np.full(512, 6)
calls = [
    lambda: envs.step(actions),
    lambda: envs.reset(seed=1),
    lambda: envs.set_state(3, envs.get_state(2)),
    lambda: envs.clone(),
    lambda: envs.step(actions),
]
threads = [threading.Thread(target=work, args=[call]) for call in calls]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(messages) == 1, messages
assert messages.pop().startswith("these worlds are being stepped by another thread: give each")
envs.reset(seed=1)
assert envs.step(actions)[0].shape == (512, 260)
"""

ONE_WORLD = """
import threading
import numpy as np
from envcore import AsteroidProspectorEnv

env = AsteroidProspectorEnv(time_max=1_000_000)
env.reset(seed=1)
holds = np.full(20_000, 6)
messages = set()

def work(call):
    for _ in range(200):
        try:
            call()
        except (RuntimeError, ValueError) as error:
            messages.add(str(error).split(":")[0])

calls = [
    lambda: env.run(holds),
    lambda: env.step(6),
    lambda: env.reset(seed=2),
    lambda: env.clone().get_state(),
]
threads = [threading.Thread(target=work, args=[call]) for call in calls]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert messages <= {"another thread changed this world during run()", "the episode has ended"}
env.set_state(env.get_state())  # still a valid state
"""


@pytest.mark.parametrize("code", [ONE_BATCH.format(copy=True), ONE_BATCH.format(copy=False)])
def test_a_batch_in_several_threads_raises_and_stays_whole(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)


def test_a_world_in_several_threads_stays_whole() -> None:
    subprocess.run([sys.executable, "-c", ONE_WORLD], check=True, timeout=300)
