"""Schemathesis: requests that the OpenAPI description allows, and invalid ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, seed, settings, strategies
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

import envcore
import replaykit
from envcore.spec import Action
from playserver import Settings, create_app
from playserver.settings import Limits, Rate

import helpers


def can_be_wrong(operation: dict[str, Any]) -> bool:
    """Whether a request can be invalid: any text is a valid id in a path, if not of anything."""
    places = [parameter["in"] for parameter in operation.get("parameters", [])]
    return "query" in places or "requestBody" in operation


EXAMPLES = 6
"""Per endpoint and mode."""
DESCRIBED = create_app(Settings(runs_dir=Path())).openapi()["paths"]
CASES = [
    (path, method, mode)
    for path, methods in DESCRIBED.items()
    for method, operation in methods.items()
    for mode in GenerationMode
    if not path.endswith("/live")  # its answer does not end
    if not path.startswith("/api/bots/{")  # plays a whole episode
    if not path.startswith("/api/saved/{")  # the same endpoints as /api/hall/{replay_id}
    if mode is GenerationMode.POSITIVE or can_be_wrong(operation)
]
NOT_ACCEPTED = {
    ("/api/hall", "post"): "most bodies are not a replay",
    ("/api/runs", "get"): "most texts are no condition, and most names are none of a run",
    ("/api/replays", "get"): "most texts are no condition",
    ("/api/runs/{run_id}/replays", "get"): "most texts are no condition",
    ("/api/runs/{run_id}/checkpoints/{window}/policy", "get"): "the run has no checkpoint",
    ("/api/play/{session_id}", "delete"): "the second request gets 410",
    ("/api/runs/{run_id}/replays/{replay_id}/frames", "get"): "a replay has fewer frames",
    ("/api/hall/{replay_id}/frames", "get"): "a replay has fewer frames",
}
"""Endpoints that may refuse a request which fits the description."""
UNLIMITED = Rate(1e9, 10**9)


class Described:
    """A server without rate limits, its description, and ids that exist."""

    def __init__(self, folder: Path) -> None:
        helpers.make_run(folder / "runs", "one")
        limits = Limits(
            creates=UNLIMITED, writes=UNLIMITED, uploads=UNLIMITED, simulations=UNLIMITED
        )
        app = create_app(
            Settings(
                runs_dir=folder / "runs",
                data_dir=folder / "data",
                allowed_hosts=("localhost", "testserver"),
                limits=limits,
            )
        )
        self.schema: Any = schemathesis.openapi.from_asgi("/api/openapi.json", app)
        self._client = TestClient(app)
        whole_episode = replaykit.record_actions(
            [int(Action.HOLD_DRIFT)] * 2_000,
            config=envcore.EnvConfig(time_max=2_000),
            seed=1,
            provenance=replaykit.Provenance(replaykit.Player(kind="human", name="Ann")),
        )
        stored = self._client.post("/api/hall", content=whole_episode.to_bytes())
        self._stored_id = stored.json()["replay_id"]

    def ids(self, path: str) -> dict[str, str]:
        """Return existing ids for the parameters of a path."""
        if "{session_id}" in path:
            return {"session_id": self._client.post("/api/play", json={}).json()["session_id"]}
        if "{evaluation_id}" in path:
            return {}  # the folder has none; their replays have the same endpoints as those of runs
        ids = {"run_id": "one"} if "{run_id}" in path else {}
        if "{window}" in path:
            ids["window"] = "1"
        if "{replay_id}" in path:
            ids["replay_id"] = "w000001" if ids else self._stored_id
        return ids


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Described:
    """Return a server to test."""
    return Described(tmp_path_factory.mktemp("described"))


@pytest.mark.parametrize(("path", "method", "mode"), CASES)
def test_schemathesis_finds_no_failure(
    described: Described, path: str, method: str, mode: Any
) -> None:
    ids = described.ids(path)

    @seed(0)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=described.schema[path][method].as_strategy(generation_mode=mode),
        is_there=strategies.booleans(),
    )
    def ask(case: Any, is_there: bool) -> None:
        if is_there and ids:
            case.path_parameters = ids
        excluded = [positive_data_acceptance] if (path, method) in NOT_ACCEPTED else []
        case.call_and_validate(excluded_checks=excluded)

    try:
        ask()
    except Unsatisfiable:  # no request to it is invalid
        assert mode is GenerationMode.NEGATIVE
