"""No page, message or workflow takes our packages from an index where others own their names."""

from __future__ import annotations

import re

import pytest

from tools.repository import PACKAGE_NAMES, ROOT, project_of, text_of, tracked_files

HISTORY = {"CHANGELOG.md", "DECISION_LOG.md", "PROJECT_STATUS.md"}
SUFFIXES = {".md", ".py", ".ipynb", ".yml", ".yaml", ".toml", ".ts", ".tsx", ".sh", ".html", ""}
COMMAND = re.compile(r"(?<![\w-])(?:pip3?|pipx|uv|uv pip|conda) (?:install|add)\b[^|;&)\n]*")
NAMES = "|".join(PACKAGE_NAMES)
FROM_AN_INDEX = re.compile(rf"({NAMES})(\[[\w,-]*\])?([=<>~!].*)?")
FROM_A_FOLDER = re.compile(rf"(?:\./)?packages/({NAMES})(\[[\w,-]*\])?")
OWN_INDEX = re.compile(
    r"(--constraint|-c)[ =]\S*(INDEX|://|build/index|{url})\S*/?constraints\.txt"
)
OWN_PAGES = re.compile(r"--(default-)?index(-url)?[ =]\S*(INDEX|build/index)\S*")
OWN_WHEELS = re.compile(r"--no-index .*--find-links|--find-links.* --no-index")


def files() -> list[str]:
    """Return the files that users and machines read: not tests, not history."""
    return [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path.suffix in SUFFIXES
        and path.name not in HISTORY
        and "tests" not in path.relative_to(ROOT).parts
        and text_of(path) is not None
    ]


def commands_in(text: str) -> list[str]:
    """Return the commands that install something, with lines continued by a backslash."""
    return COMMAND.findall(re.sub(r"\\+\n\s*", " ", text))


def fault_of(command: str) -> str:
    """Return what is unsafe about a command, or an empty text."""
    words = [word.strip("`'\",:\\").rstrip(".") for word in command.split()]
    ours = {found[1] for word in words if (found := FROM_AN_INDEX.fullmatch(word))}
    if ours:
        if any(rule.search(command) for rule in (OWN_INDEX, OWN_PAGES, OWN_WHEELS)):
            return "" if "--extra-index-url" not in command else "a second index may win"
        return f"from where does {', '.join(sorted(ours))} come?"
    folders = {found[1] for word in words if (found := FROM_A_FOLDER.fullmatch(word))}
    missing = {sibling for name in folders for sibling in siblings_of(name)} - folders
    return f"asks an index for {', '.join(sorted(missing))}" if missing else ""


def siblings_of(name: str) -> set[str]:
    """Return the siblings that a package requires."""
    found = (re.match(NAMES, text) for text in project_of(name)["dependencies"])
    return {match[0] for match in found if match}


def test_every_installation_says_from_where() -> None:
    faults = [
        f"{file}: {command}: {fault}"
        for file in files()
        for command in commands_in((ROOT / file).read_text(encoding="utf-8"))
        if (fault := fault_of(command))
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("pip install envcore", "from where does envcore come?"),
        ("pip install 'trainkit[plot]' numpy", "from where does trainkit come?"),
        ('pip install "replaykit>=1,<2"', "from where does replaykit come?"),
        ("pip install -c constraints.txt envcore", "from where does envcore come?"),
        ("pip install --extra-index-url INDEX/simple/ envcore", "from where does envcore come?"),
        ("pip install --find-links wheels envcore", "from where does envcore come?"),
        ("uv pip install --index INDEX/simple/ trainkit", ""),
        ("uv pip install trainkit", "from where does trainkit come?"),
        ("pip install ./packages/replaykit", "asks an index for envcore"),
        ("pip install -q packages/envcore packages/trainkit[plot]", "asks an index for replaykit"),
        ("pip install ./packages/envcore ./packages/replaykit", ""),
        ("pip install --constraint INDEX/constraints.txt trainkit", ""),
        ("pip install --no-index --find-links wheels trainkit", ""),
        ("pip install --index-url INDEX/simple/ trainkit", ""),
        ("pip install matplotlib", ""),
    ],
)
def test_unsafe_commands_are_found(command: str, fault: str) -> None:
    (found,) = commands_in(f"Run `{command}` first.")
    assert fault_of(found) == fault


def test_most_pages_with_commands_are_read() -> None:
    found = [file for file in files() if commands_in((ROOT / file).read_text(encoding="utf-8"))]
    assert {"README.md", "docs/install.md", "docs/tour.md"} <= set(found)
    assert len(found) >= 15


def test_no_workflow_uploads_to_the_public_index() -> None:
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"pypi-publish|twine upload|uv publish|flit publish", text), path.name
