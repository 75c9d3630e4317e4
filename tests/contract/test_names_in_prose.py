"""Commands, options, keys, paths and names that pages name are those of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.names_in_prose import FOREIGN, problems_of_span, unknown_files, unknown_names
from tools.repository import ROOT, tracked_files

HISTORY = {"CHANGELOG.md", "DECISION_LOG.md", "history.md", "performance_history.md"}
"""Pages that name what was there at the time."""
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in tracked_files()
    if path.suffix == ".md" and path.name not in HISTORY
)


@pytest.mark.parametrize("page", PAGES)
def test_every_name_on_a_page_is_there(page: str) -> None:
    assert unknown_names(ROOT / page) == []


def test_every_file_that_a_comment_names_is_there() -> None:
    sources = [
        path
        for path in tracked_files()
        if path.suffix in {".py", ".cpp", ".hpp", ".ts", ".tsx"}
        and path.relative_to(ROOT).parts[0] in {"packages", "benchmarks", "examples", "tools"}
    ]

    assert [problem for path in sources for problem in unknown_files(path)] == []


def test_a_comment_that_names_a_missing_file_is_found(tmp_path: Path) -> None:
    source = tmp_path / "a.cpp"
    source.write_text("// market.cpp: the price\n// quotes.cpp: the rest\n", encoding="utf-8")

    assert unknown_files(source) == ["a.cpp:2: there is no file quotes.cpp"]


def test_every_foreign_name_is_on_a_page() -> None:
    texts = [(ROOT / page).read_text(encoding="utf-8") for page in PAGES]

    assert [name for name in sorted(FOREIGN) if not any(name in text for text in texts)] == []


@pytest.mark.parametrize(
    ("span", "problem"),
    [
        ("trainkit train quickstart", "trainkit has no command train"),
        ("trainkit config explode", "trainkit config has no command explode"),
        ("trainkit run quickstart --sets a=1", "trainkit run has no option --sets"),
        ("trainkit run default --set ppo.gama=1", "ppo.gama is not a key of training config"),
        ("trainkit config explain ppo.gama", "ppo.gama is not a key of training config"),
        ("replaykit verify FILE --jsn", "replaykit verify has no option --jsn"),
        ("playserver serve --folder runs", "playserver serve has no option --folder"),
        ("nox -s speed", "the noxfile has no session speed"),
        ("python -m envcore.dr", "python -m envcore.dr is not a program"),
        ("python -m tools.words", "python -m tools.words is not a program"),
        ("--no-such-option", "no command has the option --no-such-option"),
        ("ppo.discount", "ppo.discount is not a key of training configurations"),
        ("evaluation.episode", "evaluation.episode is not a key"),
        ("reward_scaling", "no source file has the name reward_scaling"),
        ("env.unwrapped.world_sead", "no source file has the name env.unwrapped.world_sead"),
        ("nothing_like_it.py", "no source file has the name nothing_like_it.py"),
        ("packages/envcore/cpp/world/market.cpp", "cpp/world/market.cpp is not a path"),
        ("cpp/rules/<topic>.py", "cpp/rules/<topic>.py is not a path"),
        ("docs/no_page.md", "docs/no_page.md is not a path"),
    ],
)
def test_a_planted_wrong_name_is_found(span: str, problem: str) -> None:
    (found,) = problems_of_span(span, ROOT / "README.md")

    assert problem in found


@pytest.mark.parametrize(
    "span",
    [
        "trainkit run default --set ppo.gamma=0.99",
        "trainkit evaluate runs/first greedy_miner --episodes 9",
        "CUDA_VISIBLE_DEVICES=0 trainkit run default",
        "nox -s bench -- step",
        "nox -s NAME",
        "python -m envcore doctor [--json]",
        "--json",
        "ppo.gamma",
        "scale_rewards",
        "envcore.spec",
        "windows.jsonl",
        "test_names_in_prose.py",
        "packages/envcore/cpp/rules",
        "packages/*/README.md",
        "runs/first/anything.txt",
        "x + y",
    ],
)
def test_names_that_are_there_pass(span: str) -> None:
    assert list(problems_of_span(span, ROOT / "README.md")) == []


def test_command_lines_of_blocks_that_are_not_run_are_read(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    block = ["```bash", "trainkit run default \\", "  --sett a=1  # --no", "```"]
    page.write_text("\n".join(["<!-- not run: slow -->", *block]), encoding="utf-8")

    assert unknown_names(page) == ["page.md:3: trainkit run has no option --sett"]
