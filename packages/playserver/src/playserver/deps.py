"""What endpoints ask for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from playserver.catalog import Catalog


def catalog_of(request: Request) -> Catalog:
    """Return the catalog of the runs folder."""
    catalog: Catalog = request.app.state.catalog
    return catalog


CatalogDep = Annotated[Catalog, Depends(catalog_of)]
