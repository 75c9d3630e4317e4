"""Writes a static site: the page, and the answers of the API as files.

`GET /api/x` of the server becomes `api/x.json`, with the same content. A replay's file becomes
`api/runs/{run_id}/replays/{replay_id}.abr`, and a policy's file ends with
`/policy.safetensors`. `api/site.json` marks the folder as a site.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from playserver.errors import DamagedFileError, PlayserverError, SiteError
from playserver.http.routers.meta import meta_of
from playserver.http.security import HEADERS
from playserver.models.base import json_of
from playserver.models.replays import FoundReplayList, ReplayList
from playserver.models.runs import MetricList, PolicyList, SeriesList, WindowList
from playserver.models.server import StaticSite
from playserver.replays import simulate
from playserver.replays.bot_episodes import TIME_MAX, World, play
from playserver.replays.locations import location_in_run
from playserver.runs.catalog import Catalog
from playserver.runs.checkpoints import Checkpoints
from playserver.settings import Settings
from playserver.site.policies import write_policies
from replaykit import ReplayError, verify

SITE_FILE: Final = "api/site.json"
"""Marks a folder as a site, which may be replaced; contains a StaticSite."""
POINTS: Final = 500
"""Most windows of a curve."""
FRAMES: Final = 500
"""Frames per file."""

_HEAD: Final = "<head>"
_MARK: Final = f'<meta name="playserver-site" content="{SITE_FILE}" />'
"""Marks the page as one without a server, before its first request."""
_POLICY: Final = (
    '<meta http-equiv="Content-Security-Policy" content="'
    + HEADERS["Content-Security-Policy"].partition("; frame-ancestors")[0]
    + '" />'
)
"""File hosts do not send the server's headers; a meta element cannot set frame-ancestors."""
_LEFT_OUT: Final = (PlayserverError, ReplayError, OSError)
"""What leaves one run or replay out, and not the others."""
_FILE_ADDRESS: Final = '<script src="./file_address.js"></script>'
"""Says what to do where the site is opened as a file."""
_STATISTICS: Final = frozenset({"mean", "median", "q25", "q75"})


def build_site(
    settings: Settings,
    out: Path,
    *,
    with_frames: bool = False,
    bots: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> StaticSite:
    """Write a site; an existing folder is replaced only if it is an earlier site.

    The site is written beside `out` and renamed, so that `out` is always whole.

    Args:
        settings: Folders of the runs and of the page.
        out: The folder of the site.
        with_frames: Whether to write the frames of all replays, FRAMES per file.
        bots: Installed bots that play the world of every replay, to be compared with it.
        progress: Called before something that takes seconds, with its name.

    Returns:
        What the site contains.

    Raises:
        SiteError: `out` is something else, or this installation has no page.
    """
    if out.exists() and not (out / SITE_FILE).is_file():
        raise SiteError(f"{out} exists and is not a site of `build-static`; name another folder")
    if not (settings.static_dir / "index.html").is_file():
        raise SiteError("this installation lacks the page: reinstall playserver")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as beside:
        new = Path(beside, "site")
        shutil.copytree(settings.static_dir, new, ignore=shutil.ignore_patterns("docs*"))
        _mark(new / "index.html")
        with closing(Catalog(settings.runs_dir, settings.index_path)) as catalog:
            checkpoints = Checkpoints(catalog, settings.runs_dir)
            writer = _Writer(
                catalog, checkpoints, new, with_frames=with_frames, bots=bots, progress=progress
            )
            site = writer.write(settings)
        _replace(out, new, old=Path(beside, "old"))
    return site


def _mark(index: Path) -> None:
    """Write the site's meta elements into index.html."""
    text = index.read_text(encoding="utf-8")
    if _HEAD not in text:
        raise SiteError(f"the page of this installation has no {_HEAD}: reinstall playserver")
    text = text.replace(_HEAD, _HEAD + _MARK + _POLICY + _FILE_ADDRESS, 1)
    index.write_text(text, encoding="utf-8")


def _replace(out: Path, new: Path, old: Path) -> None:
    """Rename `new` to `out`; an existing `out` is moved to `old`, and back if that fails."""
    if out.exists():
        out.rename(old)
    try:
        new.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise


def _check_name(name: str) -> None:
    """Refuse an id whose folder would have the name of another id's file."""
    if name.endswith((".json", ".abr")):
        raise DamagedFileError(f"{name} cannot be the name of a folder of the site")


def _grouped(metrics: list[str]) -> list[list[str]]:
    """Return metrics in groups: the statistics of one distribution together."""
    groups: dict[str, list[str]] = {}
    for metric in metrics:
        base, _, last = metric.rpartition(".")
        groups.setdefault(base if base and last in _STATISTICS else metric, []).append(metric)
    return list(groups.values())


class _Writer:
    """Writes the answers of the API into a folder.

    Args:
        catalog: The runs.
        checkpoints: Their checkpoints.
        folder: The site.
        with_frames: Whether to write frames.
        bots: Bots that play the world of every replay.
        progress: Called before a bot plays.
    """

    def __init__(
        self,
        catalog: Catalog,
        checkpoints: Checkpoints,
        folder: Path,
        *,
        with_frames: bool,
        bots: Sequence[str],
        progress: Callable[[str], None],
    ) -> None:
        self._catalog = catalog
        self._checkpoints = checkpoints
        self._folder = folder
        self._with_frames = with_frames
        self._bots = bots
        self._progress = progress
        self._worlds: set[World] = set()
        self._skipped: list[str] = []
        self._num_replays = 0

    def write(self, settings: Settings) -> StaticSite:
        """Write everything; damaged runs and replays are skipped and reported."""
        runs = [run.run_id for run in self._catalog.runs().runs]
        for run_id in runs:
            try:
                self._write_run(run_id)
            except _LEFT_OUT as error:
                self._skipped.append(f"run {run_id}: {error}")
        total, found = self._catalog.find_replays()
        listed = self._catalog.runs()  # again: now the problems of all files are known
        self._skipped += listed.problems
        self._put("meta", meta_of(settings))
        self._put("runs", listed)
        self._put("replays", FoundReplayList(total=total, replays=found))
        self._play_bots()
        policies = write_policies(self._checkpoints, self._folder, self._progress)
        self._put("policies", PolicyList(runs=policies.written))
        self._skipped += policies.skipped
        site = StaticSite(
            runs=len(runs),
            replays=self._num_replays,
            has_frames=self._with_frames,
            frames_per_file=FRAMES,
            bots=list(self._bots),
            policies=policies.written,
            policy_bytes=policies.size,
            skipped=list(dict.fromkeys(self._skipped)),
        )
        self._put("site", site)
        return site

    def _write_run(self, run_id: str) -> None:
        _check_name(run_id)
        path = f"runs/{run_id}"
        detail = self._catalog.run(run_id)
        self._put(path, detail)
        self._skipped += [f"run {run_id}: {problem}" for problem in detail.run.problems]
        for write in (self._write_curves, self._write_replays):
            try:
                write(run_id, path)
            except _LEFT_OUT as error:
                self._skipped.append(f"run {run_id}: {error}")

    def _write_curves(self, run_id: str, path: str) -> None:
        windows = self._catalog.windows(run_id, max_points=POINTS)
        self._put(f"{path}/windows", WindowList(run_id=run_id, windows=windows))
        names = self._catalog.metrics(run_id)
        self._put(f"{path}/metrics", names)
        self._put(f"{path}/series", self._all_series(names))

    def _write_replays(self, run_id: str, path: str) -> None:
        total, found = self._catalog.find_replays(run_id=run_id)
        entries = [replay.entry for replay in found]
        self._put(f"{path}/replays", ReplayList(run_id=run_id, total=total, replays=entries))
        for entry in entries:
            try:
                self._write_replay(run_id, entry.replay_id)
            except _LEFT_OUT as error:
                self._skipped.append(f"run {run_id}, replay {entry.replay_id}: {error}")

    def _all_series(self, names: MetricList) -> SeriesList:
        """Return the curves of every metric.

        Each group is reduced by itself, because its extremes are at other windows than those of
        other groups; the page draws the metrics of a group over the same windows.
        """
        return SeriesList(
            series=[
                self._catalog.series(names.run_id, group, after=0, max_points=POINTS)
                for group in _grouped(names.metrics)
            ]
        )

    def _write_replay(self, run_id: str, replay_id: str) -> None:
        _check_name(replay_id)
        path = f"runs/{run_id}/replays/{replay_id}"
        location = location_in_run(self._catalog, run_id, replay_id)
        replay = location.read()
        self._put(path, simulate.detail_of(location, replay))
        self._put(f"{path}/verify", simulate.verdict_of(verify(replay)))
        shutil.copyfile(location.path, self._folder / "api" / f"{path}.abr")
        if self._with_frames:
            for number, page in enumerate(simulate.pages_of(replay_id, replay, FRAMES)):
                self._put(f"{path}/frames/{number}", page)
        header = replay.header
        if header.start == "reset" and header.config.time_max <= TIME_MAX:
            self._worlds.add(World(header.seed, header.episode, header.config))
        self._num_replays += 1

    def _play_bots(self) -> None:
        worlds = sorted(self._worlds, key=lambda world: world.name)
        for bot in self._bots:
            folder = self._folder / "api" / "bots" / bot
            folder.mkdir(parents=True)
            for number, world in enumerate(worlds, 1):
                self._progress(f"{bot}: world {number} of {len(worlds)}")
                try:
                    play(bot, world, folder / f"{world.name}.abr")
                except PlayserverError as error:
                    self._skipped.append(f"bot {bot}, seed {world.seed}: {error}")

    def _put(self, path: str, model: BaseModel) -> None:
        file = self._folder / "api" / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json_of(model), encoding="utf-8")
