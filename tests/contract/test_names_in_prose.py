"""Paths, options of commands and configuration keys that pages name exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from playserver.cli.main import playserver
from replaykit.cli.main import replaykit
from trainkit.cli.main import trainkit
from trainkit.config.schema import RunConfig

from tools.repository import PACKAGE_NAMES, ROOT, tracked_files

LOGS = {"DECISION_LOG.md", "CHANGELOG.md"}  # what they name may be gone
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in tracked_files()
    if path.suffix == ".md" and path.name not in LOGS
)
GROUPS: dict[str, click.Group] = {
    "trainkit": trainkit,
    "replaykit": replaykit,
    "playserver": playserver,
}
CODE_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`([^`\n]+)`")
FOLDERS = ("benchmarks", "docs", "examples", "packages", "tests", "tools")
PATH = re.compile(rf"(?:{'|'.join(FOLDERS)}|cpp|src|{'|'.join(PACKAGE_NAMES)})/[\w./-]+")


def spans_of(text: str) -> list[str]:
    """Return the code spans of a page's prose."""
    return CODE_SPAN.findall(CODE_BLOCK.sub("", text))


def commands_of(text: str) -> Iterator[list[str]]:
    """Yield the words of each command line of our packages, in code spans and bash blocks."""
    blocks = [block for language, block in CODE_BLOCK.findall(text) if language == "bash"]
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    for line in [*spans_of(text), *lines]:
        for part in re.split(r"&&|\||;", line):
            try:
                words = shlex.split(part, comments=True)
            except ValueError:  # half a command, as in a span that is cut by a bar
                continue
            if words and Path(words[0]).name in GROUPS:
                yield [Path(words[0]).name, *words[1:]]


def unknown_options(words: list[str]) -> list[str]:
    """Return the options of a command line that its command does not have."""
    command: click.Command = GROUPS[words[0]]
    known = {"--help", "--version"}
    for word in words[1:]:
        if isinstance(command, click.Group) and word in command.commands:
            command = command.commands[word]
    known |= {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    given = {word.partition("=")[0] for word in words if word.startswith("--")}
    return sorted(given - known)


def keys_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Yield every key of a configuration, as in `ppo.gamma`."""
    for name, field in model.model_fields.items():
        yield prefix + name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from keys_of(field.annotation, f"{prefix}{name}.")


def exists(path: str, page: str) -> bool:
    """Return whether a path exists, from the root, the page's folder or a package's."""
    places = [ROOT, (ROOT / page).parent, ROOT / "packages"]
    places += [ROOT / "packages" / name for name in PACKAGE_NAMES]
    places += [ROOT / "packages" / name / "src" for name in PACKAGE_NAMES]
    return any((place / path).exists() for place in places)


@pytest.mark.parametrize("page", PAGES)
def test_paths_exist(page: str) -> None:
    spans = spans_of((ROOT / page).read_text(encoding="utf-8"))

    paths = [span for span in spans if PATH.fullmatch(span)]

    assert [path for path in paths if not exists(path, page)] == []


@pytest.mark.parametrize("page", PAGES)
def test_options_of_commands_exist(page: str) -> None:
    commands = list(commands_of((ROOT / page).read_text(encoding="utf-8")))

    assert [(words, unknown) for words in commands if (unknown := unknown_options(words))] == []


@pytest.mark.parametrize("page", PAGES)
def test_configuration_keys_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    keys = set(keys_of(RunConfig))
    sections = {key.partition(".")[0] for key in keys if "." in key} - {"env"}  # a variable, too

    named = re.findall(r"--set[ =]([a-z_.]+)=", text)
    named += re.findall(r"trainkit config explain ([a-z_.]+)", text)
    for span in spans_of(text):
        key = re.match(r"([a-z_]+)\.[a-z_]+(?=$|[=: ])", span)
        named += [key[0]] if key and key[1] in sections else []

    assert sorted(set(named) - keys) == []


def test_what_is_not_there_is_found() -> None:
    assert not exists("docs/nothing.md", "README.md")
    assert unknown_options(["trainkit", "run", "default", "--sets", "a=1"]) == ["--sets"]
    assert "ppo.gamma" in set(keys_of(RunConfig))
    assert list(commands_of("see `trainkit run long` or `ls`")) == [["trainkit", "run", "long"]]
