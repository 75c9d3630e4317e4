"""What the root's pages promise is what the tree does."""

from __future__ import annotations

import re

import pytest

from lib.repository import PACKAGE_NAMES, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SETUP = "python3 -m venv .venv && .venv/bin/pip install nox && .venv/bin/nox -s"


def test_the_two_commands_are_there_and_ci_runs_the_tests_one() -> None:
    assert f"{SETUP} quickstart\n" in README
    assert f"{SETUP} tests\n" in README
    assert f"{SETUP} tests" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_python_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert names["observations"].shape == (256, 260)  # type: ignore[attr-defined]


def test_every_package_is_named() -> None:
    for name in PACKAGE_NAMES:
        assert f"](packages/{name})" in README


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_sessions_that_pages_name_exist(page: str) -> None:
    sessions = re.findall(r"@nox\.session\ndef (\w+)", (ROOT / "noxfile.py").read_text())
    text = (ROOT / page).read_text(encoding="utf-8")
    for named in re.findall(r"nox -s (\w+)", text):
        assert named in sessions, named
