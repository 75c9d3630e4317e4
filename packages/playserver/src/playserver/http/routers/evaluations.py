"""/api/evaluations: saved evaluations and bundles below the runs folder."""

from __future__ import annotations

from fastapi import APIRouter

from playserver.http.dependencies import LIMIT_DEFAULT, Limit, Offset, Search, ServerDep
from playserver.models.runs import EvaluationDetail, EvaluationList, SavedEvaluation

router = APIRouter(prefix="/evaluations", tags=["evaluations"])


@router.get("")
def list_evaluations(
    server: ServerDep, *, search: Search = "", offset: Offset = 0, limit: Limit = LIMIT_DEFAULT
) -> EvaluationList:
    """Return saved evaluations and bundles, newest first.

    Each player has its best, median and worst episode, whose replays are at
    `/api/evaluations/{evaluation_id}/replays/{replay_id}`.
    """
    found = [one for one in server.evaluations.all() if _matches(one, search.lower())]
    return EvaluationList(total=len(found), evaluations=found[offset : offset + limit])


@router.get("/{evaluation_id}")
def read_evaluation(evaluation_id: str, server: ServerDep) -> EvaluationDetail:
    """Return a saved evaluation with its whole table."""
    return server.evaluations.find(evaluation_id)


def _matches(evaluation: SavedEvaluation, text: str) -> bool:
    texts = [evaluation.path, *(row.player for row in evaluation.players)]
    return any(text in one.lower() for one in texts)
