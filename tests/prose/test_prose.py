"""The prose check finds planted phrases in each kind of text, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.prose.__main__ import prose_files
from tools.prose.check import (
    ALLOWED,
    Allowed,
    Finding,
    findings_of,
    problems_of,
    read_allowed,
    read_phrases,
)

PHRASES = read_phrases()
EXAMPLES = [  # one for each entry of phrases.toml, in its order
    "It can not end.",
    "The run goes on.",
    "Open an URL.",
    "Lines are asked for ahead.",
    "99 of 100 take less.",
    "A second on the wall.",
    "Measured at a load of 3.",
    "The table is made anew.",
    "Ticks, unless said otherwise.",
    "The node is told by its index.",
    "What the page says of the fuel.",
    "The rules speak of worlds.",
    "What is handed out is a copy.",
    "Whoever calls it waits.",
    "The rooms of the core.",
    "Equal to the bit.",
    "The loop foretells the branch.",
    "The ship's purse.",
    "A shelf of replays.",
    "It takes no more than a second.",
    "A ship's working life.",
    "With engineered features.",
    "By wide instructions.",
    "An integer that is no action.",
    "The world's dice.",
    "All but for one.",
    "It has nothing but a name.",
    "A number worth having.",
    "Who calls whom.",
    "The world as it stands.",
    "Ships that run dry.",
    "Return what came of it.",
]


def found(file: str, *lines: str) -> list[tuple[int, str]]:
    """Return line and text of what is found in a file with these lines."""
    findings = findings_of(file, "\n".join(lines).encode(), PHRASES)
    return [(finding.line, finding.text) for finding in findings]


@pytest.mark.parametrize(
    ("index", "sentence"), list(enumerate(EXAMPLES)), ids=[phrase.pattern for phrase in PHRASES]
)
def test_every_banned_phrase_is_found(index: int, sentence: str) -> None:
    (finding,) = findings_of("page.md", sentence.encode(), PHRASES)

    assert finding.phrase == PHRASES[index]


@pytest.mark.parametrize(
    ("file", "lines", "line"),
    [
        ("a.md", ["# A page", "", "It can not end."], 3),
        ("a.md", ["```bash", "# it can not end", "```"], 2),
        ("a.toml", ["x = 1  # it can not end"], 1),
        ("a.yml", ["# it can not end"], 1),
        ("a.py", ["x = 1", "# it can not end"], 2),
        ("a.py", ["def f():", '    """It can not end."""'], 2),
        ("a.py", ["", 'raise ValueError(f"{x}: it can not end")'], 2),
        ("a.cpp", ["int x;  // it can not end"], 1),
        ("a.hpp", ["/// it can not end", "int x;"], 1),
        ("a.cpp", ["void f() {", '  fail("it can not end");', "}"], 2),
        ("a.ts", ["/** It can not end. */", "const x = 1;"], 1),
        ("a.ts", ["const x = `${y} can not end`;"], 1),
        ("a.tsx", ["const x = <p>It can not end</p>;"], 1),
    ],
)
def test_a_phrase_is_found_in_each_kind_of_prose(file: str, lines: list[str], line: int) -> None:
    assert found(file, *lines) == [(line, "can not")]


def test_a_phrase_is_found_across_lines() -> None:
    assert found("a.md", "it can", "not end") == [(1, "can not")]
    assert found("a.py", "# it can", "# not end") == [(1, "can # not")]
    assert found("a.cpp", "/// it can", "/// not end") == [(1, "can /// not")]
    assert found("a.py", 'x = ("it can "', '     "not end")')[0][0] == 1
    assert found("a.md", "it can", "", "not an end") == []


def test_names_of_tests_and_files_are_read() -> None:
    assert found("test_it_goes_on.py") == [(1, "goes_on")]
    assert found("a.py", "", "def test_a_run_can_not_end(): ...") == [(2, "can_not")]
    assert found("a.cpp", "TEST(a_run_can_not_end) {}") == [(1, "can_not")]


def test_code_is_not_read() -> None:
    assert found("a.py", "dice = 1", "x = go(on)", "room = dice") == []
    assert found("a.cpp", "int dice = 1;", "char anew;") == []
    assert found("a.ts", "const dice = anew;") == []
    assert found("a.md", "`the dice` and `anew`") == []


@pytest.mark.parametrize(
    "sentence",
    ["There is no file.", "It is no longer there.", "There is room for one.", "Stop ongoing runs."],
)
def test_plain_sentences_pass(sentence: str) -> None:
    assert found("a.md", sentence) == []


def finding(file: str) -> Finding:
    (one,) = findings_of(file, b"It can not end.", PHRASES)
    return one


def test_an_exception_covers_its_files_and_its_phrase() -> None:
    problem = 'docs/a.md:1: "can not": write cannot'

    assert problems_of([finding("docs/a.md")], []) == [problem]
    assert problems_of([finding("docs/a.md")], [Allowed("docs/*", "", "why")]) == []
    assert problems_of([finding("docs/a.md")], [Allowed("docs/a.md", "can not", "why")]) == []
    assert problem in problems_of([finding("docs/a.md")], [Allowed("docs/*", "anew", "why")])


def test_an_exception_that_is_not_needed_is_named() -> None:
    (problem,) = problems_of([], [Allowed("docs/*", "anew", "why")])

    assert problem == "allowed.toml: docs/* anew is not needed, remove the entry"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('path = "a.md"', "expected path, reason"),
        ('reason = "why"', "expected path, reason"),
        ('path = "a.md"\nreason = "why"\npattern = "x"', "no such pattern"),
        ('path = "a.md"\nreason = "why"\nline = 3', "expected path, reason"),
    ],
)
def test_an_incomplete_exception_is_refused(tmp_path: Path, row: str, message: str) -> None:
    listed = tmp_path / "allowed.toml"
    listed.write_text(f"[[allowed]]\n{row}\n", encoding="utf-8")

    with pytest.raises(ValueError, match=message):
        read_allowed(PHRASES, listed)


def test_the_exceptions_are_read_and_generated_files_are_not() -> None:
    assert read_allowed(PHRASES)
    files = prose_files()

    assert "README.md" in files
    assert "packages/envcore/cpp/rules/step.cpp" in files
    assert ALLOWED.name in {Path(file).name for file in files}
    assert "docs/spec_tables.md" not in files
