"""Bundles are true only if every replay and every number in the table is."""

from __future__ import annotations

import io
import json
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import envcore
import replaykit
from replaykit.library import episode_fault, first_difference, verify_bundle, write_bundle

from helpers import recorded

SEEDS = range(1, 6)


def player(name: str) -> replaykit.Player:
    return replaykit.Player(kind="bot", name=name)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Return replays of two players on the same seeds."""
    made = []
    for name, holds in (("bold", 0), ("shy", 40)):
        for seed in SEEDS:
            replay = recorded(seed=seed, holds=holds)
            replay = replace(replay, header=replace(replay.header, player=player(name)))
            made.append(tmp_path / f"{name}-{seed}.abr")
            replay.write(made[-1])
    return made


@pytest.fixture
def bundle(files: list[Path], tmp_path: Path) -> Path:
    write_bundle(files, tmp_path / "scores.zip")
    return tmp_path / "scores.zip"


@pytest.fixture(scope="module")
def small_bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a bundle of one short episode."""
    folder = tmp_path_factory.mktemp("small")
    recorded().write(folder / "one.abr")
    write_bundle([folder / "one.abr"], folder / "small.zip")
    return (folder / "small.zip").read_bytes()


def repacked(bundle: Path, change: Any, *, kind: int = zipfile.ZIP_STORED) -> Path:
    """Return a bundle whose members (name to bytes) went through a function."""
    with zipfile.ZipFile(bundle) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    out = bundle.with_name("changed.zip")
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out


def with_table(members: dict[str, bytes], change: Any) -> None:
    table = json.loads(members["bundle.json"])
    change(table)
    members["bundle.json"] = json.dumps(table).encode()


def test_the_table_is_computed_from_the_replays(files: list[Path], bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        table = json.loads(archive.read("bundle.json"))
    totals = []
    for path in files[:5]:
        result = replaykit.Replay.read(path).result
        assert result is not None
        totals.append(result.total)

    bold, shy = table["players"]
    assert (bold["name"], shy["name"], bold["episodes"]) == ("bold", "shy", 5)
    assert bold["return"]["median"] == sorted(totals)[2]
    assert bold["return"]["mean"] == pytest.approx(sum(totals) / 5)
    assert bold["return"]["iqm"] == pytest.approx(sum(sorted(totals)[1:4]) / 3)  # 5 // 4 cut
    assert table["is_paired"] is True
    assert [row["seed"] for row in table["episodes"]] == [str(s) for s in SEEDS] * 2


def test_a_bundle_is_true_and_the_same_bytes_in_any_order(
    files: list[Path], bundle: Path, tmp_path: Path
) -> None:
    verdict = verify_bundle(bundle)
    assert verdict.is_true
    assert verdict.message.startswith("true: 10 episodes, ")
    write_bundle(reversed(files), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda t: t["players"][0]["return"].update(mean=99.0), "players[0].return.mean"),
        (lambda t: t["players"][1].update(survival=1.5), "players[1].survival"),
        (lambda t: t["players"][0].update(name="best"), "players[0].name"),
        (lambda t: t["episodes"][3].update(net_profit=1e6), "episodes[3].net_profit"),
        (lambda t: t["episodes"].pop(), "episodes"),
        (lambda t: t.update(is_paired=False), "is_paired"),
        (lambda t: t["episodes"][0].update(net_profit=-0.0), "episodes[0].net_profit"),
        (lambda t: t.update(extra=1), "the value is stated as"),
    ],
)
def test_any_other_figure_is_found(bundle: Path, change: Any, named: str) -> None:
    verdict = verify_bundle(repacked(bundle, lambda m: with_table(m, change)))
    assert not verdict.is_true
    assert named in verdict.message


def test_an_untrue_replay_is_found(bundle: Path) -> None:
    def boast(members: dict[str, bytes]) -> None:
        replay = replaykit.Replay.from_bytes(members["replays/000002.abr"])
        assert replay.result is not None
        false = replace(replay, result=replace(replay.result, total=1e6))
        members["replays/000002.abr"] = false.to_bytes()

    verdict = verify_bundle(repacked(bundle, boast))
    assert not verdict.is_true
    assert "replays/000002.abr is not true: result: return is stated" in verdict.message


def test_a_missing_or_swapped_replay_is_found(bundle: Path) -> None:
    def swap(members: dict[str, bytes]) -> None:
        a, b = "replays/000000.abr", "replays/000001.abr"
        members[a], members[b] = members[b], members[a]

    assert "not in the order" in verify_bundle(repacked(bundle, swap)).message
    assert not verify_bundle(repacked(bundle, lambda m: m.pop("replays/000009.abr"))).is_true
    with pytest.raises(replaykit.DamagedReplayError, match="in their order"):
        verify_bundle(repacked(bundle, lambda m: m.pop("replays/000004.abr")))


def test_damage_and_decompression_bombs_are_refused(bundle: Path) -> None:
    data = bundle.read_bytes()
    bundle.write_bytes(data[: len(data) // 2])
    with pytest.raises(replaykit.DamagedReplayError, match="not a bundle"):
        verify_bundle(bundle)
    bundle.write_bytes(data)
    bomb = repacked(bundle, dict, kind=zipfile.ZIP_DEFLATED)
    with pytest.raises(replaykit.DamagedReplayError, match="not compressed"):
        verify_bundle(bomb)
    flipped = bytearray(data)
    flipped[data.index(b"\x89ABR") + 40] ^= 1
    bundle.write_bytes(flipped)
    with pytest.raises(replaykit.ReplayError, match=r"000000\.abr"):
        verify_bundle(bundle)


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**64 - 1))
def test_a_damaged_bundle_is_refused_or_judged(small_bundle: bytes, seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(small_bundle)
    for _ in range(rng.choice([1, 1, 2, 4])):
        at = rng.randrange(rng.choice([0, max(0, len(data) - 260)]), len(data))
        data[at : at + rng.choice([0, 1, 1, 4])] = rng.choice(
            [b"", b"\0", b"\xff", b"\xff" * 4, rng.randbytes(2)]
        )
    try:
        verify_bundle(io.BytesIO(bytes(data)), num_threads=1)
    except replaykit.ReplayError:
        return


def test_replays_that_do_not_compare_are_not_packed(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "scores.zip"
    with pytest.raises(replaykit.ReplayError, match="seed 1, episode 0 is there twice"):
        write_bundle([files[0], files[0]], out)
    other = tmp_path / "other.abr"
    recorded(config=envcore.EnvConfig(time_max=300)).write(other)
    with pytest.raises(replaykit.ReplayError, match="has other options"):
        write_bundle([files[0], other], out)
    replaykit.cut(replaykit.Replay.read(files[0]), 3).write(other)
    with pytest.raises(replaykit.ReplayError, match="expected a start at the reset"):
        write_bundle([other], out)
    with pytest.raises(replaykit.ReplayError, match=r"a bundle has 1\.\.100000 replays, not 0"):
        write_bundle([], out)
    assert not out.exists()


def test_what_keeps_a_replay_from_proving_a_result() -> None:
    whole = recorded(holds=30)
    assert whole.result is not None
    stopped = replaykit.cut(whole, stop=20)

    assert episode_fault(whole) == ""
    assert episode_fault(stopped) == "stops before the end of its episode"
    assert episode_fault(stopped, must_end=False) == ""
    assert episode_fault(replaykit.cut(whole, start=20)).startswith("starts from a stored state")
    assert episode_fault(replace(whole, result=None)).startswith("was cut off")
    false = replace(whole, result=replace(whole.result, net_profit=1e9))
    assert episode_fault(false).startswith("is not true: result: net profit is stated as")


def test_numbers_may_differ_by_a_tolerance_where_one_is_given() -> None:
    assert first_difference({"a": [1.0]}, {"a": [1.0 + 1e-12]}, tolerance=1e-9) == ""
    assert first_difference({"a": [1.0]}, {"a": [1.1]}, tolerance=1e-9).startswith("a[0] is stated")
    assert first_difference([0.0], [-0.0]) == "[0] is stated as 0.0, the replays give -0.0"
    assert first_difference([1], [1.0], tolerance=1e-9).startswith("[0] is stated as 1,")
