"""Writes the recorded episodes as plain text, for players without JSON and gzip.

Words are separated by blanks, records by newlines; numbers are decimal, bits are hex:

    golden 1 EPISODES
    episode NAME SEED EPISODE TIME_MAX REWARD_MODE SWITCHES STEPS
    reset OBSERVATION MASK
    step ACTION REWARD OBSERVATION_SHA CREDITS FLAGS DT EVENTS MASK_SHA      STEPS times
    final OBSERVATION END_CAUSE DIGEST INFO...

REWARD, CREDITS and INFO are the 16 hex digits of a binary64, big end first (every number of `info`
is one here); OBSERVATION is its 1040 bytes, little end first; the SHA are those of the recordings.
DIGEST, the state digest after the last step, is not recorded: it is that of the installed envcore.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import envcore
from envcore.spec import INFO_KEYS, N_ACTIONS, OPTIONS, EndCause

from tools.golden import GOLDEN_NAMES, Facts, Recording, read_recording

SWITCHES = tuple(option.name for option in OPTIONS if option.type == "bool")
REWARD_MODES = next(o.choices for o in OPTIONS if o.name == "reward_mode")


def flatten() -> str:
    """Return all recordings."""
    recordings = [read_recording(name) for name in GOLDEN_NAMES]
    lines = [f"golden 1 {len(recordings)}"]
    for recording in recordings:
        lines += lines_of(recording)
    return "\n".join(lines) + "\n"


def lines_of(recording: Recording) -> Iterator[str]:
    """Return the lines of one recording."""
    config = envcore.EnvConfig(**recording.options)
    switches = sum(getattr(config, name) << bit for bit, name in enumerate(SWITCHES))
    mode = REWARD_MODES.index(config.reward_mode)
    yield (
        f"episode {recording.name} {recording.seed} {recording.episode} "
        f"{config.time_max} {mode} {switches} {len(recording.steps)}"
    )
    yield f"reset {recording.reset_observation.hex()} {recording.reset_mask}"
    for action, facts in zip(recording.actions, recording.steps, strict=True):
        yield step_line(action, facts)
    end_cause = EndCause[recording.final_info["end_cause"].upper()]
    info = " ".join(number_of(recording.final_info[key.name]) for key in INFO_KEYS)
    digest = final_digest(recording).hex()
    yield f"final {recording.final_observation.hex()} {end_cause:d} {digest} {info}"


def step_line(action: int, facts: Facts) -> str:
    """Return the line of a step; any action outside the space is written as -1."""
    wanted = action if 0 <= action < N_ACTIONS else -1
    reward, credits = number_of(facts.reward), number_of(facts.credits)
    return (
        f"step {wanted} {reward} {facts.observation_sha} {credits} "
        f"{facts.flags} {facts.dt} {facts.events} {facts.mask_sha}"
    )


def number_of(value: str | float) -> str:
    """Return the bits of a number, given as itself or as `float.hex` wrote it."""
    number = float.fromhex(value) if isinstance(value, str) else float(value)
    return struct.pack(">d", number).hex()


def final_digest(recording: Recording) -> bytes:
    """Return the state digest after the last step."""
    env = envcore.AsteroidProspectorEnv(**recording.options)
    env.reset(seed=recording.seed, options={"episode": recording.episode})
    env.run(recording.actions)
    return env.state_digest()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(flatten(), encoding="ascii")
