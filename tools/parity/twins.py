"""One world in both implementations: makes every move in both and compares every bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from envcore import AsteroidProspectorEnv
from envref import ReferenceEnv
from envref.paths import places_of
from envref.world import World

from tools.parity.bits import (
    Difference,
    Failure,
    Outcome,
    differences,
    image_of,
    nested_differences,
    state_differences,
)
from tools.parity.invariants import check_info, check_observation
from tools.parity.moves import Edit, Exchange, Move, Number, Reset, Step

Env = AsteroidProspectorEnv | ReferenceEnv
Options = dict[str, Any]

FACES = ("belt", "asteroids", "market", "reward_terms", "action_masks")
"""Methods that are compared at exchanges only."""
REFUSED = "refused"


class MismatchError(AssertionError):
    """The implementations do not agree."""

    def __init__(self, options: Options, moves: Sequence[Move], found: list[Difference]) -> None:
        self.options = options
        self.moves = list(moves)
        """All moves from the start; the last is the one after which they differ."""
        self.found = found
        super().__init__(f"move {len(moves) - 1}, {moves[-1]}: {found[0]}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.options, self.moves, self.found)


class Twins:
    """envcore and envref in the same state."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.core = AsteroidProspectorEnv(**options)
        self.reference = ReferenceEnv(**options)
        self.moves: list[Move] = []
        self.steps = 0
        nothing = Failure("none", "no move was made")
        self.outcomes: tuple[Outcome | Failure, Outcome | Failure] = (nothing, nothing)
        """What came of the last move: envcore's word, then envref's."""

    def make(self, move: Move) -> Outcome | Failure:
        """Make a move in both worlds, compare, and return the outcome.

        Raises:
            MismatchError: Something differs.
        """
        self.moves.append(move)
        match move:
            case Exchange():
                self._exchange()
            case Edit(values):
                self._edit(values)
            case Reset() | Step():
                self.steps += isinstance(move, Step)
                self._settle(attempt(self.core, move), attempt(self.reference, move))
        return self.outcomes[0]

    def _exchange(self) -> None:
        """Compare what is not compared at every step, then let each take the other's state."""
        self._refuse(self._state_differences())
        for name in FACES:
            pair = [getattr(env, name)() for env in (self.core, self.reference)]
            self._refuse(nested_differences(name, *pair))
        states = self.core.get_state(), self.reference.get_state()
        core, reference = AsteroidProspectorEnv(), ReferenceEnv()
        verdicts = [verdict_on(core, states[1]), verdict_on(reference, states[0])]
        if verdicts[0] != verdicts[1]:
            self._refuse([Difference("set_state", *verdicts)])
        if verdicts[0] == REFUSED:
            # a number that was edited to its bound went past it in a step; honest play never does
            self._refuse([] if self._was_edited else [Difference("set_state", *verdicts)])
            return
        self.core, self.reference = core, reference
        self._settle_at_rest()

    def _edit(self, values: Mapping[str, Number | Sequence[Number]]) -> None:
        """Resume both from the edited state; or both refuse it and keep their state."""
        before = self.reference.get_state()
        edited = self.reference.clone()
        for path, value in values.items():
            put(edited.world, path, value)
        state = edited.get_state()
        verdicts = [verdict_on(env, state) for env in (self.core, self.reference)]
        if verdicts[0] != verdicts[1]:
            self._refuse([Difference("set_state", *verdicts)])
        if verdicts[0] == REFUSED:
            for env in (self.core, self.reference):
                after = env.get_state()
                self._refuse([] if after == before else [Difference("state", after, before)])
        self._settle_at_rest()

    def _settle_at_rest(self) -> None:
        """Compare observation, info and digest of both after a state was set, before a step."""
        core, reference = (
            Outcome(env.observation(), env.info(), env.state_digest())
            for env in (self.core, self.reference)
        )
        self._settle(core, reference)
        if not self._was_edited:  # else numbers need not agree
            check_observation(core.observation, core.info["action_mask"])
            check_info(core.info)

    @property
    def _was_edited(self) -> bool:
        """Whether numbers were put into the state, such as no play may lead to."""
        return any(isinstance(move, Edit) for move in self.moves)

    def _settle(self, core: Outcome | Failure, reference: Outcome | Failure) -> None:
        """Keep the outcomes; raise if the two do not have the same bits."""
        self.outcomes = (core, reference)
        if image_of(core) == image_of(reference):
            return
        found = differences(core, reference)
        if isinstance(core, Outcome) and isinstance(reference, Outcome):
            found = self._state_differences() + found
        self._refuse(found)

    def _state_differences(self) -> list[Difference]:
        """Return which values of the states differ."""
        core, reference = self.core.get_state(), self.reference.get_state()
        return [] if core == reference else state_differences(core, reference, self.reference.world)

    def _refuse(self, found: list[Difference]) -> None:
        """Raise if anything was found."""
        if found:
            raise MismatchError(self.options, self.moves, found)


def attempt(env: Env, move: Reset | Step) -> Outcome | Failure:
    """Make a move in one implementation; a planted fault may raise any exception."""
    try:
        if isinstance(move, Reset):
            options = None if move.episode is None else {"episode": move.episode}
            observation, info = env.reset(seed=move.seed, options=options)
            return Outcome(observation, info, env.state_digest())
        observation, reward, terminated, truncated, info = env.step(move.action)
        return Outcome(observation, info, env.state_digest(), reward, terminated, truncated)
    except Exception as error:
        return Failure(type(error).__name__, str(error))


def verdict_on(env: Env, state: bytes) -> str:
    """Put a state into one implementation; the words of a refusal are its own."""
    try:
        env.set_state(state)
    except ValueError:
        return REFUSED
    return "accepted"


def put(world: World, path: str, value: Number | Sequence[Number]) -> None:
    """Put one number everywhere, or one for each, where a path leads."""
    places = list(places_of(world, path))
    numbers = value if isinstance(value, Sequence) else [value] * len(places)
    for place, number in zip(places, numbers, strict=False):
        place.put(number)
