"""Reads what an index says about a wheel or an sdist."""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.metadata import parse_email
from packaging.requirements import Requirement
from packaging.tags import Tag
from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

from tools.repository import PACKAGE_NAMES

SIGN: Final = "Asteroid Belt Prospector"
"""Part of the docstring of each package of this project: `siblings.py` in the packages."""
SUFFIXES: Final = (".whl", ".tar.gz")


class IndexFault(Exception):
    """Files that cannot be an index; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file that an index offers.

    Attributes:
        path: Where it lies.
        name: Its normalized name.
        version: Its version.
        tags: What it runs on; empty for an sdist.
        sha256: Of the file.
        metadata: Its METADATA or PKG-INFO.
        requires_python: A version specifier, or an empty text.
        requires: What it depends on.
    """

    path: Path
    name: str
    version: Version
    tags: frozenset[Tag]
    sha256: str
    metadata: bytes
    requires_python: str
    requires: tuple[Requirement, ...]

    @property
    def is_wheel(self) -> bool:
        """Return whether it is a wheel, whose metadata is final; an sdist's may change."""
        return bool(self.tags)

    @property
    def is_ours(self) -> bool:
        """Return whether its name is that of a package of this project."""
        return self.name in PACKAGE_NAMES


def read_folders(folders: Iterable[Path]) -> list[Distribution]:
    """Return all wheels and sdists in folders, by name, version and file name.

    Raises:
        IndexFault: A folder has none, a file is not what its name says, two differ under one name,
            or a file with the name of one of our packages is another project's.
    """
    found: dict[str, Distribution] = {}
    for folder in folders:
        paths = sorted(path for path in folder.rglob("*") if path.name.endswith(SUFFIXES))
        if not paths:
            raise IndexFault(f"{folder}: no wheel and no sdist in it")
        for path in paths:
            read = read_distribution(path)
            same = found.setdefault(path.name, read)
            if same.sha256 != read.sha256:
                raise IndexFault(f"{path}: differs from {same.path}, which has the same name")
    return sorted(found.values(), key=lambda one: (one.name, one.version, one.path.name))


def read_distribution(path: Path) -> Distribution:
    """Return what an index says about a file.

    Raises:
        IndexFault: Its name or content is not that of a distribution, or it is a stranger's.
    """
    try:
        if path.suffix == ".whl":
            name, version, _, tags = parse_wheel_filename(path.name)
            metadata, code = _read_wheel(path, name)
        else:
            name, version = parse_sdist_filename(path.name)
            metadata, code, tags = *_read_sdist(path, name), frozenset()
        raw, _ = parse_email(metadata)
        if (canonicalize_name(raw.get("name", "")), raw.get("version")) != (name, str(version)):
            raise ValueError(f"its metadata is of {raw.get('name')} {raw.get('version')}")
    except (KeyError, OSError, ValueError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise IndexFault(f"{path}: {error}") from error
    if name in PACKAGE_NAMES and SIGN.encode() not in code:
        raise IndexFault(f"{path}: has the name of our {name}, and is another project's")
    return Distribution(
        path=path,
        name=name,
        version=version,
        tags=tags,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        metadata=metadata,
        requires_python=raw.get("requires_python", ""),
        requires=tuple(Requirement(text) for text in raw.get("requires_dist", [])),
    )


def _read_wheel(path: Path, name: str) -> tuple[bytes, bytes]:
    """Return the metadata of a wheel and its package's first file (empty if it has none)."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        (info,) = (one for one in names if one.endswith(".dist-info/METADATA"))
        first = f"{name}/__init__.py"
        return archive.read(info), archive.read(first) if first in names else b""


def _read_sdist(path: Path, name: str) -> tuple[bytes, bytes]:
    """Return the metadata of an sdist and its package's first file (empty if it has none)."""
    with tarfile.open(path) as archive:
        root = path.name.removesuffix(".tar.gz")
        wanted = (f"{root}/PKG-INFO", f"{root}/src/{name}/__init__.py")
        found = {member.name: member for member in archive if member.name in wanted}
        texts = []
        for one in wanted:
            content = archive.extractfile(found[one]) if one in found else None
            texts.append(b"" if content is None else content.read())
    return texts[0], texts[1]
