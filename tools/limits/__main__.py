"""`python -m tools.limits`: check the length of every function and file that git tracks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import PurePath

from tools.limits.check import EXCEPTIONS, Excess, excesses_of, problems_of, read_exceptions
from tools.limits.grammars import LANGUAGES
from tools.repository import ROOT, tracked_files


def main() -> int:
    """Print what is too long; return 1 if anything is."""
    files = measured_files()
    excesses: list[Excess] = []
    for file in files:
        excesses += excesses_of(file, (ROOT / file).read_bytes())
    problems = problems_of(excesses, read_exceptions(EXCEPTIONS))
    for line in problems:
        print(line, file=sys.stderr)
    print(f"limits: {len(files)} files, {len(excesses)} exceptions, {len(problems)} problems")
    return 1 if problems else 0


def measured_files() -> list[str]:
    """Return the names of all source files that are written by hand."""
    names = [path.relative_to(ROOT).as_posix() for path in tracked_files()]
    names = [name for name in names if PurePath(name).suffix in LANGUAGES]
    generated = generated_among(names)
    return [name for name in names if name not in generated]


def generated_among(names: list[str]) -> set[str]:
    """Return the files that .gitattributes marks as generated."""
    command = ["git", "check-attr", "-z", "--stdin", "linguist-generated"]
    done = subprocess.run(
        command, cwd=ROOT, input="\0".join(names).encode(), check=True, capture_output=True
    )
    fields = done.stdout.decode().split("\0")
    rows = zip(fields[::3], fields[2::3], strict=False)
    return {name for name, value in rows if value == "set"}


if __name__ == "__main__":
    sys.exit(main())
