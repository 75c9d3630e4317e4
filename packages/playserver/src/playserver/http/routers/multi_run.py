"""/api/series and /api/replays: curves and replays of several runs in one request."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from playserver.http.dependencies import (
    LIMIT_DEFAULT,
    After,
    CatalogDep,
    Offset,
    OptionalLimit,
    ReplayQueryDep,
    count_simulation,
)
from playserver.models.replays import FoundReplayList
from playserver.models.runs import SeriesList
from playserver.runs.catalog import POINTS_MIN
from playserver.runs.downsample import Axis, AxisPart

RUNS_MAX: Final = 200
METRICS_MAX: Final = 12
POINTS_MAX: Final = 5000
POINTS_TOTAL: Final = 600_000
"""Most points in one answer (some ten megabytes): 1,000 for each of 3 metrics of 200 runs."""

Place = Annotated[float, Query(allow_inf_nan=False)]

router = APIRouter(tags=["runs"])


@router.get("/series", dependencies=[Depends(count_simulation)])
def list_series(
    catalog: CatalogDep,
    *,
    run: Annotated[list[str], Query(min_length=1, max_length=RUNS_MAX)],
    metric: Annotated[list[str], Query(min_length=1, max_length=METRICS_MAX)],
    after: After = 0,
    max_points: Annotated[int, Query(ge=POINTS_MIN, le=POINTS_MAX)] = 500,
    axis: Axis = "window",
    low: Place = -math.inf,
    high: Place = math.inf,
) -> SeriesList:
    """Return curves of metrics over the windows of several runs.

    Each run gets at most `max_points` windows, which include the extremes of every curve. It gets
    fewer if the answer would be too large. With `low` or `high`, only the windows in that part of
    `axis`, and one on either side: a smaller part has finer points.
    """
    share = max(POINTS_TOTAL // (len(run) * len(metric)), POINTS_MIN)
    wanted = {"after": after, "max_points": min(max_points, share)}
    part = AxisPart(axis, low, high)
    return SeriesList(
        series=[catalog.series(run_id, metric, part=part, **wanted) for run_id in run]
    )


@router.get("/replays")
def find_replays(
    catalog: CatalogDep,
    query: ReplayQueryDep,
    *,
    run: Annotated[list[str], Query(max_length=RUNS_MAX)] = [],  # noqa: B006
    offset: Offset = 0,
    limit: OptionalLimit = LIMIT_DEFAULT,
) -> FoundReplayList:
    """Return the replays of all runs that match all conditions.

    By default the newest run and its newest replay come first. `where` compares `window`,
    `return`, `net_profit`, `steps` or `ticks`.
    """
    query = replace(query, runs=run)
    total, found = catalog.find_replays(query, offset=offset, limit=limit)
    return FoundReplayList(total=total, replays=found)
