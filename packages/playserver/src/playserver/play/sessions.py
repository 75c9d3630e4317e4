"""Play sessions: worlds in memory with the actions taken in them, how many and for how long."""

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
from playserver.ids import SESSION_ID_BYTES
from playserver.replays.store import PRACTICE_KEY
from playserver.settings import Limits
from replaykit import Player, Provenance, Replay, env_at, frame_of

CLOSED_MAX: Final = 4096
"""Most closed sessions whose reason is remembered."""


class Session:
    """One player in one world.

    Requests that use a session hold its lock, so that they run one at a time.

    Args:
        client: The client that created the session.
        player: The player in the replay's header.
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
        """Start an episode and take the given actions.

        Raises:
            BadRequestError: The episode ends before the last of them.
        """
        env = env_at(config, seed, episode)
        taken, total = env.run(np.array(actions[:-1], np.int64))
        reward, terms = 0.0, env.reward_terms()
        if actions and not env.has_ended:
            _, reward, _, _, _ = env.step(actions[-1])
            terms, total, taken = env.reward_terms(), total + reward, taken + 1
        if taken < len(actions):
            raise BadRequestError(
                f"the episode ends at step {taken}, but there are {len(actions)} actions"
            )
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
            action: 0..68; an illegal action counts as HOLD_DRIFT.
            at_step: Number of steps that the client knows of; None skips the check.

        Raises:
            ConflictError: The episode has ended, or `at_step` is wrong.
        """
        steps = len(self.actions)
        if self.env.has_ended:
            raise ConflictError(f"the episode has ended ({self.frame.end_cause}): reset it")
        if at_step is not None and at_step != steps:
            raise ConflictError(f"at_step is {at_step}, but the session is at step {steps}")
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
        """Start another episode: the given one, or the next one of the same seed."""
        following = 0 if seed is not None else (self.env.episode + 1) % 2**64
        self.start(
            self.env.config,
            self.env.world_seed if seed is None else seed,
            following if episode is None else episode,
            [],
        )
        self.has_undone = False

    def undo(self, to_step: int) -> None:
        """Undo all steps after the first `to_step`; the replay is then marked as practice.

        Raises:
            ConflictError: The session has fewer steps.
        """
        if to_step > len(self.actions):
            raise ConflictError(f"to_step is {to_step}, expected 0..{len(self.actions)}")
        if to_step < len(self.actions):
            remaining = list(self.actions[:to_step])
            self.start(self.env.config, self.env.world_seed, self.env.episode, remaining)
            self.has_undone = True

    def replay(self) -> Replay:
        """Return the replay of the episode so far; it is marked as practice after an undo."""
        extra = {PRACTICE_KEY: True} if self.has_undone else {}
        return replaykit.record_actions(
            np.frombuffer(bytes(self.actions), np.uint8),
            config=self.env.config,
            seed=self.env.world_seed,
            episode=self.env.episode,
            provenance=Provenance(self.player, extra=extra),
        )


class SessionStore:
    """All sessions, least recently used first. For use on the event loop.

    Args:
        limits: How many sessions there may be, and how long they may be idle.
        clock: A monotonic clock, in seconds.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._closed: OrderedDict[str, str] = OrderedDict()
        self.evictions = {"idle": 0, "room": 0}

    def __len__(self) -> int:
        self._close_idle()
        return len(self._sessions)

    def add(self, session: Session) -> int:
        """Add a started session; return how many others were closed to make room."""
        self._close_idle()
        own = [name for name, one in self._sessions.items() if one.client == session.client]
        evicted = own[: max(len(own) - self._limits.sessions_per_client + 1, 0)]
        if not evicted and len(self._sessions) >= self._limits.sessions:
            evicted = [next(iter(self._sessions))]
        for session_id in evicted:
            self._close(session_id, "it was closed to make room for another one")
            self.evictions["room"] += 1
        session.used_at = self._clock()
        self._sessions[session.session_id] = session
        return len(evicted)

    def get(self, session_id: str) -> Session:
        """Return a session and mark it as used now.

        Raises:
            GoneError: The session is closed; the message gives the reason.
            NotFoundError: There never was such a session.
        """
        self._close_idle()
        session = self._sessions.get(session_id)
        if session is None:
            reason = self._closed.get(session_id)
            if reason is not None:
                raise GoneError(f"the session is closed: {reason}")
            raise NotFoundError("there is no such session; a restart of the server closes all")
        session.used_at = self._clock()
        self._sessions.move_to_end(session_id)
        return session

    def delete(self, session_id: str) -> None:
        """Close a session.

        Raises:
            GoneError: The session is closed already.
            NotFoundError: There never was such a session.
        """
        self.get(session_id)
        self._close(session_id, "it was deleted")

    def _close_idle(self) -> None:
        """Close the sessions that were not used for `session_idle_s`."""
        idle_s = self._limits.session_idle_s
        oldest = self._clock() - idle_s
        while self._sessions:
            session = next(iter(self._sessions.values()))
            if session.used_at > oldest:
                return
            self._close(session.session_id, f"it was idle for {idle_s / 60:g} minutes")
            self.evictions["idle"] += 1

    def _close(self, session_id: str, reason: str) -> None:
        del self._sessions[session_id]
        self._closed[session_id] = reason
        if len(self._closed) > CLOSED_MAX:
            self._closed.popitem(last=False)
