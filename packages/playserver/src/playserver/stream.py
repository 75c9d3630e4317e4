"""Frames over a WebSocket: at a pace, no faster than the viewer reads, and where it wants them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Final

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup
from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

import replaykit
from playserver.models import Frame
from playserver.play_models import StreamCommand, StreamMessage
from playserver.simulate import shape_of
from replaykit import Replay, ReplayError

CLOSE_S: Final = 1.0
"""How long a viewer that is left behind is waited for when the stream is closed."""
INLINE_STRIDE_MAX: Final = 64
"""Steps between two frames that take less time than handing them to a thread."""
NORMAL: Final = 1000
BAD_COMMAND: Final = 1008
TOO_SLOW: Final = 1013
FAILED: Final = 1011


class FrameStream:
    """Sends frames to one viewer, and obeys its commands.

    A frame is simulated when it is due and the one before has left the server, so that nothing
    piles up for a slow viewer; it sees fewer frames a second.

    Args:
        socket: The viewer, accepted.
        replay: What it watches.
        command: Where it starts, and how fast it goes.
        slow_s: A viewer that takes no frame for so long is left.
        count: Called for every frame that was sent.
    """

    def __init__(
        self,
        socket: WebSocket,
        replay: Replay,
        command: StreamCommand,
        *,
        slow_s: float,
        count: Callable[[], None],
    ) -> None:
        self._socket = socket
        self._timeline = replaykit.Timeline(replay)
        self._total = len(replay.actions) + 1
        self._slow_s = slow_s
        self._count = count
        self._changed = anyio.Event()
        self._ending = NORMAL, ""
        self._frames: Iterator[replaykit.Frame] | None = None
        self._next = 0
        self._stride = 1
        self._period_s = 0.1
        self._is_playing = True
        self._obey(command)

    async def run(self) -> None:
        """Serve the viewer until it leaves, or has to be left."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._until_over, self._listen, group)
            group.start_soon(self._until_over, self._send_frames, group)
        with suppress(RuntimeError, WebSocketDisconnect), anyio.move_on_after(CLOSE_S):
            await self._socket.close(*self._ending)

    async def _until_over(self, act: Callable[[], Awaitable[None]], group: TaskGroup) -> None:
        """Do one half of the work; when it is over so is the other."""
        try:
            await act()
        except ValidationError:
            self._ending = BAD_COMMAND, "a message is no command"
        except TimeoutError:
            self._ending = TOO_SLOW, "the viewer reads too slowly"
        except ReplayError:
            self._ending = FAILED, "the replay goes on after its episode's end"
        except WebSocketDisconnect:  # while something was sent
            pass
        group.cancel_scope.cancel()

    def _obey(self, command: StreamCommand) -> None:
        if command.step is not None:
            self._next = min(command.step, self._total - 1)
        if command.stride is not None:
            self._stride = command.stride
        if command.frames_per_s is not None:
            self._period_s = 1.0 / command.frames_per_s
        if command.playing is not None:
            self._is_playing = command.playing
        if command.step is not None or command.stride is not None:
            self._frames = None

    async def _listen(self) -> None:
        """Take the viewer's commands until it leaves or says something else."""
        async for text in self._socket.iter_text():
            self._obey(StreamCommand.model_validate_json(text))
            self._changed.set()

    async def _send_frames(self) -> None:
        while True:
            self._changed = anyio.Event()
            if not self._is_playing:
                await self._changed.wait()
            elif self._next >= self._total:
                await self._send(StreamMessage(kind="end", total=self._total))
                await self._changed.wait()
            else:
                await self._send_frame()
                with anyio.move_on_after(self._period_s):
                    await self._changed.wait()

    async def _send_frame(self) -> None:
        """Send the next frame, unless a command changes what that is while it is simulated."""
        frames = self._frames
        if frames is not None and self._stride <= INLINE_STRIDE_MAX:
            shape = _next_shape(frames)
        else:  # it may be a long way to go
            if frames is None:
                frames = self._frames = replaykit.frames(
                    self._timeline, self._next, stride=self._stride
                )
            shape = await to_thread.run_sync(_next_shape, frames)
        if frames is self._frames:
            self._next = shape.step + self._stride
            await self._send(StreamMessage(kind="frame", total=self._total, frame=shape))
            self._count()

    async def _send(self, message: StreamMessage) -> None:
        with anyio.fail_after(self._slow_s):
            await self._socket.send_text(message.model_dump_json(by_alias=True))


def _next_shape(frames: Iterator[replaykit.Frame]) -> Frame:
    return shape_of(next(frames))
