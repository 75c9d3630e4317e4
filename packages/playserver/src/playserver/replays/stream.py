"""Streams frames of a replay over a WebSocket, at a rate that the viewer sets and can follow."""

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
from playserver.models.base import json_of
from playserver.models.replays import Frame, StreamCommand, StreamMessage
from playserver.replays.simulate import frame_model
from replaykit import Replay, ReplayError

CLOSE_S: Final = 1.0
"""Most seconds that closing the connection may take."""
INLINE_STRIDE_MAX: Final = 64
"""Up to this many steps per frame, simulating takes less time than a switch to a thread."""
NORMAL: Final = 1000
NOT_TEXT: Final = 1003
BAD_COMMAND: Final = 1008
TOO_SLOW: Final = 1013
FAILED: Final = 1011


class FrameStream:
    """Sends frames to one viewer and applies its commands.

    A frame is simulated when it is due and the previous one was sent. So no frames queue up for a
    slow viewer, which gets fewer frames per second.

    Args:
        socket: The accepted WebSocket of the viewer.
        replay: The replay to stream.
        command: The first frame, and the rate.
        slow_s: The stream is closed if sending one frame takes longer, in seconds.
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
        self._apply(command)

    async def run(self) -> None:
        """Serve the viewer until either side closes the stream."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._run_task, self._listen, group)
            group.start_soon(self._run_task, self._send_frames, group)
        with suppress(RuntimeError, WebSocketDisconnect), anyio.move_on_after(CLOSE_S):
            await self._socket.close(*self._ending)

    async def _run_task(self, act: Callable[[], Awaitable[None]], group: TaskGroup) -> None:
        """Run one of the two tasks; when it ends, the other one is cancelled."""
        try:
            await act()
        except ValidationError:
            self._ending = BAD_COMMAND, "a message is not a StreamCommand"
        except TimeoutError:
            self._ending = TOO_SLOW, "the viewer reads too slowly"
        except ReplayError:
            self._ending = FAILED, "the replay has actions after the end of its episode"
        except WebSocketDisconnect:  # during a send
            pass
        group.cancel_scope.cancel()

    def _apply(self, command: StreamCommand) -> None:
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
        """Apply the viewer's commands until it disconnects or sends anything else."""
        while (message := await self._socket.receive())["type"] == "websocket.receive":
            text = message.get("text")
            if text is None:
                self._ending = NOT_TEXT, "a message is binary, expected a StreamCommand as text"
                return
            self._apply(StreamCommand.model_validate_json(text))
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
        """Send the next frame, unless a command selects another one while it is simulated."""
        frames = self._frames
        if frames is not None and self._stride <= INLINE_STRIDE_MAX:
            frame = _next_frame(frames)
        else:  # there may be many steps to simulate
            if frames is None:
                frames = self._frames = replaykit.frames(
                    self._timeline, self._next, stride=self._stride
                )
            frame = await to_thread.run_sync(_next_frame, frames)
        if frames is self._frames:
            self._next = frame.step + self._stride
            await self._send(StreamMessage(kind="frame", total=self._total, frame=frame))
            self._count()

    async def _send(self, message: StreamMessage) -> None:
        with anyio.fail_after(self._slow_s):
            await self._socket.send_text(json_of(message))


def _next_frame(frames: Iterator[replaykit.Frame]) -> Frame:
    return frame_model(next(frames))
