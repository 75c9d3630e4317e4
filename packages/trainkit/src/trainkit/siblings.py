"""Refuses packages of strangers that have the names of this project's packages.

The public package index has other projects called envcore, replaykit and trainkit. What was found
is recognized by the text of its file, before anything of it runs. Each package that imports a
sibling has this file; a test compares the copies.

It is the first of a package that runs, so it also sees to Ctrl-C while a command is imported.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NoReturn

SIGN: Final = "Asteroid Belt Prospector"
"""Part of the docstring of each package of this project."""
ADVICE: Final = (
    "install this project's {names} from a clone (pip install {folders}), from its wheels "
    "(pip install --no-index --find-links FOLDER {names}) or from its index "
    "(pip install --constraint INDEX/constraints.txt {names}); docs/install.md explains each"
)


def check_siblings(package: str, *names: str) -> None:
    """Check that siblings are installed and are this project's.

    Where the command of the package was called, Ctrl-C ends the process quietly from here on,
    until the command runs: imports take seconds, and there is nothing to clean up.

    Args:
        package: The package that needs them.
        names: The siblings.

    Raises:
        ImportError: One is missing or a stranger's; the message is one line.
        SystemExit: The same, where the command of the package was called.
    """
    is_command = Path(sys.argv[0]).stem == package
    if is_command and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        with suppress(ValueError):  # not the main thread, which alone takes signals
            signal.signal(signal.SIGINT, end_quietly)
    problems = [problem for name in names if (problem := problem_of(name))]
    if not problems:
        return
    folders = " ".join(f"./packages/{name}" for name in names)
    advice = ADVICE.format(names=" ".join(names), folders=folders)
    message = f"{package}: {'; '.join(problems)}: {advice}"
    if is_command:  # no caller can catch it: a traceback is noise
        raise SystemExit(message)
    raise ImportError(message)


def end_quietly(number: int, _: object) -> NoReturn:
    """End the process at a signal."""
    os._exit(128 + number)


def problem_of(name: str) -> str:
    """Return what is wrong with a sibling, or an empty text; it is not imported."""
    found = find_spec(name)
    if found is None or found.origin is None:
        return f"{name} is not installed"
    try:
        text = Path(found.origin).read_text(encoding="utf-8", errors="replace")
    except OSError:  # in an archive or a frozen program, whose maker chose the packages
        return ""
    if SIGN in text:
        return ""
    return f"{name} {_version_of(name)} in {Path(found.origin).parent} is another project's"


def _version_of(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of unknown version"
