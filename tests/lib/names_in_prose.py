"""Finds what a Markdown page names in prose and the repository does not have.

Code between backticks is looked at: command lines with their options, keys of training
configurations, paths and files, and names of code. Blocks of code are run by other tests, except
those marked as not run, whose command lines are looked at here.
"""

from __future__ import annotations

import ast
import importlib
import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import click
from pydantic import BaseModel

from trainkit.config.schema import RunConfig
from trainkit.runs.window_metrics import METRICS

from lib.markdown import read_blocks
from tools.prose.extract import prose_of
from tools.repository import PACKAGE_NAMES, ROOT, text_of, tracked_files

COMMANDS: Final = ("trainkit", "replaykit", "playserver")
WRITTEN_FOLDERS: Final = frozenset(
    {
        *("api", "build", "checkpoints", "dist", "metrics", "models", "out", "parity-bundles"),
        *("replays", "results", "runs", "simple", "sweeps", "tensorboard", ".nox", ".venv"),
        *("s3:", "application"),
        # groups of curves in TensorBoard and W&B
        *("window", "info", "end_causes", "train", "evaluation", "time"),
    }
)
"""Folders that programs write, and other things with a slash."""
FOREIGN: Final = frozenset(
    [
        "--branch-sim",  # an option of Valgrind
        "@preact/signals",
        "sched_autogroup",  # of Linux
        "../src/playserver/static",  # built with the page
        "python/asteroid_prospector/reference_env.py",  # of the environment before this one
        "reference_env.py",
        "node_context",
        "pqn.py",  # of CleanRL
        "--gym-packages",  # of RL Baselines3 Zoo
        "--env-kwargs",
        "d3rlpy.datasets.get_minari",
        "minari.combine_datasets",
        "OWNER.github.io/REPOSITORY",  # whose pages serve the package index
        "auth_basic",  # of nginx
    ]
)
"""Names of other projects, and of files that a build writes."""
MADE_FILES: Final = frozenset(
    [
        *("hooked_here.py", "probe.cpp", "file.py", "my_bot.py", "my_bots.py", "neighbour.py"),
        *("none.py", "pufferlib.cpp", "sitecustomize.py"),
    ]
)
"""Files that programs and tests write, as their comments and strings name them."""
FENCE: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN: Final = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FLAG: Final = re.compile(r"--[a-z][a-z-]*[a-z]")
PLACEHOLDER: Final = re.compile(r"<[^>]*>|\{[^}]*\}|\b[A-Z_]{3,}\b")
PATH: Final = re.compile(r"\.{0,2}/?[\w@.<>{}*-]+(?:/[\w@.<>{}*-]+)*/?")
FILE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]+")
DOTTED: Final = re.compile(r"[a-z_]\w*(?:\.[a-z_]\w*)+")
NAME: Final = re.compile(r"[a-z]+\d*(?:_[a-z0-9]+)+")
SOURCE_FILE: Final = re.compile(r"(?<![\w./-])[\w-]+\.(?:cpp|hpp|py|ts|tsx|toml)\b")
WORD: Final = re.compile(r"[A-Za-z_]\w*")


def unknown_names(page: Path) -> list[str]:
    """Return a line for everything that a page names and that is not there."""
    text = page.read_text(encoding="utf-8")
    prose = FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)
    problems = []
    for match in SPAN.finditer(prose):
        line = prose.count("\n", 0, match.start()) + 1
        problems += [f"{page.name}:{line}: {one}" for one in problems_of_span(match[1], page)]
    for block in read_blocks(page):
        if block.language == "bash" and not block.is_run:
            for command in block.text.replace("\\\n", " ").splitlines():
                found = problems_of_command(command.partition(" #")[0])
                problems += [f"{page.name}:{block.line}: {one}" for one in found]
    return problems


def unknown_files(source: Path) -> list[str]:
    """Return a line for every file that comments and strings of a source name and that is gone."""
    prose = prose_of(source.name, source.read_bytes())
    return [
        f"{source.name}:{prose.count(chr(10), 0, match.start()) + 1}: there is no file {match[0]}"
        for match in SOURCE_FILE.finditer(prose)
        if match[0] not in file_names() | MADE_FILES
    ]


def problems_of_span(span: str, page: Path) -> Iterator[str]:
    """Yield what is wrong with code between backticks."""
    if span.partition("=")[0] in FOREIGN:
        return
    yield from problems_of_command(span)
    if span.startswith("--") and (flag := FLAG.match(span)):
        if flag[0] not in all_flags():
            yield f"no command has the option {flag[0]}"
    elif key := re.fullmatch(r"([a-z_]+(?:\.[a-z_]+)*)[:=] ?\S*", span):
        if key[1].partition(".")[0] in RunConfig.model_fields and key[1] not in config_keys():
            yield f"{key[1]} is not a key of training configurations"
    elif "/" in span:
        if PATH.fullmatch(span) and not is_path(span, page):
            yield f"{span} is not a path in the repository"
    elif DOTTED.fullmatch(span) or NAME.fullmatch(span) or FILE.fullmatch(span):
        yield from problems_of_name(span)


def problems_of_name(name: str) -> Iterator[str]:
    """Yield what is wrong with a file's name, a key or a name of code."""
    section, _, rest = name.partition(".")
    if rest and section in config_sections():
        is_metric = section == "evaluation" and rest in {metric.name for metric in METRICS}
        if name not in config_keys() and not is_file_name(name) and not is_metric:
            yield f"{name} is not a key of training configurations"
    elif not is_file_name(name) and not set(WORD.findall(name)) <= words():
        yield f"no source file has the name {name}"


def is_file_name(name: str) -> bool:
    """Return whether a file of this name is tracked or named by a source file, or a study's."""
    return name in file_names() or name in named_files() or f"{name}.yaml" in file_names()


def is_path(path: str, page: Path) -> bool:
    """Return whether a path is there, from the root, from the page, or as the end of another."""
    if path.partition("/")[0] in WRITTEN_FOLDERS or path.startswith(("/", ".../")):
        return True  # written by programs, or a path of the server
    pattern = PLACEHOLDER.sub("*", path.rstrip("/"))
    if path.startswith(".."):
        pattern = posixpath.normpath((page.parent.relative_to(ROOT) / pattern).as_posix())
        return any(fnmatch(known, pattern) for known in tracked_paths())
    return any(fnmatch(f"/{known}", f"*/{pattern}") for known in tracked_paths())


def problems_of_command(line: str) -> Iterator[str]:
    """Yield what is wrong with a command line, or nothing if it is none of ours."""
    for part in re.split(r" (?:&&|\|) |; ", line):
        words_of_line = re.sub(r"[\[\]]", "", part).split()
        while words_of_line and re.fullmatch(r"[A-Z_]+=\S*|nice|nohup|srun|exec", words_of_line[0]):
            words_of_line = words_of_line[1:]
        if len(words_of_line) < 2:
            continue
        name, arguments = Path(words_of_line[0]).name, words_of_line[1:]
        if name in COMMANDS:
            yield from problems_of_click(name, arguments)
        elif name == "nox":
            yield from problems_of_nox(arguments)
        elif name.startswith("python") and arguments[0] == "-m":
            yield from problems_of_module(arguments[1])


def problems_of_click(name: str, arguments: list[str]) -> Iterator[str]:
    """Yield subcommands and options that a command does not have, and unknown keys of --set."""
    command, path = click_command(name), name
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        if arguments[0].isupper():  # stands for any of them
            return
        found = command.commands.get(arguments[0])
        if found is None:
            yield f"{path} has no command {arguments[0]}"
            return
        command, path, arguments = found, f"{path} {arguments[0]}", arguments[1:]
    known = {"--help", "-h", "--version"}
    known |= {option for parameter in command.params for option in parameter.opts}
    known |= {option for parameter in command.params for option in parameter.secondary_opts}
    for at, argument in enumerate(arguments):
        option, _, value = argument.partition("=")
        if re.match(r"--?[a-z]", option) and option not in known:
            yield f"{path} has no option {option}"
        if path == "trainkit config explain" and not option.startswith("-"):
            yield from problems_of_setting(argument)
        if option == "--set":
            yield from problems_of_setting(value or " ".join(arguments[at + 1 : at + 2]))


def problems_of_setting(setting: str) -> Iterator[str]:
    """Yield what is wrong with KEY=VALUE."""
    key = setting.partition("=")[0]
    if key and not key.isupper() and key not in config_keys():
        yield f"{key} is not a key of training configurations"


def problems_of_nox(arguments: list[str]) -> Iterator[str]:
    """Yield sessions that the noxfile does not have."""
    for flag, value in pairwise(arguments):
        if flag == "--":
            return
        if flag == "-s" and not value.isupper() and value not in nox_sessions():
            yield f"the noxfile has no session {value}"


def problems_of_module(module: str) -> Iterator[str]:
    """Yield a module that `python -m` does not find in the repository."""
    top, *_ = module.split(".")
    if top not in {*PACKAGE_NAMES, "tools"} or any(part.isupper() for part in module.split(".")):
        return
    base = ROOT if top == "tools" else ROOT / "packages" / top / "src"
    path = base.joinpath(*module.split("."))
    if not path.with_suffix(".py").is_file() and not (path / "__main__.py").is_file():
        yield f"python -m {module} is not a program"


@cache
def click_command(name: str) -> click.Command:
    """Return the command of a package by its name."""
    command = getattr(importlib.import_module(f"{name}.cli.main"), name)
    assert isinstance(command, click.Command)
    return command


@cache
def nox_sessions() -> frozenset[str]:
    """Return the names of the noxfile's sessions."""
    tree = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list
    )


@cache
def config_keys() -> frozenset[str]:
    """Return every key of a training configuration, and its sections."""
    return frozenset(_keys_of(RunConfig, ""))


@cache
def config_sections() -> frozenset[str]:
    """Return the sections of a training configuration whose keys have dots on pages.

    `env` is left out: pages name attributes of an environment so, too.
    """
    return frozenset(key.partition(".")[0] for key in config_keys() if "." in key) - {"env"}


def _keys_of(section: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in section.model_fields.items():
        yield f"{prefix}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys_of(field.annotation, f"{prefix}{name}.")


@cache
def source_texts() -> tuple[str, ...]:
    """Return the texts of all tracked files but Markdown pages and this check."""
    texts = []
    for path in tracked_files():
        if path.suffix not in {".md", ".svg", ".csv"} and "names_in_prose" not in path.name:
            texts.append(text_of(path) or "")
    return tuple(texts)


@cache
def words() -> frozenset[str]:
    """Return every identifier of the sources."""
    return frozenset(word for text in source_texts() for word in WORD.findall(text))


@cache
def named_files() -> frozenset[str]:
    """Return every name of a file that a source file has."""
    return frozenset(name for text in source_texts() for name in FILE.findall(text))


@cache
def all_flags() -> frozenset[str]:
    """Return every long option that a source file names."""
    return frozenset(flag for text in source_texts() for flag in FLAG.findall(text))


@cache
def tracked_paths() -> frozenset[str]:
    """Return every tracked file, with and without its suffix, and every folder, from the root."""
    paths = [path.relative_to(ROOT) for path in tracked_files()]
    others = {path.with_suffix("") for path in paths}.union(*(path.parents for path in paths))
    return frozenset(path.as_posix() for path in (*paths, *others)) - {"."}


@cache
def file_names() -> frozenset[str]:
    """Return the names of all tracked files."""
    return frozenset(path.name for path in tracked_files())
