"""What schemathesis finds when it asks everything that the description allows, and more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from playserver import Settings, create_app
from playserver.settings import Limits, Rate

import helpers

EXAMPLES = 4
"""Of every endpoint, in each mode: what a usual run has time for."""
OPERATIONS = [
    (path, method)
    for path, methods in create_app(Settings(runs_dir=Path())).openapi()["paths"].items()
    for method in methods
    if not path.endswith("/live")  # it has no end
]
NOT_EXPECTED = {("/api/hall", "post"): [positive_data_acceptance]}
"""Any bytes are a body of /api/hall, few are a replay."""
UNLIMITED = Rate(1e9, 10**9)


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the description of a server with a run, a kept replay and no rate limits."""
    folder = tmp_path_factory.mktemp("described")
    helpers.make_run(folder / "runs", "one")
    limits = Limits(creates=UNLIMITED, writes=UNLIMITED, uploads=UNLIMITED, simulations=UNLIMITED)
    app = create_app(
        Settings(
            runs_dir=folder / "runs",
            data_dir=folder / "data",
            allowed_hosts=("localhost", "testserver"),
            limits=limits,
        )
    )
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nothing_is_found(description: Any, path: str, method: str, mode: Any) -> None:
    operation = description[path][method]

    @seed(0)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(excluded_checks=NOT_EXPECTED.get((path, method), []))

    try:
        ask()
    except Unsatisfiable:  # nothing wrong can be asked of it
        assert mode is GenerationMode.NEGATIVE
