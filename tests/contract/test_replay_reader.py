"""A reader made from the format page alone agrees with replaykit on every file of every release."""

from __future__ import annotations

import ast
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

import replaykit
from replaykit.format.header import DICTIONARY

from tools.repository import ROOT

READER = ROOT / "examples" / "read_replay.py"
PAGE = ROOT / "docs" / "formats" / "replay.md"
FILES = sorted((ROOT / "packages" / "replaykit" / "tests" / "data").glob("[0-9]*/*.abr"))


@pytest.fixture(scope="module")
def reader() -> ModuleType:
    spec = importlib.util.spec_from_file_location("read_replay", READER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reader_is_short_and_knows_no_replaykit() -> None:
    text = READER.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    imported = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    imported |= {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    assert len(text.splitlines()) <= 150
    assert not {name for name in imported if name.startswith(("replaykit", "envcore"))}


def test_the_page_prints_the_dictionary(reader: ModuleType) -> None:
    lines = [
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith('{"block_steps"')
    ]
    assert "".join(lines).encode() == reader.DICTIONARY == DICTIONARY
    assert f"({len(reader.DICTIONARY)} bytes)" in PAGE.read_text(encoding="utf-8")


def test_there_are_files() -> None:
    assert len(FILES) >= 15


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_read_the_same(reader: ModuleType, path: Path) -> None:
    data = path.read_bytes()
    twin = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    if "result" in twin:
        assert reader.read(data) == twin
        replay = replaykit.Replay.from_bytes(data)
        assert reader.read(data)["result"]["content"] == replay.content_digest
        assert reader.read(replay.to_bytes()) == twin
    else:
        with pytest.raises((ValueError, replaykit.ReplayError)):
            replaykit.Replay.from_bytes(data)


def test_both_refuse_damage(reader: ModuleType) -> None:
    data = next(path for path in FILES if path.stem == "whole").read_bytes()
    for at in range(0, len(data), 7):
        broken = data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :]
        with pytest.raises(ValueError, match=r"."):
            reader.read(broken)
