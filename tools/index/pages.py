"""The pages of an index: HTML as in PEP 503, JSON as in PEP 691, metadata as in PEP 658."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from tools.index.distributions import Distribution

FILES: Final = "../../files"
"""From the page of a project: relative, so that the index works under any address."""
_VERSION: Final = "1.1"
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta name="pypi:repository-version" content="{version}">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
{lines}
</body>
</html>
"""


def root_html(names: Iterable[str]) -> str:
    """Return the list of projects as HTML."""
    return _page("Packages", [_link(f"{name}/", name) for name in names])


def root_json(names: Iterable[str]) -> str:
    """Return the list of projects as JSON."""
    return _json(projects=[{"name": name} for name in names])


def project_html(name: str, files: Sequence[Distribution]) -> str:
    """Return the files of a project as HTML."""
    lines = []
    for one in files:
        attributes = {}
        if one.is_wheel:
            attributes["data-core-metadata"] = f"sha256={metadata_sha256(one)}"
        if one.requires_python:
            attributes["data-requires-python"] = one.requires_python
        address = f"{FILES}/{one.path.name}#sha256={one.sha256}"
        lines.append(_link(address, one.path.name, attributes))
    return _page(f"Files of {name}", lines)


def project_json(name: str, files: Sequence[Distribution]) -> str:
    """Return the files of a project as JSON."""
    return _json(
        name=name,
        versions=sorted({str(one.version) for one in files}),
        files=[
            {
                "filename": one.path.name,
                "url": f"{FILES}/{one.path.name}",
                "hashes": {"sha256": one.sha256},
                "size": one.path.stat().st_size,
                **({"core-metadata": {"sha256": metadata_sha256(one)}} if one.is_wheel else {}),
                **({"requires-python": one.requires_python} if one.requires_python else {}),
            }
            for one in files
        ],
    )


def metadata_sha256(one: Distribution) -> str:
    """Return the digest of a file's metadata, which lies beside it as `NAME.metadata`."""
    return hashlib.sha256(one.metadata).hexdigest()


def _page(title: str, lines: Iterable[str]) -> str:
    return _PAGE.format(version=_VERSION, title=escape(title), lines="\n".join(lines))


def _link(address: str, text: str, attributes: Mapping[str, str] | None = None) -> str:
    pairs = {"href": address, **(attributes or {})}
    written = " ".join(f'{key}="{escape(value)}"' for key, value in pairs.items())
    return f"<a {written}>{escape(text)}</a><br>"


def _json(**content: Any) -> str:
    return json.dumps({"meta": {"api-version": _VERSION}, **content}, indent=1) + "\n"
