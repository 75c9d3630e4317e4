"""An option either changes what a command writes, or is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

import replaykit
from replaykit.cli.main import main
from replaykit.cli.make import FORMATS

from helpers import CONFIG, needs_player

SOMEONE = replaykit.Provenance(replaykit.Player(kind="bot", name="drifter"))
OPTIONS = {
    "--start": ["2"],
    "--stop": ["4"],
    "--stride": ["3"],
    "--observation": [],
    "--truth": [],
    "--beside": ["other.abr"],
    "--fps": ["5"],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with two replays of one world."""
    monkeypatch.chdir(tmp_path)
    for name, length in (("episode", 6), ("other", 7)):
        held = replaykit.record_actions([6] * length, config=CONFIG, seed=7, provenance=SOMEONE)
        held.write(tmp_path / f"{name}.abr")
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path / "data"))
    return tmp_path


def exported(to: str, *options: str) -> bytes:
    """Return what an export writes."""
    assert main(["export", "episode.abr", "--to", to, "-o", f"a.{to}", *options]) == 0
    return Path(f"a.{to}").read_bytes()


def is_refused(capsys: pytest.CaptureFixture[str], *command: str) -> bool:
    """Return whether a command refuses an option as one without effect, and writes nothing."""
    capsys.readouterr()
    before = set(Path().rglob("*"))
    code = main(list(command))
    out, err = capsys.readouterr()
    if code == 0:
        return False
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert " has no effect " in err
    assert set(Path().rglob("*")) == before
    return True


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize(
    "to", [pytest.param(to, marks=needs_player if to == "html" else []) for to in FORMATS]
)
def test_an_option_of_an_export_has_an_effect_or_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], to: str, option: str
) -> None:
    given = [option, *OPTIONS[option]]
    out = "test/episode-v0" if to == "minari" else f"b.{to}"
    if not is_refused(capsys, "export", "episode.abr", "--to", to, "-o", out, *given):
        pytest.importorskip({"parquet": "pyarrow", "mp4": "imageio_ffmpeg"}.get(to, "replaykit"))
        assert exported(to) != exported(to, *given)


@pytest.mark.parametrize("to", [to for to in FORMATS if to != "html"])
def test_a_policy_belongs_to_a_page(
    folder: Path, capsys: pytest.CaptureFixture[str], to: str
) -> None:
    out = "test/episode-v0" if to == "minari" else f"b.{to}"
    command = ("export", "episode.abr", "--to", to, "-o", out, "--policy", "absent.safetensors")
    assert is_refused(capsys, *command)


def test_a_part_of_an_episode_becomes_a_data_set_by_way_of_a_cut(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "episode.abr", "--to", "minari", "-o", "a/b-v0", "--start", "2"]) == 2
    assert "shorten them with `replaykit cut`" in capsys.readouterr().err
    assert main(["cut", "episode.abr", "--start", "2", "-o", "cut.abr"]) == 0
    assert len(replaykit.Replay.read("cut.abr").actions) == 4


@pytest.mark.parametrize(
    "command",
    [
        ("concat", "episode.abr", "-o", "c.abr", "--kind", "bot"),
        ("bundle", "episode.abr", "-o", "-", "--json"),
    ],
)
def test_other_commands_refuse_what_has_no_effect(
    folder: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert is_refused(capsys, *command)
