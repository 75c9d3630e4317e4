"""Recording an environment, in memory or into a file that grows."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

import envcore
from envcore.arguments import action_index
from replaykit.errors import ReplayError
from replaykit.format.content import OUTSIDE_ACTION, Block, Result
from replaykit.format.header import BLOCK_STEPS_DEFAULT, Header, header_json
from replaykit.format.provenance import Provenance
from replaykit.format.replay import Replay
from replaykit.format.writer import ReplayWriter
from replaykit.record.partial_file import PartialFile
from replaykit.simulate.environment import end_cause_of, env_at

CHECKPOINT_STEPS: Final = 32_768
"""Steps between two stored states, which take a few dozen milliseconds to simulate."""


class EpisodeRecorder:
    """Records an environment from its current state on.

    An environment at the start of its episode gives a replay that starts at the reset; any other
    gives a replay that starts from the state the environment is in.

    Args:
        env: A reset environment.
        provenance: Who plays, and where player and episode come from.
        block_steps: Steps between two state digests, 1..65536; a crash loses at most one block.
        path: Name of the finished file. Until finish() renames it, the file is called
            `<name>.part`; it grows block by block and is readable up to the last full block.
            An existing `.part` is overwritten: use `resume` to continue one. None records in
            memory; `resume` gives an open file.

    Raises:
        ReplayError: The episode has ended, or the header cannot hold a value.
        OSError: The file cannot be written.
    """

    def __init__(
        self,
        env: envcore.AsteroidProspectorEnv,
        provenance: Provenance,
        *,
        block_steps: int = BLOCK_STEPS_DEFAULT,
        path: Path | str | PartialFile | None = None,
    ) -> None:
        if env.has_ended:
            raise ReplayError("the episode has ended: reset the environment before recording")
        self.env = env
        self._header, self._state = _start_of(env, provenance, block_steps)
        header_json(self._header)  # refuse now what could not be written later
        self._blocks: list[Block] = []
        self._pending = bytearray()
        self._steps = 0  # in closed blocks
        self._total = 0.0
        self._is_finished = False
        self._file = path if isinstance(path, PartialFile | None) else PartialFile(Path(path))
        if self._file is not None:
            self._writer = ReplayWriter(self._file, self._header, self._state)

    def step(
        self, action: Any
    ) -> tuple[npt.NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Step the environment and record it; see AsteroidProspectorEnv.step."""
        self._check_open()
        results = self.env.step(action)
        self.append(action, results[1])
        return results

    def append(self, action: Any, reward: float) -> None:
        """Record a step that the environment has just taken.

        Args:
            action: The action as requested; any integer.
            reward: Reward of the step.

        Raises:
            ReplayError: The recording is finished.
        """
        self._check_open()
        index, total = action_index(action), self._total + reward
        self._pending.append(index if index >= 0 else OUTSIDE_ACTION)
        self._total = total
        if len(self._pending) == self._header.block_steps:
            self._close_block()

    def run(self, actions: npt.NDArray[np.int64]) -> int:
        """Take and record many steps natively; return the number of steps taken.

        Args:
            actions: int64 (n,); those after the end of the episode are not taken.

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
        """Close the recording and return the replay, whose file then has its final name.

        The result's `end_cause` is None if the episode has not ended.

        Raises:
            ReplayError: The recording is finished already.
            OSError: The file cannot be written; what has been written stays in `.part`.
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
            end_cause=end_cause_of(info),
            state_digest=self.env.state_digest().hex(),
        )
        if self._file is None:
            return Replay(self._header, tuple(self._blocks), result, self._state)
        self._writer.finish(result)
        self._file.finish()
        return Replay.read(self._file.final_path)

    @property
    def num_steps(self) -> int:
        """Number of recorded steps."""
        return self._steps + len(self._pending)

    @property
    def path(self) -> Path | None:
        """Name of the finished file; None in memory."""
        return None if self._file is None else self._file.final_path

    def __copy__(self) -> Self:
        return copy.deepcopy(self)  # two recorders of one environment would both be wrong

    def _check_open(self) -> None:
        if self._is_finished:
            raise ReplayError("the recording is finished: start another recorder")

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
            self._file.wrote(self._steps)


def _start_of(
    env: envcore.AsteroidProspectorEnv, provenance: Provenance, block_steps: int
) -> tuple[Header, bytes | None]:
    """Return the header of a recording that starts now, and the state that it starts from."""
    is_reset = provenance.parent is None and _is_at_reset(env)
    header = Header(
        config=env.config,
        seed=env.world_seed,
        episode=env.episode,
        player=provenance.player,
        training=provenance.training,
        block_steps=block_steps,
        start="reset" if is_reset else "state",
        parent=provenance.parent,
        extra=provenance.extra,
    )
    return header, None if is_reset else env.get_state()


def _is_at_reset(env: envcore.AsteroidProspectorEnv) -> bool:
    """Return whether an environment is in the state that its reset gives."""
    if env.info()["ticks"] != 0:
        return False
    fresh = env_at(env.config, env.world_seed, env.episode)
    return fresh.state_digest() == env.state_digest()
