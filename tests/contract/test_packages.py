"""Every package is whole, and the ranges between siblings fit their versions."""

from __future__ import annotations

from importlib.metadata import version as installed_version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.release.versions import changelog_problems, range_problems
from tools.repository import PACKAGE_DIRS, PACKAGE_NAMES, ROOT, project_of


def test_the_five_packages_are_there() -> None:
    assert PACKAGE_NAMES == ["envcore", "envref", "playserver", "replaykit", "trainkit"]


@pytest.mark.parametrize("folder", PACKAGE_DIRS, ids=PACKAGE_NAMES)
def test_a_package_has_what_every_package_has(folder: Path) -> None:
    name = folder.name
    for needed in ("README.md", "CHANGELOG.md", "LICENSE", f"src/{name}/py.typed"):
        assert (folder / needed).is_file(), needed
    assert list((folder / "tests").glob("test_*.py"))
    assert (folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_versions_agree(name: str) -> None:
    project = project_of(name)
    assert project["license"] == "MIT"
    assert project["requires-python"] == ">=3.11"
    assert installed_version(name) == project["version"]
    changelog = (ROOT / "packages" / name / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog_problems(name, project["version"], changelog) == []


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_sibling_ranges_hold_the_versions_in_this_tree(name: str) -> None:
    versions = {sibling: project_of(sibling)["version"] for sibling in PACKAGE_NAMES}
    requirements = project_of(name)["dependencies"]
    assert range_problems(name, requirements, versions) == []


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_constraints_satisfy_the_requirements_of_a_package(name: str) -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line)
    pins = {canonicalize_name(package): pin for package, pin in pairs}
    for text in project_of(name)["dependencies"]:
        requirement = Requirement(text)
        if requirement.name in PACKAGE_NAMES:
            continue
        package = canonicalize_name(requirement.name)
        assert package in pins, f"{package} is not pinned"
        assert Version(pins[package]) in requirement.specifier, package
