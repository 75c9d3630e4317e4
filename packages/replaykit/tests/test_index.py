"""The index of a folder follows its files and answers queries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import replaykit
from replaykit.library.index import IndexChange, query_index, update_index

from helpers import recorded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a run's folder with three replays, the last of them damaged, and tags."""
    place = tmp_path / "runs" / "one" / "replays"
    place.mkdir(parents=True)
    for window in (1, 2):
        replay = recorded(seed=window)
        header = replaykit.Header(
            config=replay.header.config,
            seed=window,
            episode=0,
            player=replaykit.Player(kind="policy", name="ppo", digest="ab" * 32),
            training=replaykit.Training(config_digest="cd" * 32, window=window),
        )
        replaykit.Replay(header, replay.blocks, replay.result).write(place / f"w{window}.abr")
    (place / "w3.abr").write_bytes(b"no replay")
    rows = [
        {"file": "w1.abr", "tags": ["every_window"], "created": "2026-11-24T10:00:00Z"},
        {"file": "w2.abr", "tags": ["every_window", "best_so_far"], "created": 5},
    ]
    lines = [*map(json.dumps, rows), "no json", "[]", '{"file": 3}']
    (place / "index.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "runs"


def paths(folder: Path, **asked: object) -> list[str]:
    rows = query_index(folder / "replays.sqlite", **asked)  # type: ignore[arg-type]
    return [Path(row["path"]).name for row in rows]


def test_an_index_follows_its_folder(folder: Path) -> None:
    assert update_index(folder) == IndexChange(added=3, changed=0, removed=0, unreadable=1)
    assert update_index(folder) == IndexChange(added=0, changed=0, removed=0, unreadable=1)

    place = folder / "one" / "replays"
    (place / "w1.abr").unlink()
    recorded(seed=3).write(place / "w3.abr")
    recorded(seed=4).write(folder / "w4.abr")

    assert update_index(folder) == IndexChange(added=1, changed=1, removed=1, unreadable=0)
    assert paths(folder) == ["w2.abr", "w3.abr", "w4.abr"]
    assert paths(folder, tag="every_window") == ["w2.abr"]


def test_queries_by_tag_policy_window_and_return(folder: Path) -> None:
    update_index(folder)
    returns = {
        name: replaykit.Replay.read(folder / "one" / "replays" / name).result
        for name in ("w1.abr", "w2.abr")
    }
    one, two = (result.total for result in returns.values() if result)
    assert one != two
    best = "w1.abr" if one > two else "w2.abr"

    assert paths(folder, tag="best_so_far") == ["w2.abr"]
    assert paths(folder, policy="ppo", window=1) == ["w1.abr"]
    assert paths(folder, policy="unknown") == []
    assert paths(folder, min_return=max(one, two)) == [best]
    assert paths(folder, max_return=min(one, two)) == [
        {"w1.abr", "w2.abr"}.difference([best]).pop()
    ]
    assert paths(folder, order="return", descending=True, limit=1) == [best]


def test_a_row_has_the_facts_of_the_file_and_of_the_run(folder: Path) -> None:
    update_index(folder)
    one, two, three = query_index(folder / "replays.sqlite")
    replay = replaykit.Replay.read(folder / "one" / "replays" / "w1.abr")
    assert one["content_digest"] == replay.content_digest
    assert one["options"] == replay.header.config.to_dict()
    assert (one["run_id"], one["created"]) == ("one", "2026-11-24T10:00:00Z")
    assert (two["created"], two["tags"]) == (None, ["best_so_far", "every_window"])
    assert three["error"].startswith("not a replay")


def test_other_databases_are_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"no database" * 100)
    with pytest.raises(replaykit.ReplayError, match=r"other\.sqlite: file is not a database"):
        update_index(folder, other)
    with pytest.raises(replaykit.ReplayError, match="no such index"):
        query_index(tmp_path / "none.sqlite")
    update_index(folder)
    with pytest.raises(replaykit.ReplayError, match="order is 'seed; DROP', expected one of"):
        query_index(folder / "replays.sqlite", order="seed; DROP")
