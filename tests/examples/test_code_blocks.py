"""Runs the code blocks of every page; lib/markdown.py has the rules."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from lib.markdown import Block, MarkdownError, read_blocks, without_nox
from tools.clients import CLIENTS
from tools.repository import ROOT, tracked_files

TIMEOUT_S = 1800  # for a page, on a machine that does much else
SETTINGS = {  # plain text, no window, and no threads that wait for those of other tests
    "NO_COLOR": "1",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
}
PARTS = {"benchmarks", "docs", "examples", "packages"}
"""Folders of the repository that commands on pages name."""
OUT = "out"
"""The folder that pages of docs/ write into; git ignores what is in it."""
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in tracked_files()
    if path.suffix == ".md" and path.name not in {"CHANGELOG.md", "CODE_OF_CONDUCT.md"}
)
BLOCKS = {name: read_blocks(ROOT / name) for name in PAGES}
RUN = [name for name in PAGES if any(block.is_run for block in BLOCKS[name])]
NEEDS = sorted({(n, b.needs) for n in PAGES for b in BLOCKS[n] if b.needs not in (None, "ray")})
NEED_RAY = [name for name in PAGES if any(block.needs == "ray" for block in BLOCKS[name])]
BARE: frozenset[str | None] = frozenset({None})


def run_page(name: str, folder: Path, *, needs: frozenset[str | None] = BARE) -> None:
    """Run a page's blocks with those needs in a folder that looks like the repository's root."""
    for part in PARTS - {"docs"}:
        (folder / part).symlink_to(ROOT / part)
    shutil.copytree(ROOT / "docs", folder / "docs")  # commands on pages write into it
    (folder / OUT).mkdir()
    blocks = [
        asdict(replace(block, text=without_nox(block.text)))
        for block in BLOCKS[name]
        if block.is_run and block.needs in needs
    ]
    page = folder / "blocks.json"
    page.write_text(json.dumps({"name": name, "blocks": blocks}), encoding="utf-8")
    commands = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "lib" / "run_page.py"), str(page)],
        cwd=folder,
        env={**os.environ, **SETTINGS, "PATH": commands},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    if name.startswith("docs/"):
        assert {path.name for path in folder.iterdir()} <= PARTS | {page.name, OUT}, "not in out/"


@pytest.mark.parametrize("name", RUN)
def test_the_blocks_of_a_page_run(name: str, tmp_path: Path) -> None:
    run_page(name, tmp_path)


@pytest.mark.ray
@pytest.mark.parametrize("name", NEED_RAY)
def test_the_blocks_of_a_page_run_with_ray(name: str, tmp_path: Path) -> None:
    run_page(name, tmp_path, needs=BARE | {"ray"})


@pytest.mark.client
@pytest.mark.parametrize(("name", "library"), NEEDS)
def test_the_blocks_of_a_page_for_a_library_run(name: str, library: str, tmp_path: Path) -> None:
    run_page(name, tmp_path, needs=frozenset({library}))


def test_every_library_of_a_page_has_an_environment() -> None:
    assert {library for _, library in NEEDS} <= set(CLIENTS)


@pytest.mark.parametrize("name", PAGES)
def test_blocks_are_code(name: str) -> None:
    for block in BLOCKS[name]:
        if block.language == "python":
            compile(block.text, f"{name}:{block.line}", "exec")
        elif block.language == "bash":
            subprocess.run(["bash", "-n", "-c", block.text], check=True)


def page_of(tmp_path: Path, *lines: str) -> Path:
    """Write a page."""
    page = tmp_path / "page.md"
    page.write_text("\n".join(lines), encoding="utf-8")
    return page


def test_a_block_has_its_markers(tmp_path: Path) -> None:
    lines = ["<!-- given: mkdir runs -->", "```bash", "ls", "```", "", "<!-- prints -->", "```text"]
    page = page_of(tmp_path, *lines, "runs", "```")

    blocks = read_blocks(page)

    command = Block(language="bash", text="ls", line=3, given="mkdir runs", prints="runs")
    assert blocks == [command, Block(language="text", text="runs", line=8)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["```", "x", "```"], "1: '```', expected ``` and one of python, bash"),
        (["- list", "  ```python", "  x", "  ```"], "2: '  ```python', expected"),
        (["```python", "x"], "1: the block is not closed"),
        (["<!-- not run -->", "```python", "x", "```"], "1: marker 'not run' with argument None"),
        (["<!-- not run: slow -->", "", "x", "```bash", "x", "```"], "3: expected a code block"),
        (["<!-- prints -->", "```text", "x", "```"], "2: expected a text block below"),
        (["<!-- needs: ray -->", "```text", "x", "```"], "2: needs of a block that is not run"),
    ],
)
def test_what_would_escape_is_refused(tmp_path: Path, lines: list[str], expected: str) -> None:
    with pytest.raises(MarkdownError) as caught:
        read_blocks(page_of(tmp_path, *lines))

    assert f"page.md:{expected}" in str(caught.value)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Block(language="python", text="1 / 0", line=7), 'page", line 7'),
        (Block(language="bash", text="false\ntrue", line=1), "exit status 1"),
        (Block(language="python", text="print(1)", line=3, prints="2"), "page:3 does not print"),
    ],
)
def test_a_block_that_fails_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: Block, expected: str
) -> None:
    monkeypatch.setitem(BLOCKS, "page", [block])

    with pytest.raises(AssertionError, match=re.escape(expected)):
        run_page("page", tmp_path)


def test_the_folder_that_pages_write_into_is_in_every_clone() -> None:
    assert [path for path in tracked_files() if path.parent == ROOT / OUT] == [
        ROOT / OUT / ".gitignore"
    ]


def test_sessions_of_nox_are_left_to_ci() -> None:
    assert without_nox("nox -s a\n.venv/bin/nox\nnice nox -s b\nls nox") == ":\n:\n:\nls nox"
