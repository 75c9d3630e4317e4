"""Exporting a replay as one HTML file that plays in a browser without server or network.

The file is the page's own replay player (packages/playserver/web), built into one file with the
simulation core as WebAssembly, and the replay in it: `hatch_build.py` puts it into the wheel.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Final

from replaykit.errors import ReplayError
from replaykit.files import write_atomically
from replaykit.format.replay import Replay
from replaykit.record.edit import cut
from replaykit.record.policies import read_policy
from replaykit.simulate.frames import frame_range

PLAYER: Final = "player.html"
_PLACE: Final = re.compile(r'(<script type="application/json" id="replay">)[^<]*(</script>)')
_TITLE: Final = re.compile(r"<title>[^<]*</title>")


def export_html(
    replay: Replay,
    path: Path | str,
    start: int = 0,
    stop: int | None = None,
    stride: int = 1,
    *,
    truth: bool = False,
    beside: Replay | None = None,
    policy: str | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Write a page that plays a replay.

    The page contains the replay and the simulation core; its size hardly depends on the length.

    Args:
        replay: A replay, whole or cut off.
        path: The page.
        start: The step that is shown first.
        stop: First step not to include; the page has every step before it.
        stride: 1 or more; has no effect since 1.1, because the page simulates every step.
        truth: Whether the page shows first what is hidden from the ship; its reader can switch.
        beside: A replay of the same world, whose summary is shown beside this one's.
        policy: A policy that the page shows at every step and lets fly on: a policy file, or with
            trainkit `pretrained:NAME`, a run folder or a checkpoint. Its file adds four thirds of
            its size.
        progress: Called with the number of frames that are in the page.

    Raises:
        ReplayError: This installation lacks the player, or the policy cannot be read.
    """
    steps = frame_range(replay, start, stop, stride)
    num_actions = max(steps.start, steps.stop - 1)  # frame 0 precedes the first action
    is_whole = num_actions == len(replay.actions) and replay.result is not None
    whole = replay if is_whole else cut(replay, 0, num_actions)
    held = {
        "abr": _base64(whole),
        "beside": None if beside is None else _base64(beside),
        "policy": None if policy is None else _text_of(read_policy(policy)),
        "step": start,
        "truth": truth,
    }
    page = _TITLE.sub(lambda _: f"<title>{html.escape(_title_of(replay))}</title>", _player(), 1)
    page = _PLACE.sub(lambda tags: f"{tags[1]}{json.dumps(held)}{tags[2]}", page, 1)
    write_atomically(Path(path), page.encode())
    progress(len(steps))


def _player() -> str:
    """Return the player as a page without a replay."""
    file = files("replaykit.export").joinpath(PLAYER)
    if not file.is_file():
        raise ReplayError(
            "this installation lacks the replay player: reinstall replaykit, or run "
            "`npm run build:player` in packages/playserver/web of its source tree"
        )
    return file.read_text(encoding="utf-8")


def _base64(replay: Replay) -> str:
    return _text_of(replay.to_bytes())


def _text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _title_of(replay: Replay) -> str:
    header = replay.header
    return f"{header.player.name}, seed {header.seed}, episode {header.episode}"
