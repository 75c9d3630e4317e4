"""What endpoints ask for."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Query
from starlette.requests import HTTPConnection

from playserver.catalog import Catalog
from playserver.rates import Rates
from playserver.server import Server

# all are async: FastAPI sends those that are not to a thread, for nothing

INT_MAX: Final = 2**63 - 1
"""SQLite's largest integer."""
LIMIT_MAX: Final = 5000
TEXT_MAX: Final = 128

After = Annotated[int, Query(ge=0, le=INT_MAX)]
Offset = Annotated[int, Query(ge=0, le=INT_MAX)]
Limit = Annotated[int | None, Query(ge=1, le=LIMIT_MAX)]


async def server_of(connection: HTTPConnection) -> Server:
    """Return what the server holds."""
    server: Server = connection.app.state.server
    return server


ServerDep = Annotated[Server, Depends(server_of)]


async def catalog_of(server: ServerDep) -> Catalog:
    """Return the catalog of the runs folder."""
    return server.catalog


async def rates_of(server: ServerDep) -> Rates:
    """Return the rate limits."""
    return server.rates


async def client_of(connection: HTTPConnection) -> str:
    """Return whom a rate limit counts: an address."""
    return connection.client.host if connection.client is not None else ""


CatalogDep = Annotated[Catalog, Depends(catalog_of)]
RatesDep = Annotated[Rates, Depends(rates_of)]
ClientDep = Annotated[str, Depends(client_of)]


async def count_write(client: ClientDep, rates: RatesDep) -> None:
    """Count a write."""
    rates.writes.take(client)


async def count_simulation(client: ClientDep, rates: RatesDep) -> None:
    """Count a simulation."""
    rates.simulations.take(client)


async def replay_filter(
    *,
    window: Annotated[int | None, Query(ge=0, le=INT_MAX)] = None,
    tag: Annotated[str | None, Query(max_length=TEXT_MAX)] = None,
    policy: Annotated[str | None, Query(max_length=TEXT_MAX)] = None,
) -> dict[str, str | int]:
    """Return what replays must have, without what was left open."""
    wanted = {"window": window, "tag": tag, "policy": policy}
    return {name: value for name, value in wanted.items() if value is not None}


ReplayFilter = Annotated[dict[str, str | int], Depends(replay_filter)]
