"""A commit that changes behaviour says so in a changelog, the decision log or the status page."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final, NamedTuple

from tools.repository import ROOT

CHANGES_BEHAVIOUR: Final = ("feat", "fix", "perf")
"""Types of commits that need a note. docs, style, test, refactor, build, ci and bench do not."""

NOTES: Final = re.compile(
    r"docs/PROJECT_STATUS\.md|docs/DECISION_LOG\.md|packages/[a-z]+/CHANGELOG\.md"
)
PACKAGES: Final = re.compile(r"packages/[a-z]+/(src|cpp|spec|web)/")
SUBJECT: Final = re.compile(r"(?P<type>[a-z]+)(\([a-z, ]+\))?!?: \S")


class Commit(NamedTuple):
    """A commit: its abbreviated id, its subject, and the paths that it changes."""

    id: str
    subject: str
    paths: tuple[str, ...]


def fault_of(commit: Commit) -> str:
    """Return what is wrong with a commit, or an empty text."""
    if commit.subject.startswith(("Merge ", "Revert ")):
        return ""
    match = SUBJECT.match(commit.subject)
    if match is None:
        return f"{commit.id} {commit.subject!r}: expected a subject like `fix(envcore): …`"
    needs_note = match["type"] in CHANGES_BEHAVIOUR and any(map(PACKAGES.match, commit.paths))
    if not needs_note or any(map(NOTES.fullmatch, commit.paths)):
        return ""
    return (
        f"{commit.id} {commit.subject!r} changes a package: expected a line in its CHANGELOG.md, "
        "in docs/DECISION_LOG.md or in docs/PROJECT_STATUS.md of the same commit"
    )


def commits_since_rule(root: Path = ROOT) -> list[Commit]:
    """Return the commits after the one that added this file, newest first; none without git."""
    here = "tools/change_notes/__init__.py"
    added = _git(root, "log", "--diff-filter=A", "--format=%H", "--", here).split()
    if not added:
        return []
    log = _git(root, "log", "--no-merges", "--name-only", "--format=%x00%h%x09%s", f"{added[-1]}..")
    return [_parsed(entry) for entry in log.split("\0") if entry.strip()]


def staged_commit(message: Path, root: Path = ROOT) -> Commit:
    """Return the commit that is about to be made, for the hook `commit-msg`."""
    subject = message.read_text(encoding="utf-8").splitlines()[0]
    paths = _git(root, "diff", "--cached", "--name-only").split("\n")
    return Commit("this commit", subject, tuple(filter(None, paths)))


def _parsed(entry: str) -> Commit:
    head, *paths = [line for line in entry.splitlines() if line]
    commit_id, _, subject = head.partition("\t")
    return Commit(commit_id, subject, tuple(paths))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else ""
