"""Environments in many threads, each its own."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

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
