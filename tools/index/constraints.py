"""Constraints for pip that tie the names of our packages to files of our index.

A constraint with an address makes pip take that file and ask no index for the name, so that a
stranger's package of the same name is never considered, whatever its version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from packaging.tags import Tag
from packaging.version import Version

from tools.index.distributions import Distribution, IndexFault

TOP_DOWN: Final = ("playserver", "trainkit", "envref", "replaykit", "envcore")
"""Our packages, each before the siblings that it depends on."""
_HEAD: Final = """\
# The packages of Asteroid Belt Prospector by address and digest, for pip and uv:
#     pip install --constraint {url}/constraints.txt trainkit
# The names of some belong to other projects on the public package index. With these lines pip
# takes the files below and never asks an index for the names.
"""
_NO_FILE: Final = "<0"
"""A version that no project has: where no file fits, the installation fails."""
_LINUX: Final = re.compile(r"(?:manylinux\w*?|linux)_(x86_64|aarch64|armv7l|ppc64le|s390x|riscv64)")
_MACOS: Final = re.compile(r"macosx_\d+_\d+_(x86_64|arm64|universal2)")
_WINDOWS: Final = {"win_amd64": "AMD64", "win_arm64": "ARM64"}

Condition = tuple[tuple[str, str], ...]
"""Markers that all must be equal to their values."""


def constraints_text(files: Sequence[Distribution], url: str) -> str:
    """Return the constraints for the newest versions that fit together.

    Args:
        files: Of the index.
        url: Where the index will be, without a slash at the end.

    Raises:
        IndexFault: No versions fit together.
    """
    lines = [_HEAD.format(url=url)]
    for name, version in newest_set(files).items():
        chosen = [one for one in files if (one.name, one.version) == (name, version)]
        lines += [f"{line}\n" for line in _lines_of(name, chosen, url)]
    return "".join(lines)


def newest_set(files: Iterable[Distribution]) -> dict[str, Version]:
    """Return the newest version of each package that the newest packages above it accept."""
    ours = [one for one in files if one.is_ours and not one.version.is_prerelease]
    chosen: dict[str, Version] = {}
    for name in TOP_DOWN:
        asked = [
            requirement.specifier
            for one in ours
            if chosen.get(one.name) == one.version
            for requirement in one.requires
            if requirement.name == name
        ]
        offered = {one.version for one in ours if one.name == name}
        accepted = [version for version in offered if all(version in spec for spec in asked)]
        if accepted:
            chosen[name] = max(accepted)
        elif asked or offered:
            ranges = " and ".join(sorted({str(spec) for spec in asked}))
            found = ", ".join(map(str, sorted(offered))) or "none"
            raise IndexFault(f"{name}: the packages above it ask for {ranges}, there is {found}")
    return dict(reversed(chosen.items()))


def _lines_of(name: str, chosen: Sequence[Distribution], url: str) -> list[str]:
    wheels: dict[Condition, Distribution] = {}
    for one in chosen:
        if one.is_wheel and not _is_musl(one.tags):  # no marker distinguishes musl: docs/install.md
            wheels.setdefault(condition_of(one.tags), one)
    lines = [
        _line(name, one, url, " and ".join(f'{key} == "{value}"' for key, value in condition))
        for condition, one in wheels.items()
    ]
    if () in wheels:
        return lines
    elsewhere = " and ".join(
        "(" + " or ".join(f'{key} != "{value}"' for key, value in condition) + ")"
        for condition in wheels
    )
    sdist = next((one for one in chosen if not one.is_wheel), None)
    if sdist is None:
        return [*lines, f"{name}{_NO_FILE} ; {elsewhere}"]
    return [*lines, _line(name, sdist, url, elsewhere)]


def _line(name: str, one: Distribution, url: str, marker: str) -> str:
    address = f"{name} @ {url}/files/{one.path.name}#sha256={one.sha256}"
    return f"{address} ; {marker}" if marker else address


def _is_musl(tags: Iterable[Tag]) -> bool:
    return all(tag.platform.startswith("musllinux") for tag in tags)


def condition_of(tags: Iterable[Tag]) -> Condition:
    """Return where a wheel can be installed, as markers.

    Raises:
        IndexFault: A tag that this project has no wheels for.
    """
    tag = max(tags, key=str)  # the tags of one file differ in the age of the system only
    if tag.platform == "any":
        return ()
    if not re.fullmatch(r"cp3\d+", tag.interpreter) or tag.abi != tag.interpreter:
        raise IndexFault(f"tag {tag}: expected a wheel of one CPython, like cp311-cp311")
    python = ("python_version", f"3.{tag.interpreter[3:]}")
    if tag.platform in _WINDOWS:
        system, machine = "win32", _WINDOWS[tag.platform]
    elif found := _LINUX.fullmatch(tag.platform):
        system, machine = "linux", found[1]
    elif found := _MACOS.fullmatch(tag.platform):
        system, machine = "darwin", found[1]
    else:
        raise IndexFault(f"tag {tag}: expected Linux, macOS or Windows")
    both = (python, ("sys_platform", system))
    return both if machine == "universal2" else (*both, ("platform_machine", machine))
