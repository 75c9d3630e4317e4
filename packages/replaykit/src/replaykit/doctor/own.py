"""What the doctor tries of replaykit itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from envcore import EnvConfig
from replaykit.format.provenance import Player, Provenance
from replaykit.format.replay import Replay
from replaykit.record.episodes import record_episode
from replaykit.simulate.verify import verify


def _check_replay() -> None:
    rng = np.random.default_rng(5)
    recorded = record_episode(
        lambda _, mask: int(rng.choice(np.flatnonzero(mask))),
        config=EnvConfig(time_max=2000),
        seed=5,
        provenance=Provenance(Player(kind="bot", name="doctor")),
    )
    verdict = verify(Replay.from_bytes(recorded.to_bytes()))
    if not verdict.is_true:
        raise ValueError(f"{verdict}: reinstall envcore and replaykit")


CHECKS: Final[Mapping[str, Callable[[], None]]] = {
    "a recorded episode is written, read and verified": _check_replay,
}
