"""The leaderboard is what its bundles prove, and what does not count is refused in one line."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import envcore
from replaykit.library.bundle import TABLE_NAME, write_bundle
from trainkit.evaluation.comparison import compare
from trainkit.evaluation.contenders import parse_contenders
from trainkit.evaluation.folder import save_evaluation
from trainkit.evaluation.normalised import STORED

from tools.leaderboard.__main__ import main
from tools.leaderboard.board import WORLDS, read_entries, score_of

SHORT = envcore.EnvConfig(time_max=2_000)
PAGE = "<!-- generated: leaderboard -->\n<!-- end: leaderboard -->\n"


def bundle_of(
    folder: Path,
    *,
    worlds: range | tuple[int, ...],
    config: envcore.EnvConfig,
    player: str = "random_legal",
) -> Path:
    """Write a bundle, by default of random_legal, whose episodes are short."""
    contenders = parse_contenders([player])
    comparison = compare(contenders, worlds, config, keep_actions=True)
    save_evaluation(folder / "saved", comparison, contenders)
    write_bundle(sorted((folder / "saved").rglob("*.abr")), folder / "leaderboard" / "mine.zip")
    shutil.rmtree(folder / "saved")
    return folder / "leaderboard" / "mine.zip"


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """Return a folder with a page and an entry, without its bundle."""
    (tmp_path / "leaderboard").mkdir()
    (tmp_path / "leaderboard.md").write_text(PAGE)
    entry = 'name = "mine"\nbundle = "mine.zip"\nplayers = "random_*"\nmade = "x"\nby = "me"\n'
    (tmp_path / "leaderboard" / "entries.toml").write_text(f"[[entry]]\n{entry}")
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(arguments))
    return done.exit_code, done.output


def test_the_published_table_is_what_the_bundles_prove() -> None:
    code, output = run("--check")

    assert code == 0, output
    assert "default_heldout.zip: true: 2800 episodes" in output


def test_an_entry_is_computed_from_its_bundle(board: Path) -> None:
    bundle_of(board, worlds=WORLDS, config=SHORT)

    assert run("--folder", str(board))[0] == 0

    text = (board / "leaderboard.md").read_text()
    (score,) = (score_of(board, entry) for entry in read_entries(board))
    # the score counts from this very bot, on these very worlds
    assert score.profits.shape == (1, 200)
    assert score.profits.mean() == pytest.approx(STORED[2_000].zero)
    assert "| 1 | [mine](leaderboard/mine.zip) (bot) | 0.000 [" in text
    assert run("--check", "--folder", str(board))[0] == 0
    (board / "leaderboard.md").write_text(text.replace("0.000 [", "0.900 ["))
    code, output = run("--check", "--folder", str(board))
    assert (code, "the table is stale" in output) == (2, True)


@pytest.mark.parametrize(
    ("worlds", "config", "message"),
    [
        (WORLDS[:3], SHORT, "mine.zip has 3 episodes of a player, expected episode 0 of each"),
        (range(2**32, 2**32 + 200), SHORT, "200 seeds from 8589934592 on: --seeds heldout:200"),
        (
            WORLDS[:3],
            envcore.EnvConfig(time_max=2_000, pirates=False),
            "mine.zip was played with pirates = False, expected True",
        ),
        (WORLDS[:3], envcore.EnvConfig(time_max=900), "episodes of 900 ticks, expected 2000 or"),
    ],
)
def test_other_worlds_and_rules_are_refused(
    board: Path, worlds: range, config: envcore.EnvConfig, message: str
) -> None:
    bundle_of(board, worlds=worlds, config=config)

    code, output = run("--folder", str(board))

    assert (code, message in output) == (2, True), output
    assert (board / "leaderboard.md").read_text() == PAGE


def test_an_edited_bundle_is_refused(board: Path) -> None:
    path = bundle_of(board, worlds=WORLDS[:3], config=SHORT)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    table = json.loads(members[TABLE_NAME])
    table["episodes"][1]["net_profit"] += 1.0
    members[TABLE_NAME] = json.dumps(table).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)

    code, output = run("--folder", str(board))

    assert (code, "mine.zip: bundle.json: " in output) == (2, True), output


def test_an_entry_without_its_bundle_or_player_is_refused(board: Path) -> None:
    assert "mine: there is no bundle mine.zip" in run("--folder", str(board))[1]

    bundle_of(board, worlds=WORLDS[:3], config=SHORT)
    entries = board / "leaderboard" / "entries.toml"
    entries.write_text(entries.read_text().replace("random_*", "other"))

    assert "players = 'other' names 0 players of random_legal" in run("--folder", str(board))[1]


def test_a_player_that_sees_hidden_state_is_refused(board: Path) -> None:
    bundle_of(board, worlds=WORLDS[:1], config=SHORT, player="knows_rocks")
    entries = board / "leaderboard" / "entries.toml"
    entries.write_text(entries.read_text().replace("random_*", "knows_rocks"))

    assert (
        "mine: knows_rocks sees hidden state, expected a player" in run("--folder", str(board))[1]
    )
