"""Episodes of bots on the world of a replay: played once, kept, refused if impossible."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import replaykit
from playserver import Settings
from playserver.errors import PlayserverError, TooManyError
from playserver.replays import bot_episodes
from playserver.replays.bot_episodes import World, bot_episode
from playserver.replays.made_files import MadeFiles
from playserver.site.export import build_site
from replaykit.record.players import player_names

import helpers
from conftest import client_of

BOT = "greedy_miner"
EPISODE = f"/api/bots/{BOT}/episode?seed=7&time_max=60&pirates=false"

needs_bots = pytest.mark.skipif(BOT not in player_names(), reason="trainkit provides the bots")


@needs_bots
def test_a_bot_plays_a_world_once(
    tmp_path: Path, runs_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[World] = []

    def counted(bot: str, world: World, path: Path) -> None:
        played.append(world)
        original(bot, world, path)

    original = bot_episodes.play
    monkeypatch.setattr(bot_episodes, "play", counted)
    with client_of(runs_dir, data_dir=tmp_path) as client:
        assert BOT in helpers.get(client, "/api/bots")["bots"]
        files = [client.get(EPISODE).content for _ in range(2)]
    assert len(played) == 1
    assert files[0] == files[1]
    replay = replaykit.Replay.from_bytes(files[0])
    assert (replay.header.seed, replay.header.player.name) == (7, BOT)
    assert replay.header.config == helpers.envcore.EnvConfig(time_max=60, pirates=False)
    name = f"{BOT}-7-0-60-shaped-01111.abr"
    assert [path.name for path in (tmp_path / "bots").iterdir()] == [name]


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/api/bots/ghost/episode?seed=7", 404, "no bot ghost is installed here"),
        ("/api/bots/ghost/episode", 422, "seed"),
        ("/api/bots/ghost/episode?seed=7&speed=2", 422, "speed"),
        ("/api/bots/ghost/episode?seed=7&time_max=0", 422, "time_max"),
    ],
)
def test_a_wrong_request_is_refused(
    client: TestClient, path: str, status: int, detail: str
) -> None:
    assert detail in helpers.problem_of(client.get(path), status)


def test_waiting_episodes_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = MadeFiles(tmp_path)

    def play_more(bot: str, world: World, path: Path) -> None:
        path.write_bytes(bytes([world.seed]))
        with pytest.raises(TooManyError, match="requests are waiting"):
            bot_episode(files, bot, World(8, 0, helpers.SHORT))

    monkeypatch.setattr(bot_episodes, "player_names", lambda: ["any"])
    monkeypatch.setattr(bot_episodes, "play", play_more)
    monkeypatch.setattr(files, "_waiting", threading.Semaphore(1))
    path = bot_episode(files, "any", World(7, 0, helpers.SHORT))
    assert path.name == "any-7-0-2000-shaped-11111.abr"
    assert path.read_bytes() == bytes([7])


def test_files_are_made_beside_each_other_and_each_once(tmp_path: Path) -> None:
    files = MadeFiles(tmp_path)
    made: list[str] = []
    others = threading.Barrier(2, timeout=30)

    def make(path: Path) -> None:
        others.wait()  # for the other name
        made.append(path.name)
        path.write_bytes(b"x")

    names = ["a", "b", "a", "b"]
    with ThreadPoolExecutor(len(names)) as pool:
        paths = list(pool.map(lambda name: files.path(name, make), names))
    assert sorted(made) == [".a.part", ".b.part"]
    assert [path.name for path in paths] == names
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_what_could_not_be_made_leaves_nothing(tmp_path: Path) -> None:
    files = MadeFiles(tmp_path)

    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise PlayserverError("no")

    with pytest.raises(PlayserverError, match="no"):
        files.path("a", fail)
    assert list(tmp_path.iterdir()) == []


@needs_bots
def test_a_site_has_the_episodes_of_bots(runs_dir: Path, tmp_path: Path) -> None:
    site = build_site(Settings(runs_dir=runs_dir), tmp_path / "site", bots=[BOT])
    assert site.bots == [BOT]
    assert site.skipped == []
    found = sorted(path.name for path in (tmp_path / "site" / "api" / "bots" / BOT).iterdir())
    first = helpers.SEED_FIRST
    budget = helpers.TIME_MAX
    assert found == [
        f"{first + window}-0-{budget}-shaped-11111.abr" for window in range(1, helpers.WINDOWS + 1)
    ]
