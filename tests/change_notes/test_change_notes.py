"""The rule that a commit which changes behaviour has a note."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.change_notes import Commit, commits_since_rule, fault_of, staged_commit

CORE = "packages/envcore/cpp/rules/market.cpp"
RULE = "tools/change_notes/__init__.py"


@pytest.mark.parametrize(
    ("subject", "paths"),
    [
        ("feat(envcore): add an option", (CORE, "packages/envcore/CHANGELOG.md")),
        ("fix(envcore): wrap the episode", (CORE, "docs/DECISION_LOG.md")),
        ("perf(envcore): prefetch", (CORE, "docs/PROJECT_STATUS.md")),
        ("refactor(envcore): rename", (CORE,)),
        ("docs: explain prices", ("docs/world.md",)),
        ("feat(tools): add a check", ("tools/limits/__init__.py",)),
        ("Merge branch 'a'", (CORE,)),
    ],
)
def test_a_commit_in_order(subject: str, paths: tuple[str, ...]) -> None:
    assert fault_of(Commit("abc", subject, paths)) == ""


@pytest.mark.parametrize("kind", ["feat", "fix", "perf"])
def test_a_change_of_behaviour_needs_a_note(kind: str) -> None:
    fault = fault_of(Commit("abc", f"{kind}(envcore): change prices", (CORE, "docs/world.md")))

    assert "abc" in fault
    assert "CHANGELOG.md" in fault


def test_a_changelog_elsewhere_does_not_count() -> None:
    paths = (CORE, "packages/envcore/tests/CHANGELOG.md")

    assert fault_of(Commit("abc", "fix(envcore): wrap", paths))


def test_a_subject_has_a_type() -> None:
    assert "expected a subject" in fault_of(Commit("abc", "changed things", (CORE,)))


def commit(root: Path, subject: str, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(subject, encoding="utf-8")
    run(root, "add", ".")
    run(root, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", subject)


def run(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


def test_commits_count_from_the_one_that_added_the_rule(tmp_path: Path) -> None:
    run(tmp_path, "init", "-q")
    commit(tmp_path, "fix(envcore): before the rule", CORE)
    commit(tmp_path, "feat(tools): add the rule", RULE)
    commit(tmp_path, "fix(envcore): without a note", CORE)
    commit(tmp_path, "fix(envcore): with a note", CORE, "docs/PROJECT_STATUS.md")

    found = commits_since_rule(tmp_path)

    assert [c.subject for c in found] == [
        "fix(envcore): with a note",
        "fix(envcore): without a note",
    ]
    assert [bool(fault_of(c)) for c in found] == [False, True]


def test_the_hook_sees_what_is_staged(tmp_path: Path) -> None:
    run(tmp_path, "init", "-q")
    message = tmp_path / "message"
    message.write_text("fix(envcore): wrap\n\nbody\n", encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("x", encoding="utf-8")
    run(tmp_path, "add", "CHANGELOG.md")

    staged = staged_commit(message, tmp_path)

    assert staged == Commit("this commit", "fix(envcore): wrap", ("CHANGELOG.md",))
