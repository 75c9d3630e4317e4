"""What endpoints ask for."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Query, Request

from playserver.catalog import Catalog

INT_MAX: Final = 2**63 - 1
"""SQLite's largest integer."""
LIMIT_MAX: Final = 5000
TEXT_MAX: Final = 128

After = Annotated[int, Query(ge=0, le=INT_MAX)]
Offset = Annotated[int, Query(ge=0, le=INT_MAX)]
Limit = Annotated[int | None, Query(ge=1, le=LIMIT_MAX)]


def catalog_of(request: Request) -> Catalog:
    """Return the catalog of the runs folder."""
    catalog: Catalog = request.app.state.catalog
    return catalog


def replay_filter(
    *,
    window: Annotated[int | None, Query(ge=0, le=INT_MAX)] = None,
    tag: Annotated[str | None, Query(max_length=TEXT_MAX)] = None,
    policy: Annotated[str | None, Query(max_length=TEXT_MAX)] = None,
) -> dict[str, str | int]:
    """Return what replays must have, without what was left open."""
    wanted = {"window": window, "tag": tag, "policy": policy}
    return {name: value for name, value in wanted.items() if value is not None}


CatalogDep = Annotated[Catalog, Depends(catalog_of)]
ReplayFilter = Annotated[dict[str, str | int], Depends(replay_filter)]
