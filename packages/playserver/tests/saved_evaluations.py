"""Writes saved evaluations of two players, as `trainkit evaluate --save` does."""

from __future__ import annotations

from pathlib import Path

import replaykit

import helpers

PLAYERS = ("policy@3", "random")
MINED = {"policy@3": (1, 4, 2), "random": (2, 1, 3)}
"""How much is mined in each episode: more mining earns more."""


def episode_of(player: str, num_mined: int, seed: int) -> replaykit.Replay:
    """Return an episode of a player with its seed in the header."""
    actions = helpers.trip(num_mined)
    return replaykit.record_actions(
        [*actions, int(helpers.Action.CASH_OUT)],
        config=helpers.SHORT,
        seed=seed,
        provenance=replaykit.Provenance(replaykit.Player(kind="policy", name=player)),
    )


def save_evaluation(folder: Path) -> dict[str, list[float]]:
    """Write a folder as `trainkit evaluate --save` does; return the returns of each player."""
    folder.mkdir(parents=True)
    lines = ["player,kind,run,seed,return,net_profit,profit_per_tick,survival,steps,ticks"]
    returns: dict[str, list[float]] = {}
    for player in PLAYERS:
        target = folder / "replays" / player / "00"
        target.mkdir(parents=True)
        for number, num_mined in enumerate(MINED[player]):
            replay = episode_of(player, num_mined, 7 + number)
            replay.write(target / f"{7 + number}.abr")
            result = replay.result
            assert result is not None
            returns.setdefault(player, []).append(result.total)
            numbers = f"{result.total!r},{result.net_profit!r},0.0,1,{result.steps},{result.ticks}"
            lines.append(f"{player},policy,{player},{7 + number},{numbers}")
    (folder / "episodes.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    helpers.write_json(folder / "evaluation.json", helpers.evaluation())
    return returns
