"""Writes the folder of an index."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from tools.index import pages
from tools.index.constraints import constraints_text
from tools.index.distributions import Distribution, IndexFault, read_folders


def write_index(folders: Iterable[Path], out: Path, url: str | None = None) -> list[Distribution]:
    """Write an index of all wheels and sdists in folders; return what it offers.

    Args:
        folders: Where the files are, in any folder below them.
        out: The folder of the index; one that exists is replaced as a whole.
        url: Its address when it is served; by default that of the folder, for use on this machine.
            `constraints.txt` contains it, the pages work under every address.

    Raises:
        IndexFault: The files cannot be an index, or `out` is a folder with other content.
    """
    files = read_folders(folders)
    if out.exists() and any(out.iterdir()) and not (out / "simple" / "index.html").is_file():
        raise IndexFault(f"{out}: is not empty and not an index, choose another folder")
    address = (url or out.resolve().as_uri()).rstrip("/")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        made = Path(scratch) / "index"
        _write_files(made / "files", files)
        _write_pages(made / "simple", files)
        (made / "constraints.txt").write_text(constraints_text(files, address), encoding="utf-8")
        if out.exists():
            shutil.rmtree(out)
        made.rename(out)
    return files


def _write_files(folder: Path, files: Iterable[Distribution]) -> None:
    folder.mkdir(parents=True)
    for one in files:
        shutil.copyfile(one.path, folder / one.path.name)
        if one.is_wheel:
            (folder / f"{one.path.name}.metadata").write_bytes(one.metadata)


def _write_pages(folder: Path, files: Iterable[Distribution]) -> None:
    projects = {
        name: list(group) for name, group in groupby(files, key=lambda one: one.name)
    }  # sorted by name
    folder.mkdir()
    (folder / "index.html").write_text(pages.root_html(projects), encoding="utf-8")
    (folder / "index.json").write_text(pages.root_json(projects), encoding="utf-8")
    for name, group in projects.items():
        (folder / name).mkdir()
        html, json = pages.project_html(name, group), pages.project_json(name, group)
        (folder / name / "index.html").write_text(html, encoding="utf-8")
        (folder / name / "index.json").write_text(json, encoding="utf-8")
