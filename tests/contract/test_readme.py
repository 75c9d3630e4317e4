"""What the root's pages promise is what the tree does."""

from __future__ import annotations

import re

import pytest

from tools.repository import PACKAGE_NAMES, ROOT, tracked_files

README = (ROOT / "README.md").read_text(encoding="utf-8")
# what is planned or past may name sessions that are not there
PLANS = {"PROJECT_STATUS.md", "DECISION_LOG.md", "CHANGELOG.md"}
MARKDOWN = [
    str(path.relative_to(ROOT))
    for path in tracked_files()
    if path.suffix == ".md" and path.name not in PLANS
]
SETUP = "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt nox && .venv/bin/nox -s"


def test_the_two_commands_are_there_and_ci_runs_the_tests_one() -> None:
    assert f"{SETUP} quickstart\n" in README
    assert f"{SETUP} tests\n" in README
    assert f"{SETUP} tests" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_package_is_named() -> None:
    for name in PACKAGE_NAMES:
        assert f"](packages/{name})" in README


@pytest.mark.parametrize("page", MARKDOWN)
def test_sessions_that_pages_name_exist(page: str) -> None:
    sessions = re.findall(r"@nox\.session(?:\(.*\))?\ndef (\w+)", (ROOT / "noxfile.py").read_text())
    text = (ROOT / page).read_text(encoding="utf-8")
    for named in re.findall(r"nox -s ([a-z]\w+)", text):
        assert named in sessions, named
