"""MkDocs hook: adds pages from outside docs/ to the site, and rewrites links for the site.

A link to a page of the site stays a link. A link to a file without a page (code, a README) becomes
the link's text with the path.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = {
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "VERSIONING.md": "project/versioning.md",
    **{
        f"packages/{path.parent.name}/CHANGELOG.md": f"changelogs/{path.parent.name}.md"
        for path in sorted(ROOT.glob("packages/*/CHANGELOG.md"))
    },
}
"""Path in the repository to path on the site."""
SOURCES = {page: source for source, page in OUTSIDE.items()}
CODE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s#:]+)(#[^)\s]*)?\)")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages from outside docs/."""
    for source, page in OUTSIDE.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Return a page's text with its links rewritten for the site."""
    return with_links(markdown, page.file.src_uri)


def with_links(markdown: str, page: str) -> str:
    """Return the text of a page, given by its path on the site, with links rewritten."""
    source = SOURCES.get(page, f"docs/{page}")

    def linked(link: re.Match[str]) -> str:
        text, path, anchor = link[1], link[2], link[3] or ""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        found = OUTSIDE.get(target, target.removeprefix("docs/"))
        if found == target:  # the site has no such page
            return text if text.strip("`") == target else f"{text} (`{target}`)"
        return f"[{text}]({posixpath.relpath(found, posixpath.dirname(page) or '.')}{anchor})"

    parts = CODE.split(markdown)  # text and code blocks alternate
    return "".join(part if i % 2 else LINK.sub(linked, part) for i, part in enumerate(parts))
