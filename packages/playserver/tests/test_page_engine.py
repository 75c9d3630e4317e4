"""The engine in a real browser: recorded episodes bit by bit, frames equal to the server's."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

import playserver
import replaykit
from playserver import Settings

import helpers
from conftest import serving, watching
from page_driver import REPLAY_PATH, Watched, open_replay

pytestmark = pytest.mark.browser

PACKAGES: Final = Path(__file__).parents[2]
GOLDEN: Final = PACKAGES.parent / "tests" / "golden"
REPLAYS: Final = PACKAGES / "replaykit" / "tests" / "data" / "0.1.0"
RECORDINGS: Final = sorted(path.name for path in GOLDEN.glob("*.json.gz"))
# a policy's episodes, one that starts from a state, and one with numbers outside the actions
EPISODES: Final = ("maskable_ppo_1", "maskable_ppo_2", "fork", "outside_actions", "whole")
FRAMES_AT_ONCE: Final = 1000

# plays a recording and returns what differs first, or null; bits are compared by Object.is
PLAY: Final = """async ({ module, recording }) => {
  const { loadEngine } = await import(module);
  const world = (await loadEngine()).createWorld();
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha = async (bytes, digits) =>
    hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))).slice(0, digits);
  const { seed, episode, options, actions } = recording;
  world.reset(BigInt(seed), options, BigInt(episode));
  for (let i = 0; i < actions.length; i++) {
    const { reward, terminated, truncated } = world.step(actions[i]);
    const { credits, dt, events } = world.info();
    const flags = Number(terminated) + 2 * Number(truncated);
    const [seen, legal] = [await sha(world.observation(), 12), await sha(world.mask(), 6)];
    const found = [reward, seen, legal, credits, flags, dt, events];
    const at = found.findIndex((value, k) => !Object.is(value, recording.steps[i][k]));
    if (at >= 0) return `step ${i}: ${found[at]} is not ${recording.steps[i][at]}`;
  }
  const info = world.info();
  const wrong = Object.keys(info).filter((key) => !Object.is(info[key], recording.info[key]));
  world.close();
  return wrong.length === 0 ? null : `info: ${wrong.join(", ")}`;
}"""

# holds the engine's frames against the server's; returns how many there are, and what differs
COMPARE: Final = """async ({ module, path, at_once }) => {
  const { loadEngine, LocalFrames, readReplay } = await import(module);
  const file = new Uint8Array(await (await fetch(`${path}/file`)).arrayBuffer());
  const frames = new LocalFrames(await loadEngine(), readReplay(file));
  const sorted = (value) =>
    Array.isArray(value) ? value.map(sorted)
    : value === null || typeof value !== "object" ? value
    : Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
  const text = (frame) => JSON.stringify(sorted(frame));
  const never = new AbortController().signal;
  const different = [];
  let count = 0;
  for (let start = 0; start < frames.total; start += at_once) {
    const stop = Math.min(frames.total, start + at_once);
    const answer = await fetch(`${path}/frames?start=${start}&stop=${stop}`);
    const theirs = (await answer.json()).frames;
    const ours = await frames.load({ start, stop, stride: 1 }, never);
    count += theirs.length;
    ours.forEach((frame, i) => {
      if (text(frame) !== text(theirs[i])) different.push([text(frame), text(theirs[i])]);
    });
  }
  frames.close();
  return { count, total: frames.total, different: different.slice(0, 1) };
}"""


def module_path() -> str:
    """Return the address of the page's engine module."""
    assets = Path(playserver.__file__).parent / "static" / "assets"
    (found,) = assets.glob("engine-*.js")
    return f"/assets/{found.name}"


def recording_of(name: str) -> dict[str, Any]:
    """Return a recorded episode in the numbers of JSON; seeds are strings."""
    raw = json.loads(gzip.decompress((GOLDEN / name).read_bytes()))
    credits = 0.0
    steps = []
    for i in range(len(raw["actions"])):
        credits = float.fromhex(raw["credits"][i]) if raw["credits"][i] else credits
        steps.append(
            [
                *[float.fromhex(raw["reward"][i]), raw["obs_sha"][i], raw["mask_sha"][i], credits],
                *[raw["flags"][i], raw["dt"][i], raw["events"][i]],
            ]
        )
    info = {
        key: float.fromhex(value) if isinstance(value, str) and "0x" in value else value
        for key, value in raw["final_info"].items()
    }
    return {
        "seed": str(raw["seed"]),
        "episode": str(raw["episode"]),
        "options": raw["options"],
        "actions": raw["actions"],
        "steps": steps,
        "info": {
            key: int(value) if value is True or value is False else value
            for key, value in info.items()
        },
    }


@pytest.fixture(scope="module")
def engine_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Return a page of a server whose one run has recorded episodes as its replays."""
    runs_dir = tmp_path_factory.mktemp("episodes")
    folder = helpers.make_run(runs_dir, "episodes")
    rows = []
    for name in EPISODES:
        replay = replaykit.Replay.read(REPLAYS / f"{name}.abr")
        replay.write(folder / "replays" / f"{name}.abr")
        row = helpers.index_row(replay, 1, "2026-01-02T03:04:05+00:00")
        rows.append(row | {"replay_id": name, "file": f"{name}.abr"})
    helpers.write_rows(folder / "replays" / "index.jsonl", rows)
    with serving(Settings(runs_dir=runs_dir)) as address, watching(browser, address) as watched:
        yield watched.open("/runs")


@pytest.mark.parametrize("name", RECORDINGS)
def test_recorded_episodes_have_the_same_bits(engine_page: Page, name: str) -> None:
    given = {"module": module_path(), "recording": recording_of(name)}
    assert engine_page.evaluate(PLAY, given) is None


@pytest.mark.parametrize("name", EPISODES)
def test_frames_are_those_of_the_server(engine_page: Page, name: str) -> None:
    path = f"/api/runs/episodes/replays/{name}"
    given = {"module": module_path(), "path": path, "at_once": FRAMES_AT_ONCE}
    found = engine_page.evaluate(COMPARE, given)
    assert found["different"] == []
    assert found["count"] == found["total"]


def test_a_replay_needs_its_file_only(watched: Watched) -> None:
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(request.url))
    page = open_replay(watched, 77)
    page.keyboard.press("End")
    expect(page.get_by_text("Episode over:")).to_be_visible()
    assert any(url.endswith(f"{REPLAY_PATH}/file") for url in asked)
    assert not any("/frames" in url for url in asked)
    expect(page.get_by_text("The server simulates this replay")).to_have_count(0)


def test_without_the_engine_the_server_simulates(watched: Watched) -> None:
    watched.page.route("**/*.wasm", lambda route: route.abort())
    page = open_replay(watched, 5)
    expect(page.get_by_text("The server simulates this replay")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_text("Episode over:")).to_be_visible()
    # the browser itself notes every request that failed
    watched.troubles = [t for t in watched.troubles if "ERR_FAILED" not in t]


def test_a_file_host_may_call_the_engine_by_another_type(watched: Watched) -> None:
    def relabel(route: Any) -> None:
        answer = route.fetch()
        headers = answer.headers | {"content-type": "application/octet-stream"}
        route.fulfill(response=answer, headers=headers)

    watched.page.route("**/*.wasm", relabel)
    page = open_replay(watched, 5)
    expect(page.get_by_text("The server simulates this replay")).to_have_count(0)
