"""Comparisons: paired rows, replays as players, and saved evaluations that anyone can check."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

import envcore
import replaykit
from trainkit.config.seeds import SEED_SETS, parse_seeds, set_of
from trainkit.errors import TrainkitError
from trainkit.evaluation import play
from trainkit.evaluation.comparison import Comparison, compare
from trainkit.evaluation.contenders import parse_contenders
from trainkit.evaluation.folder import check_evaluation, check_new_folder, save_evaluation
from trainkit.evaluation.plots import plot_comparison
from trainkit.evaluation.tables import comparison_csv, print_comparison
from trainkit.runs.checkpoint import policy_digest

WORLDS = envcore.EnvConfig(time_max=60)
SEEDS = range(2**33, 2**33 + 6)


def played(*players: str, **options: Any) -> Comparison:
    return compare(parse_contenders(players), SEEDS, WORLDS, **options)


def test_seed_sets_are_disjoint_and_whole() -> None:
    bounds = [(seeds.start, seeds.stop) for seeds in SEED_SETS.values()]

    assert bounds == [(0, 2**32), (2**32, 2**33), (2**33, 2**64)]
    assert [set_of(s) for s in (0, 2**32 - 1, 2**32, 2**33 - 1, 2**33, 2**64 - 1)] == [
        *["train", "train", "test", "test", "heldout", "heldout"]
    ]
    assert parse_seeds("heldout:3", 9) == range(2**33, 2**33 + 3)


def test_differences_are_taken_seed_by_seed() -> None:
    first, other = (e.runs[0] for e in played("greedy_miner", "random_legal").entries)
    rows = played("greedy_miner", "random_legal").rows

    expected = (other.returns - first.returns).mean()
    assert rows[1]["return_difference"]["mean"] == pytest.approx(expected)
    profits = [run.infos["net_profit"] for run in (first, other)]
    assert rows[1]["net_profit_difference"]["mean"] == pytest.approx(
        (profits[1] - profits[0]).mean()
    )
    wins = (profits[1] > profits[0]) + 0.5 * (profits[1] == profits[0])
    assert rows[1]["improvement"]["net_profit"]["mean"] == pytest.approx(wins.mean())
    assert rows[0]["return_difference"] == {"mean": 0, "ci_low": 0, "ci_high": 0}
    assert rows[0]["improvement"]["return"]["mean"] == 0.5


def printed(comparison: Comparison, width: int, **options: Any) -> list[str]:
    console = Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)
    print_comparison(comparison, console=console, **options)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined]


def test_tables_fit_the_terminal_and_lose_no_column() -> None:
    comparison = played("cautious_scanner", "greedy_miner", "random_legal")
    narrow, wide = printed(comparison, 80), printed(comparison, 80, wide=True)

    assert max(map(len, narrow)) <= 80 < max(map(len, wide))
    assert not any("…" in line for line in narrow + wide)
    cells = [
        [part for line in lines if line.split()[:1] == [name] for part in line.split()[1:]]
        for lines in (narrow, wide)
        for name in ("greedy_miner", "random_legal")
    ]
    assert cells[0] == cells[2]
    assert cells[1] == cells[3]


def test_progress_adds_up_to_the_episodes() -> None:
    parts: list[float] = []
    played("cautious_scanner", "random_legal", report=parts.append)

    assert sum(parts) == pytest.approx(2 * len(SEEDS))
    assert len(parts) > 2


def test_training_seeds_are_strata_of_one_player(tiny_run: Path) -> None:
    runs = [str(tiny_run / "checkpoints" / name) for name in ("000001", "000004")]
    (row,) = played(f"tiny={','.join(runs)}").rows
    alone = [played(run).rows[0] for run in runs]

    assert row["player"] == "tiny"
    assert row["training_seeds"] == 2
    assert row["episodes"] == 2 * len(SEEDS)
    means = [one["return"]["mean"] for one in alone]
    assert row["run_means"]["return"] == means
    assert row["return"]["mean"] == pytest.approx(sum(means) / 2)


def test_processes_play_the_same_episodes(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = played("greedy_miner", str(tiny_run))
    together = played("greedy_miner", str(tiny_run), workers=2)

    assert together.to_dict() == alone.to_dict()


def test_a_long_list_is_played_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = played("cautious_scanner").entries[0].runs[0]
    monkeypatch.setitem(play.BATCH_WORLDS, "bot", 4)  # 4 + 2 worlds
    parts = played("cautious_scanner").entries[0].runs[0]

    assert parts.seeds == whole.seeds
    np.testing.assert_array_equal(parts.returns, whole.returns)


@pytest.fixture
def saved(tmp_path: Path, tiny_run: Path) -> Path:
    contenders = parse_contenders([str(tiny_run), "random"])
    comparison = compare(contenders, SEEDS, WORLDS, keep_actions=True)
    save_evaluation(tmp_path / "saved", comparison, contenders)
    return tmp_path / "saved"


def test_a_saved_evaluation_can_be_checked_by_others(saved: Path, tiny_run: Path) -> None:
    stated = json.loads((saved / "evaluation.json").read_text())
    episodes = list(csv.DictReader((saved / "episodes.csv").open()))

    found = check_evaluation(saved)

    assert json.loads(json.dumps(found.to_dict())) == stated
    assert len(episodes) == 2 * len(SEEDS)
    place = saved / "replays" / "tiny@000004" / "00"
    replay = replaykit.Replay.read(place / f"{SEEDS[0]}.abr")
    assert replay.header.player.digest == policy_digest(tiny_run / "checkpoints" / "000004")
    assert replay.result is not None
    assert float(episodes[0]["return"]) == replay.result.total


def test_a_table_with_inflated_figures_is_found(saved: Path) -> None:
    table = json.loads((saved / "evaluation.json").read_text())
    table["rows"][0]["net_profit"]["mean"] += 1
    (saved / "evaluation.json").write_text(json.dumps(table))

    with pytest.raises(TrainkitError, match=r"rows\[0\]\.net_profit\.mean is "):
        check_evaluation(saved)


def test_an_exchanged_or_missing_replay_is_found(saved: Path) -> None:
    place = next(saved.glob("replays/random/*"))
    one, other = sorted(place.iterdir())[:2]
    shutil.copy(one, other)

    with pytest.raises(TrainkitError, match="is of another world than the table"):
        check_evaluation(saved)

    other.unlink()
    with pytest.raises(TrainkitError, match="expected a replay for each of the 6 seeds"):
        check_evaluation(saved)


def test_saving_needs_a_new_or_empty_folder(saved: Path) -> None:
    with pytest.raises(TrainkitError, match="expected a new folder or an empty one"):
        check_new_folder(saved)


def test_a_replay_is_a_player_on_its_own_seed(tiny_run: Path) -> None:
    file = tiny_run / "replays" / "w000004.abr"
    recorded = replaykit.Replay.read(file)
    contenders = parse_contenders([f"replay:{file}", "random"])
    seeds = [recorded.header.seed]

    comparison = compare(contenders, seeds, recorded.header.config, keep_actions=True)

    assert recorded.result is not None
    assert comparison.rows[0]["return"]["mean"] == recorded.result.total
    assert comparison.rows[0]["kind"] == "replay"
    np.testing.assert_array_equal(comparison.entries[0].runs[0].actions[0], recorded.actions)
    with pytest.raises(TrainkitError, match="was recorded on seed 4294967296, episode 0"):
        compare(contenders, SEEDS, WORLDS)


def test_an_untrue_replay_is_refused_as_a_player(tiny_run: Path, tmp_path: Path) -> None:
    replay = replaykit.Replay.read(tiny_run / "replays" / "w000004.abr")
    changed = replay.blocks[0].actions.copy()
    changed[0] = 6 if changed[0] != 6 else 11
    block = replace(replay.blocks[0], actions=changed)
    false = replaykit.Replay(replay.header, (block, *replay.blocks[1:]), replay.result)
    false.write(tmp_path / "false.abr")

    with pytest.raises(TrainkitError, match="is not true"):
        compare(parse_contenders([f"replay:{tmp_path / 'false.abr'}"]), [2**32], WORLDS)


def test_a_replay_from_the_middle_is_refused_as_a_player(tmp_path: Path) -> None:
    who = replaykit.Player(kind="bot", name="waiter")
    whole = replaykit.record_actions(
        [6, 6, 6], config=WORLDS, seed=2**32, provenance=replaykit.Provenance(who)
    )
    replaykit.cut(whole, 1).write(tmp_path / "fork.abr")

    with pytest.raises(TrainkitError, match="starts from a stored state"):
        compare(parse_contenders([f"replay:{tmp_path / 'fork.abr'}"]), [2**32], WORLDS)


def test_the_csv_has_a_line_per_player() -> None:
    lines = list(csv.DictReader(comparison_csv(played("random", "greedy_miner")).splitlines()))

    assert [line["player"] for line in lines] == ["random", "greedy_miner"]
    for line in lines:
        assert float(line["net_profit_iqm_ci_low"]) <= float(line["net_profit_iqm"])
        assert float(line["return_mean"]) <= float(line["return_mean_ci_high"])


def test_a_policy_can_be_read_from_a_url(tiny_run: Path) -> None:
    near = played(str(tiny_run)).rows
    far = played(f"file://{tiny_run}").rows

    assert far == near
    with pytest.raises(TrainkitError, match="nowhere"):
        parse_contenders(["memory://nowhere"])


def test_the_picture_is_drawn_without_a_display(tmp_path: Path) -> None:
    comparison = played("random", "greedy_miner")

    plot_comparison(comparison, tmp_path / "plot.png")

    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(TrainkitError, match=r"plot .*plot\.xyz: "):
        plot_comparison(comparison, tmp_path / "plot.xyz")
    assert [path.name for path in tmp_path.iterdir()] == ["plot.png"]
