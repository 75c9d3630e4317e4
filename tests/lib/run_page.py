"""Runs the code blocks of one page in order, as if pasted into one terminal.

`python run_page.py BLOCKS.json`: the file has the page's name and its blocks. Python blocks share
their names; shell blocks stop at their first failure. A test starts it as a process of its own, so
that a page finds a fresh interpreter.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def run_shell(text: str) -> str:
    """Run commands and return what they print; errors go to this process's stderr."""
    command = ["bash", "-euo", "pipefail", "-c", text]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    sys.stdout.write(done.stdout)
    if done.returncode != 0:
        raise SystemExit(f"exit status {done.returncode} of:\n{text}")
    return done.stdout


def run_python(text: str, page: str, line: int, names: dict[str, Any]) -> str:
    """Run Python with the names of the page and return what it prints."""
    printed = io.StringIO()
    code = compile("\n" * (line - 1) + text, page, "exec")  # a traceback has the page's lines
    with contextlib.redirect_stdout(printed):
        exec(code, names)
    sys.stdout.write(printed.getvalue())
    return printed.getvalue()


def stripped(text: str) -> list[str]:
    """Return lines without the blanks at their ends, and no empty last one."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip().split("\n")


def main() -> None:
    """Run the blocks of a page."""
    page = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in page["blocks"]:
        print(f"--- {page['name']}:{block['line']}", flush=True)
        if block["given"] is not None:
            run_shell(block["given"])
        if block["language"] == "bash":
            printed = run_shell(block["text"])
        else:
            printed = run_python(block["text"], page["name"], block["line"], names)
        if block["prints"] is not None and stripped(printed) != stripped(block["prints"]):
            raise SystemExit(f"{page['name']}:{block['line']} does not print what the page shows")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
