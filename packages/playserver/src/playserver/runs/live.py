"""News of a run while it trains: what its files say that they did not say before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi.sse import ServerSentEvent

from playserver.errors import DamagedFileError, NotFoundError
from playserver.models.runs import Run
from playserver.models.server import Problem
from playserver.runs.catalog import Catalog

RETRY_MS = 2000
"""When a client that lost the server tries again."""


async def news_of(
    catalog: Catalog, run_id: str, after: int, pause: Callable[[], Awaitable[None]]
) -> AsyncIterator[ServerSentEvent]:
    """Yield events: `run` whenever its status changes, `window` for every new window.

    An event `window` has the window's number as its id, so that a client which comes back is
    told what it missed. A damaged file is told once, as `problem`; a run that goes away ends it.

    Args:
        catalog: The runs.
        run_id: Which to follow.
        after: The last window that the client knows.
        pause: Awaited between two looks at the files.
    """
    before: Run | None = None
    problem = ""
    while True:
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
            if run != before:
                before = run
                yield ServerSentEvent(data=run, event="run", retry=RETRY_MS)
            for window in windows:
                after = window.window
                yield ServerSentEvent(data=window, event="window", id=str(after))
        await pause()


def _problem_event(error: NotFoundError | DamagedFileError) -> ServerSentEvent:
    body = Problem(title=error.status.phrase, status=error.status.value, detail=str(error))
    return ServerSentEvent(data=body, event="problem")
