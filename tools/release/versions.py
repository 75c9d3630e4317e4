"""Versions: of packages, changelogs and tags, and the ranges of siblings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

_HEADING = re.compile(r"^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?\s*$", re.MULTILINE)
_UNRELEASED = "Unreleased"


def changelog_problems(name: str, version: str, changelog: str) -> list[str]:
    """Return how a changelog's newest release differs from the package's version."""
    headings = _HEADING.findall(changelog)
    released = [(found, date) for found, date in headings if found != _UNRELEASED]
    if not released:
        return [f"{name}: its changelog names no release, expected ## [{version}] - YYYY-MM-DD"]
    newest, date = released[0]
    problems = []
    if newest != version:
        problems.append(f"{name}: its version is {version}, its changelog's newest is {newest}")
    if not date:
        problems.append(f"{name}: the changelog's heading of {newest} has no date")
    try:
        numbers = [Version(found) for found, _ in released]
    except InvalidVersion as error:
        return [*problems, f"{name}: in its changelog: {error}"]
    if numbers != sorted(set(numbers), reverse=True):
        problems.append(f"{name}: the changelog's releases are not in order, the newest first")
    return problems


def breaking_after(version: Version) -> Version:
    """Return the next version that may break what worked: before 1.0 it is the next minor one."""
    if version.major == 0:
        return Version(f"0.{version.minor + 1}")
    return Version(f"{version.major + 1}")


def range_problems(
    name: str, requirements: Iterable[str], versions: Mapping[str, str]
) -> list[str]:
    """Return what is wrong with the ranges of a package's siblings.

    Args:
        name: The package.
        requirements: Its requirements, siblings and others.
        versions: The version of every package of this repository.
    """
    problems = []
    for requirement in map(Requirement, requirements):
        sibling = canonicalize_name(requirement.name)
        if sibling not in versions:
            continue
        here = Version(versions[sibling])
        if not requirement.specifier.contains(here, prereleases=True):
            problems.append(f"{name}: asks for {requirement}, which leaves out {sibling} {here}")
        following = breaking_after(here)
        if following in requirement.specifier:
            problems.append(f"{name}: asks for {requirement}, which lets {sibling} {following} in")
    return problems


def tag_problems(
    tag: str, versions: Mapping[str, str], changelogs: Mapping[str, str]
) -> tuple[str, list[str]]:
    """Return the package that a tag releases, and the reasons against it."""
    name, _, version = tag.rpartition("-v")
    if name not in versions:
        return name, [f"tag {tag}: expected NAME-vX.Y.Z with NAME one of {', '.join(versions)}"]
    problems = changelog_problems(name, versions[name], changelogs[name])
    if version != versions[name]:
        problems.append(f"tag {tag}: the package's version is {versions[name]}")
    if _unreleased_part(changelogs[name]):
        problems.append(f"{name}: its changelog has entries under [Unreleased]")
    return name, problems


def _unreleased_part(changelog: str) -> str:
    parts = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    found = [part for part in parts if part.startswith(f"[{_UNRELEASED}]")]
    return found[0].partition("\n")[2].strip() if found else ""
