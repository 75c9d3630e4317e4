"""Bots of the user: a class in a file or module, loaded by name and checked at every step."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from envcore import spec
from trainkit.copies import CopiedWhole
from trainkit.errors import TrainkitError
from trainkit.files import printable

_FORM: Final = re.compile(r"(?P<file>.+\.py):(?P<name>\w+)|(?P<module>\w+(\.\w+)*):(?P<attr>\w+)")
EXPECTED: Final = "file.py:Class or module:Class"


def names_own_bot(text: str) -> bool:
    """Return whether a text has the form `file.py:Class` or `module:Class`."""
    return _FORM.fullmatch(text) is not None


class OwnBot(CopiedWhole):
    """A bot of the user, whose actions are checked.

    Args:
        text: `file.py:Class` or `module:Class`; the class, or a function, is called without
            arguments. Loading runs the code of the file or module.

    Raises:
        TrainkitError: It cannot be loaded, or is not a bot.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._bot = _made(text)
        if not callable(getattr(self._bot, "act", None)):
            raise TrainkitError(
                f"player {text}: {type(self._bot).__name__} has no method "
                "act(observations, masks): see docs/tutorials/write_a_bot.md"
            )
        self.name = printable(str(getattr(self._bot, "name", type(self._bot).__name__)))
        self.version = printable(str(getattr(self._bot, "version", "")))

    def reset(self, num_worlds: int, seed: int) -> None:
        """Call the bot's `reset`, if it has one."""
        reset = getattr(self._bot, "reset", None)
        if reset is not None:
            reset(num_worlds, seed)

    def act(
        self, observations: npt.NDArray[np.float32], masks: npt.NDArray[Any]
    ) -> npt.NDArray[np.int64]:
        """Return the bot's actions for copies of the arrays, which it may keep and change.

        Raises:
            TrainkitError: They are not an integer 0..68 for each world.
        """
        given = np.asarray(self._bot.act(observations.copy(), masks.copy()))
        expected = (len(observations),)
        found = f"{given.dtype} of shape {given.shape}"
        is_right = given.shape == expected and np.issubdtype(given.dtype, np.integer)
        if is_right and given.size and (given.min() < 0 or given.max() >= spec.N_ACTIONS):
            found, is_right = f"actions within {given.min()}..{given.max()}", False
        if not is_right:
            raise TrainkitError(
                f"player {self._text}: act returned {found}, expected integers of shape "
                f"{expected} within 0..{spec.N_ACTIONS - 1}"
            )
        return given.astype(np.int64)


def code_digest(text: str) -> str | None:
    """Return the SHA-256 of the file that defines a bot, None if there is none."""
    module, _ = _module_of(text)
    file = getattr(module, "__file__", None)
    return hashlib.sha256(Path(file).read_bytes()).hexdigest() if file else None


def _made(text: str) -> Any:
    module, name = _module_of(text)
    make: Callable[[], Any] | None = getattr(module, name, None)
    if not callable(make):
        known = [key for key, value in vars(module).items() if hasattr(value, "act")]
        hint = f", it has {', '.join(known)}" if known else ""
        raise TrainkitError(f"player {text}: there is no class {name}{hint}")
    return _run(text, make)


def _module_of(text: str) -> tuple[ModuleType, str]:
    """Return the module and the name in it that a text names; its code runs once."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise TrainkitError(f"player {text}: expected {EXPECTED}")
    if match["module"]:
        if "" not in sys.path:
            sys.path.insert(0, "")  # as `python -m` does; a command's own folder comes first else
        try:
            is_found = importlib.util.find_spec(match["module"]) is not None
        except ModuleNotFoundError:  # of the package that it is in
            is_found = False
        if not is_found:
            raise TrainkitError(f"player {text}: there is no module {match['module']}")
        return _run(text, lambda: importlib.import_module(match["module"])), match["attr"]
    path = Path(match["file"]).expanduser().resolve()
    if not path.is_file():
        raise TrainkitError(f"player {text}: there is no file {match['file']}")
    return _run(text, lambda: _from_file(path)), match["name"]


def _from_file(path: Path) -> ModuleType:
    name = f"trainkit_player_{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}"
    if name in sys.modules:
        return sys.modules[name]
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))  # as `python FILE` does: it may import its neighbours
    found = importlib.util.spec_from_file_location(name, path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        found.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _run(text: str, function: Callable[[], Any]) -> Any:
    """Return what the user's code returns; its errors become one line with the place."""
    try:
        return function()
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}, line {last.lineno}"
        reason = " ".join(str(error).split())
        raise TrainkitError(
            f"player {text}: {type(error).__name__} at {place}: {reason}"
        ) from error
