"""GET /api/runs: runs, their windows and their lists of replays."""

from __future__ import annotations

from fastapi import APIRouter

from playserver.deps import CatalogDep
from playserver.models import ReplayList, RunDetail, RunList, WindowList

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get("")
def list_runs(catalog: CatalogDep) -> RunList:
    """Return all runs, the newest first."""
    return RunList(runs=catalog.runs())


@router.get("/{run_id}")
def read_run(run_id: str, catalog: CatalogDep) -> RunDetail:
    """Return a run with its configuration and its evaluation."""
    return catalog.run(run_id)


@router.get("/{run_id}/windows")
def list_windows(run_id: str, catalog: CatalogDep) -> WindowList:
    """Return the metrics of a run, window by window."""
    return WindowList(run_id=run_id, windows=catalog.windows(run_id))


@router.get("/{run_id}/replays")
def list_replays(run_id: str, catalog: CatalogDep) -> ReplayList:
    """Return the replays of a run, the newest first."""
    return ReplayList(run_id=run_id, replays=catalog.replays(run_id))
