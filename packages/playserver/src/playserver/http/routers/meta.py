"""GET /api/meta: versions of the server and of its world."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter

from envcore import spec
from playserver.http.dependencies import ServerDep
from playserver.models.server import Meta
from playserver.settings import Settings

router = APIRouter(tags=["meta"])


@router.get("/meta")
def read_meta(server: ServerDep) -> Meta:
    """Return versions and the spec digest, which the page compares with its own."""
    return meta_of(server.settings)


def meta_of(settings: Settings) -> Meta:
    """Return the answer of a server with these settings."""
    return Meta(
        version=version("playserver"),
        envcore_version=version("envcore"),
        replaykit_version=version("replaykit"),
        env_id=spec.ENV_ID,
        spec_digest=spec.SPEC_DIGEST,
        writes_need_token=settings.token is not None,
        upload_bytes_max=settings.limits.upload_bytes,
    )
