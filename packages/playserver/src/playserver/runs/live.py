"""News of a training run: what its files contain now and did not contain before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

from fastapi.sse import ServerSentEvent
from pydantic import BaseModel

from playserver.errors import DamagedFileError, NotFoundError
from playserver.models.base import json_of
from playserver.models.runs import Run
from playserver.models.server import Problem
from playserver.runs.catalog import Catalog

RETRY_MS: Final = 2000
"""Delay before a client reconnects."""


async def news_of(
    catalog: Catalog,
    run_id: str,
    after: int,
    pause: Callable[[], Awaitable[None]],
    is_over: Callable[[], bool] = lambda: False,
) -> AsyncIterator[ServerSentEvent]:
    """Yield events: `run` whenever its status changes, `window` for every new window.

    The id of a `window` event is the window's number, so that a client that reconnects gets the
    windows that it missed. A damaged file is reported once, as a `problem`. The events end when
    the run folder is deleted, or the server stops.

    Args:
        catalog: The runs.
        run_id: The run to follow.
        after: The last window that the client knows.
        pause: Awaited between two reads of the files.
        is_over: Whether to end the events; asked before every read.
    """
    last_run: Run | None = None
    problem = ""
    while not is_over():
        try:
            run = await asyncio.to_thread(catalog.run_status, run_id)
            windows = await asyncio.to_thread(catalog.windows, run_id, after=after)
        except NotFoundError as error:
            yield _problem_event(error)
            return
        except DamagedFileError as error:
            if str(error) != problem:
                problem = str(error)
                yield _problem_event(error)
        else:
            problem = ""
            if run != last_run:
                last_run = run
                yield _event("run", run, retry=RETRY_MS)
            for window in windows:
                after = window.window
                yield _event("window", window, id=str(after))
        await pause()


def _problem_event(error: NotFoundError | DamagedFileError) -> ServerSentEvent:
    body = Problem(title=error.status.phrase, status=error.status.value, detail=str(error))
    return _event("problem", body)


def _event(name: str, model: BaseModel, **fields: Any) -> ServerSentEvent:
    return ServerSentEvent(raw_data=json_of(model), event=name, **fields)
