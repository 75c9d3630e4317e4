"""Exports have the values of the frames."""

from __future__ import annotations

import base64
import csv
import gc
import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import imageio_ffmpeg
import pyarrow.parquet as pq
import pytest

import envcore
import replaykit
from replaykit import export
from replaykit.record import policies

from helpers import CONFIG, needs_player, policy_bytes, recorded


@pytest.fixture(scope="module")
def replay() -> replaykit.Replay:
    return recorded(seed=11, holds=3)


def test_json_lines_have_everything(replay: replaykit.Replay, tmp_path: Path) -> None:
    path = tmp_path / "frames.jsonl"
    export.export_jsonl(replaykit.frames(replay, observation=True, truth=True), path)

    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    every = list(replaykit.frames(replay))
    assert len(rows) == len(every)
    for row, frame in zip(rows, every, strict=True):
        assert row["return"] == frame.total
        assert row["ship"]["fuel"] == frame.ship.fuel
        assert row["events"] == envcore.event_names(frame.events)
        assert len(row["observation"]["asteroids"]["confidence"]) == 16
        assert len(row["truth"]["rocks"]) == len(frame.rocks)
    assert list(tmp_path.iterdir()) == [path]


def check_table(rows: list[dict[str, Any]], replay: replaykit.Replay) -> None:
    every = list(replaykit.frames(replay))
    assert len(rows) == len(every)
    for row, frame in zip(rows, every, strict=True):
        assert int(row["step"]) == frame.step
        assert float(row["reward"]) == frame.reward
        assert float(row["reward_time"]) == frame.reward_terms["time"]
        assert float(row["return"]) == frame.total
        assert float(row["cargo_iron"]) == frame.cargo[0]
        assert float(row["price_volatiles"]) == frame.prices[5]
        assert row["events"] == " ".join(envcore.event_names(frame.events))


def test_csv_reads_back_to_the_same_bits(replay: replaykit.Replay, tmp_path: Path) -> None:
    path = tmp_path / "frames.csv"
    export.export_csv(replaykit.frames(replay), path)
    with path.open(encoding="utf-8", newline="") as file:
        check_table(list(csv.DictReader(file)), replay)


def test_parquet_has_typed_columns(replay: replaykit.Replay, tmp_path: Path) -> None:
    path = tmp_path / "frames.parquet"
    export.export_parquet(replaykit.frames(replay), path)
    table = pq.read_table(path)
    assert {str(table.schema.field(name).type) for name in ("step", "action")} == {"int64"}
    assert str(table.schema.field("was_illegal").type) == "bool"
    check_table(table.to_pylist(), replay)


def test_no_frame_makes_an_empty_table(replay: replaykit.Replay, tmp_path: Path) -> None:
    export.export_csv(replaykit.frames(replay, 2, 2), tmp_path / "none.csv")
    assert (tmp_path / "none.csv").read_bytes() == b""


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("error", [replaykit.ReplayError, KeyboardInterrupt])
def test_a_failed_export_leaves_nothing_behind(
    error: type[BaseException],
    replay: replaykit.Replay,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("replaykit.export.tables._ROWS_PER_GROUP", 1)

    def two_then_none() -> Any:
        yield from replaykit.frames(replay, 0, 2)
        raise error("no more")

    for write in (export.export_jsonl, export.export_csv, export.export_parquet):
        with pytest.raises(error, match="no more"):
            write(two_then_none(), tmp_path / "frames")
        gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_tables_have_an_end_cause_and_plain_bools_in_every_row(
    replay: replaykit.Replay, tmp_path: Path
) -> None:
    frames = list(replaykit.frames(replay))
    export.export_csv(frames, tmp_path / "a.csv")
    export.export_jsonl(frames, tmp_path / "a.jsonl")
    export.export_parquet(frames, tmp_path / "a.parquet")

    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [json.loads(text) for text in (tmp_path / "a.jsonl").read_text().splitlines()]
    causes = [frame.end_cause or "none" for frame in frames]
    assert causes[:2] == ["none", "none"]
    assert [row["end_cause"] for row in rows] == causes
    assert [row["end_cause"] for row in lines] == causes
    assert pq.read_table(tmp_path / "a.parquet")["end_cause"].to_pylist() == causes
    assert {row["was_illegal"] for row in rows} <= {"true", "false"}


def held_in(path: Path) -> tuple[replaykit.Replay, dict[str, Any]]:
    """Return the replay in a page, and what the page has beside it."""
    found = re.findall(
        r'<script type="application/json" id="replay">([^<]*)</script>',
        path.read_text(encoding="utf-8"),
    )
    held: dict[str, Any] = json.loads(found[0])
    return replaykit.Replay.from_bytes(base64.b64decode(held.pop("abr"))), held


@needs_player
def test_a_page_contains_the_replay_and_asks_for_nothing_else(
    replay: replaykit.Replay, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    export.export_html(replay, path, 7, truth=True, beside=replaykit.cut(replay, 0, 3))

    held, rest = held_in(path)
    assert held.to_bytes() == replay.to_bytes()
    beside = replaykit.Replay.from_bytes(base64.b64decode(rest.pop("beside")))
    assert len(beside.actions) == 3
    assert rest == {"step": 7, "truth": True, "policy": None}
    page = path.read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=", page)
    assert len(page) < 600_000


@needs_player
def test_a_page_is_the_same_bytes_every_time(replay: replaykit.Replay, tmp_path: Path) -> None:
    for name in ("a", "b"):
        export.export_html(replay, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@needs_player
def test_a_page_carries_a_policy(replay: replaykit.Replay, tmp_path: Path) -> None:
    policy = tmp_path / "tiny.safetensors"
    policy.write_bytes(policy_bytes())
    export.export_html(replay, tmp_path / "page.html", policy=str(policy))
    _, rest = held_in(tmp_path / "page.html")
    assert base64.b64decode(rest["policy"]) == policy_bytes()


@needs_player
def test_a_page_refuses_other_files(
    replay: replaykit.Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.safetensors"
    other.write_bytes(b"\2\0\0\0\0\0\0\0{}")
    monkeypatch.setattr(policies, "entry_points", lambda **_: [])
    for source, reason in ((str(other), "not a policy file"), ("runs/first", "need trainkit")):
        with pytest.raises(replaykit.ReplayError, match=reason):
            export.export_html(replay, tmp_path / "page.html", policy=source)
    assert not (tmp_path / "page.html").exists()


def test_an_installed_package_reads_other_policies(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(source: str) -> bytes:
        if source != "runs/first":
            raise OSError("it is not there")
        return b"the policy"

    reader = SimpleNamespace(load=lambda: read)
    monkeypatch.setattr(policies, "entry_points", lambda **_: [reader])
    assert policies.read_policy("runs/first") == b"the policy"
    with pytest.raises(replaykit.ReplayError, match="it is not there"):
        policies.read_policy("runs/second")


@needs_player
def test_a_page_of_a_fork_or_of_a_prefix(replay: replaykit.Replay, tmp_path: Path) -> None:
    fork = replaykit.cut(replay, 5, 9)
    export.export_html(fork, tmp_path / "fork.html")
    assert held_in(tmp_path / "fork.html")[0].content_digest == fork.content_digest
    export.export_html(replace(replay, result=None), tmp_path / "cut.html", 0, 20, 5)
    held, _ = held_in(tmp_path / "cut.html")
    assert held.actions.tolist() == replay.actions.tolist()[:19]  # frames 0..19
    assert held.result is not None


def test_an_installation_without_player_says_what_to_do(
    replay: replaykit.Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export.page, "PLAYER", "missing.html")
    with pytest.raises(replaykit.ReplayError, match="npm run build:player"):
        export.export_html(replay, tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


@needs_player
def test_a_hostile_name_stays_text(tmp_path: Path) -> None:
    player = replaykit.Player(kind="bot", name="</title><script>alert(1)</script>")
    replay = replaykit.record_actions(
        [6], config=CONFIG, seed=1, provenance=replaykit.Provenance(player)
    )
    export.export_html(replay, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "alert(1)" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("kind", ["mp4", "gif"])
def test_a_video_has_a_picture_for_every_frame(
    replay: replaykit.Replay, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"film.{kind}"
    export.export_video(replay, path, 2, 12, 2, fps=10)

    film = imageio_ffmpeg.read_frames(str(path))
    facts, pictures = next(film), list(film)
    assert facts["source_size"] == (960, 600)
    assert len(pictures) == 5  # steps 2, 4, 6, 8, 10
    assert len(set(pictures)) > 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_video_can_be_in_a_folder_whose_name_looks_like_an_option(
    replay: replaykit.Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-vn").mkdir()
    export.export_video(replay, "-vn/film.gif", stop=2, fps=50)
    assert Path("-vn/film.gif").read_bytes().startswith(b"GIF89a")


def test_a_video_of_a_fork_starts_from_its_state(replay: replaykit.Replay, tmp_path: Path) -> None:
    export.export_video(replaykit.cut(replay, 5, 8), tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").stat().st_size > 1000


@pytest.mark.parametrize(
    ("name", "asked", "named"),
    [
        ("film.avi", {}, "expected a name ending in .mp4 or .gif"),
        ("film.mp4", {"fps": 0}, r"fps is 0, expected 1\.\.60 for mp4"),
        ("film.gif", {"fps": 51}, r"fps is 51, expected 1\.\.50 for gif"),
        ("film.mp4", {"start": 4, "stop": 4}, "expected one or more"),
    ],
)
def test_impossible_videos_are_refused(
    replay: replaykit.Replay, tmp_path: Path, name: str, asked: dict[str, int], named: str
) -> None:
    with pytest.raises(replaykit.ReplayError, match=named):
        export.export_video(replay, tmp_path / name, **asked)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
