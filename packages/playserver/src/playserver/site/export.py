"""A folder that shows runs without a server: the page, and what the API would answer, as files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from playserver.errors import DamagedFileError, PlayserverError, SiteError
from playserver.http.routers.meta import meta_of
from playserver.http.security import HEADERS
from playserver.models.replays import FoundReplayList, ReplayList
from playserver.models.runs import MetricList, RunList, SeriesList, WindowList
from playserver.models.server import StaticSite
from playserver.replays import simulate
from playserver.replays.locations import location_in_run
from playserver.replays.simulate import detail_of
from playserver.runs.catalog import Catalog
from playserver.settings import Settings
from replaykit import ReplayError, verify

MARKER: Final = "api/site.json"
"""Marks a folder as a site, which may be replaced; says what is in it."""
POINTS: Final = 500
"""Windows of a curve."""
HEAD: Final = "<head>"
MARK: Final = f'<meta name="playserver-site" content="{MARKER}" />'
"""Tells the page that it has no server, before it asks for anything."""
POLICY: Final = (
    '<meta http-equiv="Content-Security-Policy" content="'
    + HEADERS["Content-Security-Policy"].partition("; frame-ancestors")[0]
    + '" />'
)
"""A file host sends no headers of ours; who may frame a page can only be said in one."""
DIST: Final = frozenset({"mean", "median", "q25", "q75"})
FRAMES: Final = 500
"""Frames of a file."""


def build_site(settings: Settings, out: Path, *, with_frames: bool = False) -> StaticSite:
    """Write the site; a folder that is there is replaced only if it is an earlier site.

    What the API answers to `GET /api/x` is in `api/x.json`, in the same shape. The site is written
    beside its place and renamed, so that there is a whole one or the one before.

    Args:
        settings: Where the runs and the page are.
        out: The folder.
        with_frames: Whether to write the frames of all replays, in files of FRAMES.

    Returns:
        What it holds.

    Raises:
        SiteError: There is something else at `out`, or no page in this installation.
    """
    if out.exists() and not (out / MARKER).is_file():
        raise SiteError(f"{out} is there and is no site: name another folder")
    if not (settings.static_dir / "index.html").is_file():
        raise SiteError("the page is not in this installation: reinstall playserver")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as beside:
        made = Path(beside, "site")
        shutil.copytree(settings.static_dir, made)
        _mark(made / "index.html")
        catalog = Catalog(settings.runs_dir, settings.index_path)
        site = _Writer(catalog, made, with_frames).write(settings)
        catalog.close()
        _replace(out, made, before=Path(beside, "before"))
    return site


def _mark(index: Path) -> None:
    """Tell the page in index.html that it is one of a site."""
    text = index.read_text(encoding="utf-8")
    if HEAD not in text:
        raise SiteError(f"the page in this installation has no {HEAD}: reinstall playserver")
    index.write_text(text.replace(HEAD, HEAD + MARK + POLICY, 1), encoding="utf-8")


def _replace(out: Path, made: Path, before: Path) -> None:
    """Let a folder take the place of another, which stays where it was if that fails."""
    if out.exists():
        out.rename(before)
    try:
        made.rename(out)
    except OSError:
        if before.exists():
            before.rename(out)
        raise


def _check_name(name: str) -> None:
    """Refuse a name whose folder would have the name of another one's file."""
    if name.endswith((".json", ".abr")):
        raise DamagedFileError(f"{name} can not be the name of a folder of the site")


def _groups(metrics: list[str]) -> list[list[str]]:
    """Return metrics with those of one distribution together."""
    groups: dict[str, list[str]] = {}
    for metric in metrics:
        base, _, last = metric.rpartition(".")
        groups.setdefault(base if base and last in DIST else metric, []).append(metric)
    return list(groups.values())


class _Writer:
    """Writes what is asked of a catalog into a folder.

    Args:
        catalog: The runs.
        folder: The site.
        with_frames: Whether frames are written.
    """

    def __init__(self, catalog: Catalog, folder: Path, with_frames: bool) -> None:
        self._catalog = catalog
        self._folder = folder
        self._with_frames = with_frames
        self._skipped: list[str] = []
        self._num_replays = 0

    def write(self, settings: Settings) -> StaticSite:
        """Write everything."""
        runs = self._catalog.runs()
        total, found = self._catalog.find_replays(where={})
        self._put("meta", meta_of(settings))
        self._put("runs", RunList(runs=runs))
        self._put("replays", FoundReplayList(total=total, replays=found))
        for run in runs:
            try:
                self._write_run(run.run_id)
            except DamagedFileError as damage:
                self._skipped.append(f"run {run.run_id}: {damage}")
        site = StaticSite(
            runs=len(runs),
            replays=self._num_replays,
            has_frames=self._with_frames,
            frames_per_file=FRAMES,
            skipped=self._skipped,
        )
        self._put("site", site)
        return site

    def _write_run(self, run_id: str) -> None:
        _check_name(run_id)
        path = f"runs/{run_id}"
        self._put(path, self._catalog.run(run_id))
        windows = self._catalog.windows(run_id, max_points=POINTS)
        self._put(f"{path}/windows", WindowList(run_id=run_id, windows=windows))
        names = self._catalog.metrics(run_id)
        self._put(f"{path}/metrics", names)
        self._put(f"{path}/series", self._all_series(names))
        total, found = self._catalog.find_replays(run_id=run_id, where={})
        entries = [replay.entry for replay in found]
        self._put(f"{path}/replays", ReplayList(run_id=run_id, total=total, replays=entries))
        for entry in entries:
            try:
                self._write_replay(run_id, entry.replay_id)
            except (PlayserverError, ReplayError) as error:
                self._skipped.append(f"run {run_id}, replay {entry.replay_id}: {error}")

    def _all_series(self, names: MetricList) -> SeriesList:
        """Return every metric, a curve each: their extremes lie at different windows.

        Mean and quartiles of one thing are drawn together, and share their windows.
        """
        return SeriesList(
            series=[
                self._catalog.series(names.run_id, group, after=0, max_points=POINTS)
                for group in _groups(names.metrics)
            ]
        )

    def _write_replay(self, run_id: str, replay_id: str) -> None:
        _check_name(replay_id)
        path = f"runs/{run_id}/replays/{replay_id}"
        location = location_in_run(self._catalog, run_id, replay_id)
        replay = location.read()
        self._put(path, detail_of(location, replay))
        verdict = verify(replay)
        self._put(f"{path}/verify", simulate.verdict_of(verdict))
        shutil.copyfile(location.path, self._folder / "api" / f"{path}.abr")
        if self._with_frames:
            for number, page in enumerate(simulate.pages_of(replay_id, replay, FRAMES)):
                self._put(f"{path}/frames/{number}", page)
        self._num_replays += 1

    def _put(self, path: str, shape: BaseModel) -> None:
        file = self._folder / "api" / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(shape.model_dump_json(by_alias=True), encoding="utf-8")
