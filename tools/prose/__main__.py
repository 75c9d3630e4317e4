"""`python -m tools.prose [PATH ...]`: check the words of every file, or of those below paths."""

from __future__ import annotations

import sys
from pathlib import PurePath

from tools.limits.__main__ import generated_among
from tools.prose.check import Finding, findings_of, problems_of, read_allowed, read_phrases
from tools.prose.extract import SUFFIXES
from tools.repository import ROOT, tracked_files


def main(arguments: list[str]) -> int:
    """Print what to rewrite; return 1 if anything is. Paths choose files below them."""
    phrases = read_phrases()
    allowed = read_allowed(phrases)
    files = [file for file in prose_files() if not arguments or file.startswith(tuple(arguments))]
    findings: list[Finding] = []
    for file in files:
        findings += findings_of(file, (ROOT / file).read_bytes(), phrases)
    if arguments:  # exceptions for other files are not needed here
        allowed = [entry for entry in allowed if any(entry.covers(one) for one in findings)]
    problems = problems_of(findings, allowed)
    for line in problems:
        print(line, file=sys.stderr)
    kept = sum(any(entry.covers(one) for entry in allowed) for one in findings)
    print(f"prose: {len(files)} files, {kept} phrases kept for a reason, {len(problems)} problems")
    return 1 if problems else 0


def prose_files() -> list[str]:
    """Return the names of all files with prose that are written by hand."""
    names = [path.relative_to(ROOT).as_posix() for path in tracked_files()]
    names = [name for name in names if PurePath(name).suffix in SUFFIXES]
    generated = generated_among(names)
    return [name for name in names if name not in generated]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
