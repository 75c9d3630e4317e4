"""Checks the metadata of a built package, in a wheel and in an sdist."""

from __future__ import annotations

import email.parser
from typing import Any
from urllib.parse import urlsplit

from packaging.metadata import Metadata
from packaging.requirements import Requirement
from trove_classifiers import classifiers as known_classifiers

SUMMARY_MAX = 512
"""Longest summary that a package index accepts, in characters."""
NEEDED_CLASSIFIERS = (
    "Intended Audience :: Science/Research",
    "Programming Language :: Python :: 3",
    "Topic :: Scientific/Engineering :: Artificial Intelligence",
    "Typing :: Typed",
)
PLACEHOLDER_NAMES = ("example", "invalid", "localhost", "test", "local")
"""Reserved labels of host names: RFC 2606 and 6762."""


def metadata_problems(name: str, raw: bytes, project: dict[str, Any], readme: str) -> list[str]:
    """Return what is wrong with a METADATA or PKG-INFO file.

    Args:
        name: The package.
        raw: The file.
        project: The `project` table of its pyproject.toml, which it has to repeat.
        readme: Its README.md.
    """
    try:
        found = Metadata.from_email(raw, validate=True)
    except ExceptionGroup as group:
        return [f"{name}: {error}" for error in group.exceptions]
    problems = [
        *_differences(found, project),
        *_classifier_problems(found.classifiers or []),
        *_url_problems(found.project_urls or {}),
        *_text_problems(found, raw, readme),
    ]
    return [f"{name}: {problem}" for problem in problems]


def _differences(found: Metadata, project: dict[str, Any]) -> list[str]:
    """Return where the metadata differs from pyproject.toml."""
    extras = project.get("optional-dependencies", {})
    wanted = {str(Requirement(text)) for text in project["dependencies"]}
    wanted |= {
        str(Requirement(f"{text} ; extra == '{extra}'"))
        for extra in extras
        for text in extras[extra]
    }
    pairs = {
        "name": (found.name, project["name"]),
        "version": (str(found.version), project["version"]),
        "summary": (found.summary, project["description"]),
        "license expression": (found.license_expression, "MIT"),
        "license files": (found.license_files, ["LICENSE"]),
        "requires-python": (str(found.requires_python), project["requires-python"]),
        "requirements": (sorted(map(str, found.requires_dist or [])), sorted(wanted)),
        "extras": (sorted(found.provides_extra or []), sorted(extras)),
    }
    return [
        f"its {what} is {is_so!r}, expected {expected!r}"
        for what, (is_so, expected) in pairs.items()
        if is_so != expected
    ]


def _classifier_problems(classifiers: list[str]) -> list[str]:
    unknown = [
        f"classifier {text!r} is not known" for text in classifiers if text not in known_classifiers
    ]
    legacy = [
        f"classifier {text!r}: the license is an expression, a classifier beside it is refused"
        for text in classifiers
        if text.startswith("License ::")
    ]
    missing = [
        f"classifier {text!r} is missing" for text in NEEDED_CLASSIFIERS if text not in classifiers
    ]
    return [*unknown, *legacy, *missing]


def _url_problems(urls: dict[str, str]) -> list[str]:
    problems = []
    for label, url in urls.items():
        host = urlsplit(url).hostname or ""
        if not url.startswith("https://") or "." not in host:
            problems.append(f"URL {label}: {url}, expected https:// and the name of a host")
        elif set(host.split(".")) & set(PLACEHOLDER_NAMES):
            problems.append(f"URL {label}: {url} is a placeholder")
    return problems


def _text_problems(found: Metadata, raw: bytes, readme: str) -> list[str]:
    problems = []
    summary = found.summary or ""
    if len(summary) > SUMMARY_MAX or summary.endswith("."):
        problems.append(f"its summary is {summary!r}, expected a line without a full stop")
    if not (found.author or found.author_email):
        problems.append("it has no author")
    if (found.description_content_type or "").partition(";")[0] != "text/markdown":
        problems.append(
            f"its description is {found.description_content_type}, expected text/markdown"
        )
    body = email.parser.BytesParser().parsebytes(raw).get_payload()
    if readme.strip() not in (str(found.description).strip(), str(body).strip()):
        problems.append("its description is not its README.md")
    return problems
