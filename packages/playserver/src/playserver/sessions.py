"""Play sessions: native worlds in memory, each with what was done in it."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import numpy as np

import envcore
import replaykit
from playserver.errors import BadRequestError, ConflictError, GoneError, NotFoundError
from playserver.settings import Limits
from replaykit import Player, Replay, env_at, frame_of

SESSION_ID_BYTES: Final = 16
SESSION_ID_LENGTH: Final = 22
"""Of so many bytes in base64, which nobody can guess."""
PRACTICE_KEY: Final = "practice"
"""In the header of a replay in which steps were taken back."""
ENDED_MAX: Final = 4096
"""Sessions that are over and still known by name, to say why."""


class Session:
    """One player in one world.

    Its lock is for the calls that leave the event loop; a session is used by one request at a time.

    Args:
        client: Who made it.
        player: Who plays, as the replay will say.
    """

    def __init__(self, client: str, player: Player) -> None:
        self.session_id = secrets.token_urlsafe(SESSION_ID_BYTES)
        self.client = client
        self.player = player
        self.has_undone = False
        self.lock = asyncio.Lock()
        self.used_at = 0.0
        self.actions = bytearray()
        self.frame: replaykit.Frame
        self.env: envcore.AsteroidProspectorEnv

    def start(self, config: envcore.EnvConfig, seed: int, episode: int, actions: list[int]) -> None:
        """Start an episode, with some actions taken already.

        Raises:
            BadRequestError: The episode ends before they are all taken.
        """
        env = env_at(config, seed, episode)
        taken, total = env.run(np.array(actions[:-1], np.int64))
        reward, terms = 0.0, {}
        if actions and not env.has_ended:
            _, reward, _, _, _ = env.step(actions[-1])
            terms, total, taken = env.reward_terms(), total + reward, taken + 1
        if taken < len(actions):
            raise BadRequestError(f"the episode ends at step {taken}, actions go on")
        self.env, self.actions = env, bytearray(actions)
        self.frame = frame_of(
            env,
            step=taken,
            action=actions[-1] if actions else None,
            reward=reward,
            reward_terms=terms,
            total=total,
        )

    def step(self, action: int, at_step: int | None) -> None:
        """Take one step.

        Args:
            action: 0..68; an illegal one is HOLD_DRIFT.
            at_step: How many steps the client thinks were taken; None if it does not care.

        Raises:
            ConflictError: The episode has ended, or the client is wrong about its steps.
        """
        steps = len(self.actions)
        if self.env.has_ended:
            raise ConflictError(f"the episode has ended ({self.frame.end_cause}): reset it")
        if at_step is not None and at_step != steps:
            raise ConflictError(f"at_step is {at_step}, the session is at step {steps}")
        _, reward, _, _, _ = self.env.step(action)
        self.actions.append(action)
        self.frame = frame_of(
            self.env,
            step=steps + 1,
            action=action,
            reward=reward,
            reward_terms=self.env.reward_terms(),
            total=self.frame.total + reward,
        )

    def reset(self, seed: int | None, episode: int | None) -> None:
        """Start another episode: the given one, or the next of the same seed."""
        following = 0 if seed is not None else (self.env.episode + 1) % 2**64
        self.start(
            self.env.config,
            self.env.world_seed if seed is None else seed,
            following if episode is None else episode,
            [],
        )
        self.has_undone = False

    def undo(self, to_step: int) -> None:
        """Take back all steps after one; from then on this is practice.

        Raises:
            ConflictError: There were not so many steps.
        """
        if to_step > len(self.actions):
            raise ConflictError(f"to_step is {to_step}, expected 0..{len(self.actions)}")
        if to_step < len(self.actions):
            kept = list(self.actions[:to_step])
            self.start(self.env.config, self.env.world_seed, self.env.episode, kept)
            self.has_undone = True

    def replay(self) -> Replay:
        """Return the replay of what was done so far."""
        extra = {PRACTICE_KEY: True} if self.has_undone else {}
        return replaykit.record_actions(
            np.frombuffer(bytes(self.actions), np.uint8),
            config=self.env.config,
            seed=self.env.world_seed,
            episode=self.env.episode,
            provenance=replaykit.Provenance(self.player, extra=extra),
        )


class SessionStore:
    """All sessions, the least recently used first. For use on the event loop.

    Args:
        limits: How many there may be, and for how long.
        clock: Seconds that only grow.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._ended: OrderedDict[str, str] = OrderedDict()
        self.evictions = {"idle": 0, "room": 0}

    def __len__(self) -> int:
        self._close_idle()
        return len(self._sessions)

    def add(self, session: Session) -> int:
        """Keep a session that has started; return how many others were closed for it."""
        self._close_idle()
        own = [name for name, one in self._sessions.items() if one.client == session.client]
        evicted = own[: max(len(own) - self._limits.sessions_per_client + 1, 0)]
        if not evicted and len(self._sessions) >= self._limits.sessions:
            evicted = [next(iter(self._sessions))]
        for session_id in evicted:
            self._end(session_id, "it was closed to make room for another one")
            self.evictions["room"] += 1
        session.used_at = self._clock()
        self._sessions[session.session_id] = session
        return len(evicted)

    def get(self, session_id: str) -> Session:
        """Return a session, which counts as used now.

        Raises:
            GoneError: It is over; the message says why.
            NotFoundError: There was none of this name.
        """
        session = self.find(session_id)
        if session is None:
            why = self._ended.get(session_id)
            if why is not None:
                raise GoneError(f"the session is over: {why}")
            raise NotFoundError("there is no such session; sessions do not outlive the server")
        return session

    def find(self, session_id: str) -> Session | None:
        """Return a session, which counts as used now, or None where there is none."""
        self._close_idle()
        session = self._sessions.get(session_id)
        if session is not None:
            session.used_at = self._clock()
            self._sessions.move_to_end(session_id)
        return session

    def delete(self, session_id: str) -> None:
        """End a session."""
        self.get(session_id)
        self._end(session_id, "it was deleted")

    def _close_idle(self) -> None:
        oldest = self._clock() - self._limits.session_idle_s
        while self._sessions:
            session = next(iter(self._sessions.values()))
            if session.used_at > oldest:
                return
            self._end(
                session.session_id, f"it was idle for {self._limits.session_idle_s / 60:g} minutes"
            )
            self.evictions["idle"] += 1

    def _end(self, session_id: str, why: str) -> None:
        del self._sessions[session_id]
        self._ended[session_id] = why
        if len(self._ended) > ENDED_MAX:
            self._ended.popitem(last=False)
