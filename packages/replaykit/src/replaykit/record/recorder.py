"""Recording: from an environment, from a policy, or from a list of actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

import envcore
from envcore.config import action_index, action_indices
from replaykit.errors import ReplayError
from replaykit.files import AppendedFile
from replaykit.format.content import OUTSIDE_ACTION, Block, Result
from replaykit.format.header import (
    BLOCK_STEPS_DEFAULT,
    Header,
    Parent,
    Player,
    Training,
    header_json,
)
from replaykit.format.replay import Replay
from replaykit.format.writer import ReplayWriter
from replaykit.simulate.environment import env_at

CHECKPOINT_STEPS: Final = 32_768
"""Steps between two stored states: a few dozen milliseconds of simulation."""

PARTIAL_SUFFIX: Final = ".part"

Policy = Callable[[npt.NDArray[np.float32], npt.NDArray[np.int8]], int]
"""From observation (260,) and action mask (69,) to an action."""


class EpisodeRecorder:
    """Records what an environment does from now on.

    An environment at the start of its episode gives a replay from the reset; one in the middle
    gives a replay that starts from the state it is in.

    Args:
        env: A reset environment.
        player: Who plays.
        training: Where a policy comes from.
        parent: The replay that the state was taken from.
        block_steps: Steps between two state digests, 1..65536.
        path: Where the file goes, block by block: under the name with `.part` until finish()
            renames it, and readable up to the last full block all the while. Without a path
            the replay is kept in memory.

    Raises:
        ReplayError: The episode has ended, or a value can not stand in a header.
        OSError: The file can not be written.
    """

    def __init__(
        self,
        env: envcore.AsteroidProspectorEnv,
        *,
        player: Player,
        training: Training | None = None,
        parent: Parent | None = None,
        block_steps: int = BLOCK_STEPS_DEFAULT,
        path: Path | str | None = None,
    ) -> None:
        if env.has_ended:
            raise ReplayError("recording can not start: the episode has ended")
        is_fresh = parent is None and _is_at_reset(env)
        self.env = env
        self._state = None if is_fresh else env.get_state()
        self._header = Header(
            config=env.config,
            seed=env.world_seed,
            episode=env.episode,
            player=player,
            training=training,
            block_steps=block_steps,
            start="reset" if is_fresh else "state",
            parent=parent,
        )
        header_json(self._header)  # refuse at once what could not be written
        self._blocks: list[Block] = []
        self._pending = bytearray()
        self._steps = 0  # in closed blocks
        self._total = 0.0
        self._is_finished = False
        self._path = None if path is None else Path(path)
        self._file: AppendedFile | None = None
        if self._path is not None:
            self._file = AppendedFile(partial_path(self._path))
            self._writer = ReplayWriter(self._file, self._header, self._state)

    def step(
        self, action: Any
    ) -> tuple[npt.NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Step the environment and record it; see AsteroidProspectorEnv.step."""
        results = self.env.step(action)
        self.append(action, results[1])
        return results

    def append(self, action: Any, reward: float) -> None:
        """Record a step that the environment has just taken.

        Raises:
            ReplayError: The recording is finished.
        """
        self._check_open()
        index = action_index(action)
        self._pending.append(index if index >= 0 else OUTSIDE_ACTION)
        self._total += reward
        if len(self._pending) == self._header.block_steps:
            self._close_block()

    def run(self, actions: npt.NDArray[np.int64]) -> int:
        """Take and record many steps natively; return how many were taken before the end.

        Raises:
            ReplayError: The recording is finished.
        """
        self._check_open()
        taken = 0
        while taken < len(actions) and not self.env.has_ended:
            room = self._header.block_steps - len(self._pending)
            part = actions[taken : taken + room]
            count, self._total = self.env.run(part, self._total)
            is_inside = (part[:count] >= 0) & (part[:count] < OUTSIDE_ACTION)
            self._pending += (
                np.where(is_inside, part[:count], OUTSIDE_ACTION).astype(np.uint8).tobytes()
            )
            taken += count
            if len(self._pending) == self._header.block_steps:
                self._close_block()
        return taken

    def finish(self) -> Replay:
        """Return the replay, its file in place; `end_cause` is None if the episode goes on.

        Raises:
            ReplayError: It was called before.
            OSError: The file can not be written; what was written so far stays as `.part`.
        """
        self._check_open()
        self._is_finished = True
        if self._pending:
            self._close_block()
        info = self.env.info()
        result = Result(
            steps=self._steps,
            ticks=info["ticks"],
            total=self._total,
            net_profit=info["net_profit"],
            end_cause=info.get("end_cause"),
            state_digest=self.env.state_digest().hex(),
        )
        if self._file is None or self._path is None:
            return Replay(self._header, tuple(self._blocks), result, self._state)
        self._writer.finish(result)
        self._file.finish(self._path)
        return Replay.read(self._path)

    @property
    def num_steps(self) -> int:
        """How many steps were recorded."""
        return self._steps + len(self._pending)

    @property
    def path(self) -> Path | None:
        """Where the file is when it is finished; None if it is kept in memory."""
        return self._path

    def _check_open(self) -> None:
        if self._is_finished:
            raise ReplayError("the recording is finished: nothing can be added")

    def _close_block(self) -> None:
        info = self.env.info()
        before, self._steps = self._steps, self._steps + len(self._pending)
        is_due = before // CHECKPOINT_STEPS < self._steps // CHECKPOINT_STEPS
        block = Block(
            actions=np.frombuffer(bytes(self._pending), np.uint8),
            state_digest=self.env.state_digest(),
            total=self._total,
            credits=info["credits"],
            tick=info["ticks"],
            checkpoint=self.env.get_state() if is_due and not self.env.has_ended else None,
        )
        self._pending.clear()
        if self._file is None:
            self._blocks.append(block)
        else:
            self._writer.add(block)


def partial_path(path: Path) -> Path:
    """Return where a file is while it grows: `<name>.part`."""
    return path.with_name(path.name + PARTIAL_SUFFIX)


def _is_at_reset(env: envcore.AsteroidProspectorEnv) -> bool:
    """Return whether an environment is exactly where its reset leaves it."""
    if env.info()["ticks"] != 0:
        return False
    fresh = env_at(env.config, env.world_seed, env.episode)
    return fresh.state_digest() == env.state_digest()


def resume(path: Path | str) -> EpisodeRecorder:
    """Go on with a recording that was interrupted, from its last intact block.

    The recorder's `env` is where that block stops. What was there is kept beside the new file
    until that has caught up with it.

    Args:
        path: The name that the finished file would have; `<name>.part` is read.

    Raises:
        ReplayError: What is left can not be read, or is not true.
        OSError: There is none, or the file can not be written.
    """
    path = Path(path)
    partial = partial_path(path)
    before = Replay.read(partial, allow_cut=True)
    digest = before.timeline.env_at(len(before.actions)).state_digest()
    if before.blocks and digest != before.blocks[-1].state_digest:
        raise ReplayError(f"{partial}: its last block states another world than its actions give")
    kept = partial.replace(partial.with_name(f"{partial.name}.kept"))
    header = before.header
    recorder = EpisodeRecorder(
        before.timeline.env_at(0),
        player=header.player,
        training=header.training,
        parent=header.parent,
        block_steps=header.block_steps,
        path=path,
    )
    recorder.run(before.actions.astype(np.int64))
    kept.unlink()
    return recorder


def record_episode(
    policy: Policy,
    *,
    config: envcore.EnvConfig,
    seed: int,
    episode: int = 0,
    player: Player,
    training: Training | None = None,
    path: Path | str | None = None,
) -> Replay:
    """Play one episode to its end and return its replay.

    Args:
        policy: Called with the observation and the action mask at every step.
        config: Options of the environment.
        seed: 0..2^64-1.
        episode: 0..2^64-1.
        player: Who plays.
        training: Where a policy comes from.
        path: Where the file grows while the episode runs; see EpisodeRecorder.
    """
    recorder = EpisodeRecorder(
        env_at(config, seed, episode), player=player, training=training, path=path
    )
    play_on(recorder, policy)
    return recorder.finish()


def play_on(recorder: EpisodeRecorder, policy: Policy) -> None:
    """Let a policy play the recorder's episode to its end."""
    env = recorder.env
    observation, mask = env.observation(), env.info()["action_mask"]
    while not env.has_ended:
        observation, _, _, _, info = recorder.step(policy(observation, mask))
        mask = info["action_mask"]


def record_actions(
    actions: Any,
    *,
    config: envcore.EnvConfig,
    seed: int,
    episode: int = 0,
    player: Player,
    training: Training | None = None,
) -> Replay:
    """Take the actions natively, to their end or the episode's, and return the replay."""
    recorder = EpisodeRecorder(env_at(config, seed, episode), player=player, training=training)
    recorder.run(action_indices(actions))
    return recorder.finish()
