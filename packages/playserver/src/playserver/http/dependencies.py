"""What endpoints ask for."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Query
from starlette.requests import HTTPConnection

from playserver.http.state import ServerState
from playserver.runs.catalog import Catalog

# All are async: FastAPI sends those that are not to a thread, for nothing. None asks for another:
# each costs as much as a step of the world, many times over.

INT_MAX: Final = 2**63 - 1
"""SQLite's largest integer."""
LIMIT_MAX: Final = 5000
TEXT_MAX: Final = 128

After = Annotated[int, Query(ge=0, le=INT_MAX)]
Offset = Annotated[int, Query(ge=0, le=INT_MAX)]
Limit = Annotated[int | None, Query(ge=1, le=LIMIT_MAX)]


async def server_of(connection: HTTPConnection) -> ServerState:
    """Return what the server holds."""
    server: ServerState = connection.app.state.server
    return server


async def catalog_of(connection: HTTPConnection) -> Catalog:
    """Return the catalog of the runs folder."""
    return (await server_of(connection)).catalog


async def client_of(connection: HTTPConnection) -> str:
    """Return whom a rate limit counts: an address."""
    return connection.client.host if connection.client is not None else ""


async def count_write(connection: HTTPConnection) -> None:
    """Count a write."""
    server = await server_of(connection)
    server.rates.writes.take(await client_of(connection))


async def count_simulation(connection: HTTPConnection) -> None:
    """Count a simulation."""
    server = await server_of(connection)
    server.rates.simulations.take(await client_of(connection))


async def replay_filter(
    *,
    window: Annotated[int | None, Query(ge=0, le=INT_MAX)] = None,
    tag: Annotated[str | None, Query(max_length=TEXT_MAX)] = None,
    policy: Annotated[str | None, Query(max_length=TEXT_MAX)] = None,
) -> dict[str, str | int]:
    """Return what replays must have, without what was left open."""
    wanted = {"window": window, "tag": tag, "policy": policy}
    return {name: value for name, value in wanted.items() if value is not None}


ServerDep = Annotated[ServerState, Depends(server_of)]
CatalogDep = Annotated[Catalog, Depends(catalog_of)]
ClientDep = Annotated[str, Depends(client_of)]
ReplayFilter = Annotated[dict[str, str | int], Depends(replay_filter)]
