"""GET /api/runs: runs, their windows, metrics and replays."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from playserver.http.dependencies import (
    After,
    CatalogDep,
    Offset,
    OptionalLimit,
    ReplayQueryDep,
    RunQueryDep,
    Texts,
    each,
)
from playserver.models.replays import ReplayList
from playserver.models.runs import MetricList, RunDetail, RunList, WindowList
from playserver.runs.catalog import POINTS_MIN

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get("")
def list_runs(
    catalog: CatalogDep,
    query: RunQueryDep,
    *,
    column: Texts = (),
    offset: Offset = 0,
    limit: OptionalLimit = None,
) -> RunList:
    """Return the runs that match all conditions, by default newest first.

    `where` and `sort` name a field of a run (`window`), a key of the configuration
    (`config.ppo.gamma`) or a metric (`return.mean`), whose last value counts. So does `column`,
    whose values stand in `values` of each run; `config` is the whole configuration.
    """
    return catalog.runs(query, columns=each(column), offset=offset, limit=limit)


@router.get("/{run_id}")
def read_run(run_id: str, catalog: CatalogDep) -> RunDetail:
    """Return a run with its configuration and evaluation."""
    return catalog.run(run_id)


@router.get("/{run_id}/windows")
def list_windows(
    run_id: str,
    catalog: CatalogDep,
    *,
    after: After = 0,
    max_points: Annotated[int | None, Query(ge=POINTS_MIN)] = None,
) -> WindowList:
    """Return the metrics of a run, one row per window.

    With `max_points`, a long run is reduced to the windows with the extremes of return, profit
    and survival.
    """
    windows = catalog.windows(run_id, after=after, max_points=max_points)
    return WindowList(run_id=run_id, windows=windows)


@router.get("/{run_id}/metrics")
def list_metrics(run_id: str, catalog: CatalogDep) -> MetricList:
    """Return the names of all metrics of a run."""
    return catalog.metrics(run_id)


@router.get("/{run_id}/replays")
def list_replays(
    run_id: str,
    catalog: CatalogDep,
    query: ReplayQueryDep,
    *,
    offset: Offset = 0,
    limit: OptionalLimit = None,
) -> ReplayList:
    """Return the replays of a run that match all conditions, by default newest first."""
    total, found = catalog.find_replays(query, run_id=run_id, offset=offset, limit=limit)
    return ReplayList(run_id=run_id, total=total, replays=[replay.entry for replay in found])
