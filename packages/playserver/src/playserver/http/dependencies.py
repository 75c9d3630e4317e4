"""Dependencies of the endpoints: the server's parts, query parameters, rate limits.

All are async, because FastAPI runs others in a thread. None depends on another one: each
level takes longer than a step of the world.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import Field
from starlette.requests import HTTPConnection

from playserver.errors import BadRequestError
from playserver.http.api_paths import ApiPaths
from playserver.http.state import ServerState
from playserver.models.runs import RunStatus
from playserver.runs.catalog import Catalog
from playserver.runs.replay_query import Order, ReplayQuery, ReplaySort, parse_condition
from playserver.runs.run_query import RunQuery

INT_MAX: Final = 2**63 - 1
"""SQLite's largest integer."""
LIMIT_MAX: Final = 5000
LIMIT_DEFAULT: Final = 100
TEXT_MAX: Final = 128

After = Annotated[int, Query(ge=0, le=INT_MAX)]
Offset = Annotated[int, Query(ge=0, le=INT_MAX)]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
OptionalLimit = Annotated[int | None, Query(ge=1, le=LIMIT_MAX)]
VALUES_MAX: Final = 64
"""Most repetitions of a parameter."""
Text = Annotated[str | None, Query(max_length=TEXT_MAX)]
Search = Annotated[
    str,
    Query(max_length=TEXT_MAX, description="Text that a name, a tag or a seed must contain."),
]
Texts = Annotated[
    Sequence[Annotated[str, Field(max_length=TEXT_MAX)]],
    Query(max_length=VALUES_MAX, description="Repeatable, or several after commas."),
]
Where = Annotated[
    Sequence[Annotated[str, Field(max_length=2 * TEXT_MAX)]],
    Query(
        max_length=VALUES_MAX,
        description="A condition such as `return>=100`; repeatable, all must hold.",
    ),
]


async def server_of(connection: HTTPConnection) -> ServerState:
    """Return the state of the server."""
    server: ServerState = connection.app.state.server
    return server


async def catalog_of(connection: HTTPConnection) -> Catalog:
    """Return the catalog of the runs."""
    return (await server_of(connection)).catalog


async def client_of(connection: HTTPConnection) -> str:
    """Return the client that rate limits count."""
    return client_address(connection)


def client_address(connection: HTTPConnection) -> str:
    """Return the IP address of the client."""
    return connection.client.host if connection.client is not None else ""


async def check_query(connection: HTTPConnection) -> None:
    """Refuse query parameters that the endpoint does not know: a typo must not match everything.

    Raises:
        BadRequestError: The message names the parameter and those that are known.
    """
    if connection.scope["type"] != "http" or not connection.scope["query_string"]:
        return
    api_paths: ApiPaths = connection.app.state.api_paths
    known = api_paths.query_names(connection.scope["path"], connection.scope["method"])
    if known is not None:
        refuse_unknown(connection, known)


def refuse_unknown(connection: HTTPConnection, known: Collection[str]) -> None:
    """Refuse query parameters other than the known ones.

    Raises:
        BadRequestError: The message names the parameter and those that are known.
    """
    for name in connection.query_params:
        if name not in known:
            expected = f"expected {', '.join(known)}" if known else "this path has none"
            raise BadRequestError(f"{name!r:.60} is not a query parameter here: {expected}")


async def count_write(connection: HTTPConnection) -> None:
    """Count a write against the client's rate limit."""
    server = await server_of(connection)
    server.rates.writes.take(client_address(connection))


async def count_simulation(connection: HTTPConnection) -> None:
    """Count a simulation against the client's rate limit."""
    server = await server_of(connection)
    server.rates.simulations.take(client_address(connection))


async def replay_query(
    *,
    window: Annotated[int | None, Query(ge=0, le=INT_MAX)] = None,
    policy: Text = None,
    seed: Text = None,
    end_cause: Text = None,
    deterministic: bool | None = None,
    tag: Text = None,
    tags_any: Texts = (),
    tags_all: Texts = (),
    search: Search = "",
    where: Where = (),
    sort: ReplaySort = "newest",
    order: Order | None = None,
) -> ReplayQuery:
    """Return what a request wants of replays."""
    equal = {
        "window": window,
        "policy": policy,
        "seed": seed,
        "end_cause": end_cause,
        "deterministic": deterministic,
    }
    return ReplayQuery(
        equal=tuple((name, value) for name, value in equal.items() if value is not None),
        tags_any=each(tags_any),
        tags_all=[*each(tags_all), *([] if tag is None else [tag])],
        search=search,
        conditions=tuple(map(parse_condition, where)),
        sort=sort,
        order_wanted=order,
    )


async def run_query(
    *,
    status: Annotated[list[RunStatus], Query(max_length=VALUES_MAX)] = [],  # noqa: B006
    algorithm: Text = None,
    search: Search = "",
    where: Where = (),
    sort: Annotated[str, Query(max_length=TEXT_MAX)] = "created",
    order: Order | None = None,
) -> RunQuery:
    """Return what a request wants of runs."""
    return RunQuery(
        status=status,
        algorithm=algorithm,
        search=search,
        conditions=tuple(map(parse_condition, where)),
        sort=sort,
        order_wanted=order,
    )


def each(values: Sequence[str]) -> list[str]:
    """Return the values of a parameter that may be repeated, or hold several after commas."""
    return [part for value in values for part in value.split(",") if part]


ServerDep = Annotated[ServerState, Depends(server_of)]
CatalogDep = Annotated[Catalog, Depends(catalog_of)]
ClientDep = Annotated[str, Depends(client_of)]
ReplayQueryDep = Annotated[ReplayQuery, Depends(replay_query)]
RunQueryDep = Annotated[RunQuery, Depends(run_query)]
