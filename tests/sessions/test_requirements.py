"""What the sessions of the noxfile install: pinned groups, and wheels that are built once."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nox
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.repository import PACKAGE_NAMES, ROOT
from tools.sessions import requirements
from tools.sessions.lint_files import cpp_files, import_contracts
from tools.sessions.requirements import as_wheel, digest_of, install

PYPROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
GROUPS = list(PYPROJECT["dependency-groups"])


def pinned() -> set[str]:
    """Return the names in constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(line.partition("==")[0]) for line in lines if "==" in line}


@pytest.mark.parametrize("group", GROUPS)
def test_every_requirement_of_a_group_is_pinned(group: str) -> None:
    listed = map(Requirement, nox.project.dependency_groups(PYPROJECT, group))
    names = {canonicalize_name(requirement.name) for requirement in listed}
    assert names
    assert names - set(PACKAGE_NAMES) <= pinned()


def test_nox_itself_is_pinned() -> None:
    assert "nox" in pinned()


class FakeSession:
    """Records the requirements to install, and builds empty wheels."""

    def __init__(self, python: str | None = None) -> None:
        self.python = python
        self.built: list[str] = []
        self.installed: list[tuple[str, ...]] = []

    def run_install(self, *command: str, env: dict[str, str]) -> None:
        assert Path(env["PIP_CONSTRAINT"]).name == "constraints.txt"
        folder, source = Path(command[-2]), command[-1]
        self.built.append(source)
        (folder / f"{Path(source).name}-1-py3-none-any.whl").touch()

    def install(self, *arguments: str) -> None:
        self.installed.append(arguments)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small repository of two packages, which the functions take for this one."""
    for name in ("kit", "toy"):
        (tmp_path / "packages" / name).mkdir(parents=True)
        (tmp_path / "packages" / name / "a.py").write_text("a = 1\n")
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\n")
    (tmp_path / ".gitignore").write_text("*.log\n")
    groups = '[dependency-groups]\nall = ["kit", "toy", "toy[plot]", "numpy"]\n'
    (tmp_path / "pyproject.toml").write_text(groups)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monkeypatch.setattr(requirements, "ROOT", tmp_path)
    monkeypatch.setattr(requirements, "CONSTRAINTS", tmp_path / "constraints.txt")
    monkeypatch.setattr(requirements, "WHEELS", tmp_path / ".nox" / "built")
    monkeypatch.setattr(requirements, "PACKAGE_NAMES", ["kit", "toy"])
    return tmp_path


def test_the_digest_follows_what_git_would_commit(repository: Path) -> None:
    folder = repository / "packages" / "kit"
    first = digest_of("packages/kit")
    assert first is not None

    (folder / "build.log").write_text("ignored")
    (folder / "tests").mkdir()
    (folder / "tests" / "test_a.py").write_text("assert True\n")
    assert digest_of("packages/kit") == first

    (folder / "a.py").write_text("a = 2\n")
    second = digest_of("packages/kit")
    (repository / "constraints.txt").write_text("numpy==2.4.5\n")
    assert len({first, second, digest_of("packages/kit")}) == 3


def test_a_wheel_is_built_once_for_each_state(repository: Path) -> None:
    session: Any = FakeSession()
    first = as_wheel(session, "kit")

    assert first.endswith("kit-1-py3-none-any.whl")
    assert as_wheel(session, "kit[plot]") == f"{first}[plot]"
    assert as_wheel(session, "numpy") == "numpy"
    assert session.built == ["./packages/kit"]

    (repository / "packages" / "kit" / "a.py").write_text("a = 2\n")
    assert as_wheel(session, "kit") != first
    assert len(session.built) == 2


@pytest.mark.usefixtures("repository")
def test_each_python_has_its_own_wheel() -> None:
    sessions: list[Any] = [FakeSession("3.13"), FakeSession("3.14"), FakeSession()]
    assert len({as_wheel(session, "kit") for session in sessions}) == 3
    assert as_wheel(sessions[0], "kit") == as_wheel(sessions[0], "kit")
    assert [len(session.built) for session in sessions] == [1, 1, 1]


def test_a_group_is_installed_with_the_pinned_versions(repository: Path) -> None:
    session: Any = FakeSession()

    install(session, "all")

    wheels, everything = session.installed
    assert wheels[:3] == ("--quiet", "--no-deps", "--force-reinstall")
    assert [Path(wheel).name[:3] for wheel in wheels[3:]] == ["kit", "toy"]
    constraint = str(repository / "constraints.txt")
    assert everything[:2] == ("--constraint", constraint)
    assert everything[-1] == "numpy"
    assert [text.endswith("[plot]") for text in everything[2:]] == [False, False, True, False]


def test_without_git_pip_builds_from_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = SimpleNamespace(returncode=128)
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_kwargs: failed)
    session: Any = FakeSession()
    assert as_wheel(session, "trainkit[plot]") == "./packages/trainkit[plot]"


def test_linters_read_the_files_written_by_hand() -> None:
    files = {Path(file).relative_to(ROOT).as_posix() for file in cpp_files()}
    assert "benchmarks/worlds/main.cpp" in files
    assert not any("/generated/" in file for file in files)
    assert import_contracts()[0] == str(ROOT / "pyproject.toml")
