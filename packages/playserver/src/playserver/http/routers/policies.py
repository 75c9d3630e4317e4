"""/api/policies: policies of runs, for the page to run them."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from playserver.http.dependencies import ClientDep, ServerDep
from playserver.http.media import ABR_ANSWER, FileAnswer
from playserver.models.runs import PolicyList
from playserver.replays.run_policies import run_policy
from replaykit.record.policies import can_read_checkpoints

RUNS_MAX: Final = 50
WINDOW_MAX: Final = 999_999

router = APIRouter(tags=["runs"])


@router.get("/policies")
def list_policies(server: ServerDep) -> PolicyList:
    """Return which checkpoints the newest runs have.

    The list is empty where trainkit, which reads them, is not installed.
    """
    return PolicyList(runs=server.checkpoints.newest(RUNS_MAX) if can_read_checkpoints() else [])


@router.get(
    "/runs/{run_id}/checkpoints/{window}/policy",
    response_class=Response,
    responses=ABR_ANSWER,
)
def read_policy(
    run_id: str,
    window: Annotated[int, Path(ge=0, le=WINDOW_MAX)],
    server: ServerDep,
    client: ClientDep,
) -> FileAnswer:
    """Return the policy file of a checkpoint; the first request makes it."""
    server.rates.simulations.take(client)
    path = run_policy(server.policy_files, server.checkpoints, run_id, window)
    name = f"{run_id}@{window:06d}.safetensors"
    return FileAnswer(path, name)
