"""The limits on functions and files find what is too long in each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.limits.__main__ import measured_files
from tools.limits.check import (
    EXCEPTIONS,
    FILE_HARD_MAX,
    FILE_MAX,
    FUNCTION_HARD_MAX,
    FUNCTION_MAX,
    excesses_of,
    problems_of,
    read_exceptions,
)
from tools.limits.measure import functions_of

STATEMENT = {".py": "    x = 1\n", ".cpp": "  x = 1;\n", ".ts": "  x = 1;\n", ".tsx": "  x = 1;\n"}
SIGNATURE = {
    ".py": "def f(x):\n",
    ".cpp": "void f() {\n",
    ".ts": "function f() {\n",
    ".tsx": "const f = () => {\n",
}
END = {".py": "", ".cpp": "}\n", ".ts": "}\n", ".tsx": "};\n"}


def function(suffix: str, lines: int) -> bytes:
    """Return a file with one function of so many lines of code."""
    fixed = SIGNATURE[suffix] + END[suffix]
    body = STATEMENT[suffix] * (lines - fixed.count("\n"))
    return (SIGNATURE[suffix] + body + END[suffix]).encode()


def lengths_of(suffix: str, source: str) -> dict[str, int]:
    return {found.name: found.length for found in functions_of(suffix, source.encode())}


@pytest.mark.parametrize("suffix", STATEMENT)
def test_a_function_over_the_limit_is_named_with_its_place(suffix: str) -> None:
    assert excesses_of(f"a{suffix}", function(suffix, FUNCTION_MAX)) == []

    source = b"\n" + function(suffix, FUNCTION_MAX + 1)
    (problem,) = problems_of(excesses_of(f"a{suffix}", source), {})

    assert problem == f"a{suffix}:2: f has 41 lines, expected up to 40: split it"


@pytest.mark.parametrize("suffix", STATEMENT)
def test_a_file_over_the_limit_is_named(suffix: str) -> None:
    assert excesses_of(f"a{suffix}", b"\n" * FILE_MAX) == []

    (problem,) = problems_of(excesses_of(f"a{suffix}", b"\n" * (FILE_MAX + 1)), {})

    assert problem == f"a{suffix}:1: the file has 301 lines, expected up to 300: split it"


def test_only_code_counts() -> None:
    python = 'def f():\n    """One.\n\n    Two.\n    """\n    # why\n\n    x = """\na\n"""\n'
    assert lengths_of(".py", python) == {"f": 1 + 3}
    assert lengths_of(".cpp", "int f() {\n  // why\n  /* and\n how */\n\n  return 1;\n}\n") == {
        "f": 3
    }
    assert lengths_of(".ts", "function f() {\n  // why\n\n  return 1;\n}\n") == {"f": 3}


def test_an_inner_function_is_a_part_of_the_outer_one() -> None:
    python = "class A:\n    def f(self):\n        def g():\n            pass\n        return g\n"
    assert lengths_of(".py", python) == {"A.f": 4, "A.f.g": 2}
    cpp = "int A::f() {\n  auto g = [] {\n    return 1;\n  };\n  return g();\n}\n"
    assert lengths_of(".cpp", cpp) == {"A::f": 6, "A::f.anonymous": 3}
    page = "function F() {\n  const g = () => {\n    h();\n  };\n  return <p>{\n    g}</p>;\n}\n"
    assert lengths_of(".tsx", page) == {"F": 7, "F.g": 3}


def test_a_test_counts_as_a_function_but_a_group_of_tests_does_not() -> None:
    lines = "    x();\n" * 50
    source = f'describe("a", () => {{\n  it("b", () => {{\n{lines}  }});\n  y();\n}});\n'
    assert lengths_of(".ts", source) == {"anonymous": 52}
    assert lengths_of(".cpp", "TEST(one) {\n}\n\nTEST(two) {\n}\n") == {
        "TEST(one)": 2,
        "TEST(two)": 2,
    }


def test_the_longest_function_of_a_name_counts() -> None:
    source = function(".py", 41) + function(".py", 50) + function(".py", 45)
    assert [excess.length for excess in excesses_of("a.py", source)] == [50]


@pytest.mark.parametrize(("place", "most"), [("f", FUNCTION_HARD_MAX), ("", FILE_HARD_MAX)])
def test_an_exception_allows_some_more_and_not_any_length(place: str, most: int) -> None:
    exceptions = {("a.py", place): "it is a table"}

    def problems(lines: int) -> list[str]:
        source = function(".py", lines) if place else b"\n" * lines
        return problems_of(excesses_of("a.py", source), exceptions)

    assert problems(most) == []
    (problem,) = problems(most + 1)
    assert f"has {most + 1} lines, an exception allows {most}: split it" in problem


@pytest.mark.parametrize("place", ["f", "g", ""])
def test_an_exception_that_is_not_needed_is_named(place: str) -> None:
    excesses = excesses_of("a.py", function(".py", FUNCTION_MAX))

    (problem,) = problems_of(excesses, {("a.py", place): "it was long once"})

    name = f"a.py {place}".strip()
    assert problem == f"exceptions.toml: {name} is within its limit, remove the entry"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('path = "a.py"', "expected path, reason"),
        ('path = "a.py"\nreason = ""', "expected path, reason"),
        ('reason = "why"', "expected path, reason"),
        ('path = "a.py"\nreason = "why"\nlines = 3', "expected path, reason"),
    ],
)
def test_an_exception_needs_a_place_and_a_reason(tmp_path: Path, row: str, expected: str) -> None:
    listed = tmp_path / "exceptions.toml"
    listed.write_text(f"[[exception]]\n{row}\n", encoding="utf-8")

    with pytest.raises(ValueError, match=expected):
        read_exceptions(listed)


def test_an_exception_is_listed_once(tmp_path: Path) -> None:
    listed = tmp_path / "exceptions.toml"
    listed.write_text('[[exception]]\npath = "a.py"\nreason = "why"\n' * 2, encoding="utf-8")

    with pytest.raises(ValueError, match=r"a\.py .*listed twice"):
        read_exceptions(listed)


def test_files_written_by_hand_are_measured_and_generated_ones_are_not() -> None:
    files = measured_files()

    assert {Path(name).suffix for name in files} == {".py", ".cpp", ".hpp", ".ts", ".tsx", ".mjs"}
    assert "noxfile.py" in files
    assert "packages/envcore/src/envcore/spec.py" not in files
    assert not any("/generated/" in name for name in files)
    assert read_exceptions(EXCEPTIONS) is not None
