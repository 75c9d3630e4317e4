"""`python -m envcore doctor`: what is installed here, and whether it works."""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from envcore import _native, spec
from envcore.self_test import Check, run_checks

_OPTIONAL: Final = {
    "tkinter": "windows of render_mode='human'",
    "moviepy": "Gymnasium's RecordVideo",
    "stable-baselines3": "training",
}


def examine() -> tuple[dict[str, Any], list[Check]]:
    """Return facts about this installation, and the checks that were run."""
    return facts(), list(run_checks())


def facts() -> dict[str, Any]:
    """Return versions, the native build and what is there besides, ready for JSON."""
    build = _native.build_info()
    return {
        "envcore": version("envcore"),
        "spec": f"{spec.SPEC_DIGEST[:12]}, version {spec.SPEC_VERSION}",
        "python": f"{platform.python_version()} {platform.python_implementation()}",
        "numpy": version("numpy"),
        "gymnasium": version("gymnasium"),
        "platform": f"{platform.platform()}, {platform.machine()}, {os.cpu_count()} processors",
        "compiler": f"{build['compiler']}, {'release' if build['is_optimized'] else 'debug'}",
        "instructions": f"{build['instructions']}, of {', '.join(build['runnable_instructions'])}",
        "native module": str(_native.__file__),
        "display": _display(),
        **{f"{name} (for {use})": _installed(name) for name, use in _OPTIONAL.items()},
    }


def report(found: dict[str, Any], checks: list[Check]) -> str:
    """Return facts and checks as text for people."""
    width = max(map(len, found))
    lines = [f"{name:{width}}  {value}" for name, value in found.items()]
    lines.append("")
    lines += [f"{'FAIL' if c.problem else 'ok':4}  {c.name}{_because(c)}" for c in checks]
    failed = sum(bool(check.problem) for check in checks)
    lines += ["", f"{failed} of {len(checks)} checks failed." if failed else "All is well."]
    return "\n".join(lines)


def _because(check: Check) -> str:
    return f": {check.problem}" if check.problem else ""


def _display() -> str:
    if sys.platform in ("win32", "darwin"):
        return "the system's"
    return os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or "none"


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        pass
    try:
        import_module(name)
    except ImportError:
        return "not installed"
    return "installed"
