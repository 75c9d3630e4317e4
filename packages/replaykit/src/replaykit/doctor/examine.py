"""Looks at the five packages one after the other; each may be absent."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from envcore import self_test, spec
from replaykit.doctor import own
from replaykit.siblings import problem_of

PACKAGES: Final = ("envcore", "envref", "replaykit", "trainkit", "playserver")
NOT_INSTALLED: Final = "not installed"
_PIP_S: Final = 120


@dataclass(frozen=True, slots=True)
class Check:
    """What was tried of which package, and what was wrong with it (empty: nothing)."""

    package: str
    name: str
    problem: str


def packages() -> dict[str, str]:
    """Return the version and the folder of each of our packages, or that it is not installed."""
    return {name: _installed(name) for name in PACKAGES}


def machine() -> dict[str, str]:
    """Return what all packages depend on."""
    return {
        "spec": f"{spec.SPEC_DIGEST[:12]}, version {spec.SPEC_VERSION}",
        "python": f"{platform.python_version()} {platform.python_implementation()}, "
        f"{sys.executable}",
        "platform": f"{platform.platform()}, {platform.machine()}, {os.cpu_count()} processors",
        **{name: version(name) for name in ("numpy", "gymnasium")},
    }


def examine() -> Iterator[Check | dict[str, str]]:
    """Try everything; yield checks, and between them facts that a package adds."""
    here = [name for name, found in packages().items() if found != NOT_INSTALLED]
    strangers = {name: problem for name in here if (problem := problem_of(name))}
    for name in here:
        yield Check(name, "is this project's", strangers.get(name, ""))
    yield from _fitting(here)
    for name in here:
        if name not in strangers:
            yield from _tried(name)


def _installed(name: str) -> str:
    found = find_spec(name)
    if found is None or found.origin is None:
        return NOT_INSTALLED
    try:
        number = version(name)
    except PackageNotFoundError:
        number = "of unknown version"
    return f"{number} in {Path(found.origin).parent}"


def _fitting(here: list[str]) -> Iterator[Check]:
    """Ask pip which requirements are not met; without pip nothing is known."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_PIP_S,
        check=False,
    )
    if "No module named pip" in done.stderr:
        return
    lines = done.stdout.splitlines()
    for name in here:
        found = "; ".join(line.rstrip(".") for line in lines if line.startswith(f"{name} "))
        yield Check(name, "has the versions of other packages that it needs", found)


def _tried(name: str) -> Iterator[Check | dict[str, str]]:
    """Run the checks of a package; none of them raises."""
    if name == "envcore":
        yield from (Check(name, one.name, one.problem) for one in self_test.run_checks())
        return
    try:
        module: Any = own if name == "replaykit" else import_module(f"{name}.doctor")
        if (facts := getattr(module, "facts", None)) is not None:
            yield facts()
        checks: Mapping[str, Callable[[], None]] = module.CHECKS
    except Exception as error:  # a doctor reports whatever it finds
        yield Check(name, "can be imported", f"{type(error).__name__}: {error}")
        return
    for title, check in checks.items():
        try:
            check()
        except Exception as error:
            yield Check(name, title, f"{type(error).__name__}: {error}")
        else:
            yield Check(name, title, "")
