"""What `playserver doctor` tries of this package."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Mapping
from typing import Final

from envcore.spec import SPEC_DIGEST
from playserver.settings import STATIC_DIR

_ANSWER_S: Final = 30
_COMMAND: Final = "from playserver.cli.main import main; raise SystemExit(main())"


def _check_page() -> None:
    if not (STATIC_DIR / "index.html").is_file():
        raise FileNotFoundError(f"{STATIC_DIR}: the page is not in it, install playserver's wheel")
    engines = [path.read_bytes() for path in STATIC_DIR.glob("assets/*.wasm")]
    if not any(SPEC_DIGEST.encode() in engine for engine in engines):
        raise ValueError(
            f"the page's engine is of another spec than envcore's {SPEC_DIGEST[:12]}: install "
            "envcore and playserver of the same release"
        )


def _check_server() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        options = ["serve", "--runs", scratch, "--data", f"{scratch}/data", "--port", "0"]
        with subprocess.Popen(
            [sys.executable, "-c", _COMMAND, *options],
            cwd=scratch,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as server:
            try:
                line = server.stdout.readline().strip() if server.stdout else ""
                words = [word for word in line.split() if word.startswith("http://")]
                if not words:
                    raise RuntimeError(f"it did not start: {line}")
                with urllib.request.urlopen(f"{words[0]}/healthz", timeout=_ANSWER_S) as answer:
                    answer.read()
            finally:
                server.terminate()


CHECKS: Final[Mapping[str, Callable[[], None]]] = {
    "the page and its engine are there, of envcore's spec": _check_page,
    "the server starts and answers": _check_server,
}
