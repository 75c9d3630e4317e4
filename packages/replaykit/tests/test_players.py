"""Players that other packages provide by entry points."""

from __future__ import annotations

from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import envcore
import replaykit
from envcore.spec import Action
from replaykit.cli.main import main
from replaykit.record import players


class Listener:
    """Listens for threats in every step."""

    name = "listener"
    version = "3"

    def reset(self, num_worlds: int, seed: int) -> None:
        """Keep what was passed."""
        self.was_reset = (num_worlds, seed)

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return the same action for each world."""
        assert observations.shape == (1, 260)
        assert masks.shape == (1, 69)
        assert self.was_reset == (1, 7)
        return np.full(1, int(Action.THREAT_LISTEN))


@pytest.fixture(autouse=True)
def _one_player(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("listener", f"{__name__}:Listener", players.GROUP)
    monkeypatch.setattr(
        players, "entry_points", lambda **wanted: EntryPoints([point]).select(**wanted)
    )


def test_an_installed_player_plays_a_world(tmp_path: Path) -> None:
    out = tmp_path / "listener.abr"
    options = ["--option", "time_max=20", "--option", "pirates=false"]
    assert (
        main(["play", "listener", "--seed", "7", "--episode", "2", *options, "-o", str(out)]) == 0
    )
    replay = replaykit.Replay.open(str(out))
    header = replay.header
    assert header.player == replaykit.Player(kind="bot", name="listener", version="3")
    assert (header.seed, header.episode) == (7, 2)
    assert header.config == envcore.EnvConfig(time_max=20, pirates=False)
    assert list(replay.actions) == [int(Action.THREAT_LISTEN)] * 10  # of two ticks each
    assert replaykit.verify(replay).is_true


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ghost", "--seed", "7"], "there is no player ghost; installed: listener"),
        (["listener", "--seed", "7", "--option", "speed=3"], "speed"),
        (["listener", "--seed", "-1"], "-1 is not in the range"),
    ],
)
def test_what_cannot_be_played_is_refused(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["play", *arguments, "-o", str(tmp_path / "a.abr")]) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
