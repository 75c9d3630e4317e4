"""What is asked of several runs at once: curves to lay over each other, replays to find."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from playserver.http.dependencies import (
    After,
    CatalogDep,
    Limit,
    Offset,
    ReplayFilter,
    count_simulation,
)
from playserver.models.replays import FoundReplayList
from playserver.models.runs import SeriesList
from playserver.runs.catalog import POINTS_MIN

RUNS_MAX: Final = 200
METRICS_MAX: Final = 12
POINTS_MAX: Final = 5000
POINTS_TOTAL: Final = 600_000
"""Of an answer: some ten megabytes; a thousand for each of 3 metrics of 200 runs."""
LIMIT_DEFAULT: Final = 100

router = APIRouter(tags=["runs"])


@router.get("/series", dependencies=[Depends(count_simulation)])
def list_series(
    catalog: CatalogDep,
    *,
    run: Annotated[list[str], Query(min_length=1, max_length=RUNS_MAX)],
    metric: Annotated[list[str], Query(min_length=1, max_length=METRICS_MAX)],
    after: After = 0,
    max_points: Annotated[int, Query(ge=POINTS_MIN, le=POINTS_MAX)] = 500,
) -> SeriesList:
    """Return the curves of some metrics of some runs, over their windows.

    At most `max_points` windows are returned per run; the extremes of every curve are among them.
    They are fewer where so many curves are asked for that the answer would be too large.
    """
    share = max(POINTS_TOTAL // (len(run) * len(metric)), POINTS_MIN)
    max_points = min(max_points, share)
    return SeriesList(
        series=[
            catalog.series(run_id, metric, after=after, max_points=max_points) for run_id in run
        ]
    )


@router.get("/replays")
def find_replays(
    catalog: CatalogDep,
    where: ReplayFilter,
    *,
    offset: Offset = 0,
    limit: Limit = LIMIT_DEFAULT,
) -> FoundReplayList:
    """Return the replays of all runs that match all filters, newest run and replay first."""
    total, found = catalog.find_replays(where=where, offset=offset, limit=limit)
    return FoundReplayList(total=total, replays=found)
