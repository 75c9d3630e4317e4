"""Dependencies of the endpoints: the server's parts, query parameters, rate limits.

All are async, because FastAPI runs others in a thread. None depends on another one: each
level takes longer than a step of the world.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Query
from starlette.requests import HTTPConnection

from playserver.http.state import ServerState
from playserver.runs.catalog import Catalog

INT_MAX: Final = 2**63 - 1
"""SQLite's largest integer."""
LIMIT_MAX: Final = 5000
LIMIT_DEFAULT: Final = 100
TEXT_MAX: Final = 128

After = Annotated[int, Query(ge=0, le=INT_MAX)]
Offset = Annotated[int, Query(ge=0, le=INT_MAX)]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
OptionalLimit = Annotated[int | None, Query(ge=1, le=LIMIT_MAX)]


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


async def count_write(connection: HTTPConnection) -> None:
    """Count a write against the client's rate limit."""
    server = await server_of(connection)
    server.rates.writes.take(client_address(connection))


async def count_simulation(connection: HTTPConnection) -> None:
    """Count a simulation against the client's rate limit."""
    server = await server_of(connection)
    server.rates.simulations.take(client_address(connection))


async def replay_filter(
    *,
    window: Annotated[int | None, Query(ge=0, le=INT_MAX)] = None,
    tag: Annotated[str | None, Query(max_length=TEXT_MAX)] = None,
    policy: Annotated[str | None, Query(max_length=TEXT_MAX)] = None,
) -> dict[str, str | int]:
    """Return the filters that a request sets, by name."""
    filters = {"window": window, "tag": tag, "policy": policy}
    return {name: value for name, value in filters.items() if value is not None}


ServerDep = Annotated[ServerState, Depends(server_of)]
CatalogDep = Annotated[Catalog, Depends(catalog_of)]
ClientDep = Annotated[str, Depends(client_of)]
ReplayFilter = Annotated[dict[str, str | int], Depends(replay_filter)]
