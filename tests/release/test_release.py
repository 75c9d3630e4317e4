"""The checks of a release find what is wrong with it, each shown its fault."""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from tools.release.contents import sdist_files, sdist_problems, wheel_files, wheel_problems
from tools.release.metadata import metadata_problems
from tools.release.smoke import TWINS, SmokeError, run
from tools.release.versions import breaking_after, changelog_problems, range_problems, tag_problems

README = "# envtoy\n\nA toy.\n"
PROJECT: dict[str, Any] = {
    "name": "envtoy",
    "version": "0.1.0",
    "description": "A toy",
    "requires-python": ">=3.11",
    "dependencies": ["numpy>=1.26,<3"],
    "optional-dependencies": {"plot": ["matplotlib>=3.9"]},
}
METADATA = f"""\
Metadata-Version: 2.4
Name: envtoy
Version: 0.1.0
Summary: A toy
Author: The toymakers
License-Expression: MIT
License-File: LICENSE
Classifier: Intended Audience :: Science/Research
Classifier: Programming Language :: Python :: 3
Classifier: Topic :: Scientific/Engineering :: Artificial Intelligence
Classifier: Typing :: Typed
Requires-Python: >=3.11
Requires-Dist: numpy<3,>=1.26
Provides-Extra: plot
Requires-Dist: matplotlib>=3.9; extra == 'plot'
Description-Content-Type: text/markdown

{README}"""
VERSIONS = {"envtoy": "0.1.0", "kit": "0.3.2"}
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-11-24\n\n- All.\n"
WHEEL = [
    "envtoy/__init__.py",
    "envtoy/py.typed",
    "envtoy/_native.cpython-311-x86_64-linux-gnu.so",
    "envtoy-0.1.0.dist-info/METADATA",
    "envtoy-0.1.0.dist-info/RECORD",
    "envtoy-0.1.0.dist-info/licenses/LICENSE",
]
SOURCES = ["envtoy/__init__.py", "envtoy/py.typed"]
SDIST = [
    *["pyproject.toml", "PKG-INFO", "README.md", "CHANGELOG.md", "LICENSE"],
    *["src/envtoy/__init__.py", "src/envtoy/py.typed", "tests/test_toy.py"],
]
TRACKED = [name for name in SDIST if name != "PKG-INFO"]


def found_in(metadata: str) -> list[str]:
    return metadata_problems("envtoy", metadata.encode(), PROJECT, README)


def test_metadata_in_order() -> None:
    assert found_in(METADATA) == []


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("Name: envtoy", "Name: envtox", "name is 'envtox'"),
        ("Version: 0.1.0", "Version: 0.1.1", "version is '0.1.1', expected '0.1.0'"),
        ("Version: 0.1.0", "Version: new", "new"),
        ("License-Expression: MIT\n", "", "license expression is None"),
        ("License-Expression: MIT", "License-Expression: Apache-2.0", "'Apache-2.0'"),
        ("License-File: LICENSE\n", "", "license files is"),
        ("Author: The toymakers\n", "", "no author"),
        ("Typing :: Typed", "Typing :: Stubs", "'Typing :: Stubs' is not known"),
        ("Classifier: Typing :: Typed\n", "", "'Typing :: Typed' is missing"),
        (
            "Classifier: Typing",
            "Classifier: License :: OSI Approved :: MIT License\nClassifier: Typing",
            "License :: OSI Approved",
        ),
        (">=3.11", ">=3.9", "requires-python"),
        ("numpy<3,>=1.26", "numpy", "requirements"),
        ("Provides-Extra: plot\n", "", "extra"),
        ("text/markdown", "text/plain", "expected text/markdown"),
        ("A toy.", "Another toy.", "not its README.md"),
        ("Author:", "Project-URL: Home, http://kit.dev\nAuthor:", "expected https://"),
        ("Author:", "Project-URL: Home, https://example.org/kit\nAuthor:", "is a placeholder"),
        ("Author:", "Project-URL: Home, https://kit\nAuthor:", "the name of a host"),
    ],
)
def test_a_fault_in_metadata_is_named(before: str, after: str, named: str) -> None:
    assert before in METADATA
    problems = found_in(METADATA.replace(before, after, 1))
    assert problems
    assert all(problem.startswith("envtoy: ") for problem in problems)
    assert any(named in problem for problem in problems), problems


def test_a_summary_that_ends_with_a_period_is_refused() -> None:
    project = PROJECT | {"description": "A toy."}
    text = METADATA.replace("Summary: A toy", "Summary: A toy.")
    assert "full stop" in metadata_problems("envtoy", text.encode(), project, README)[0]


def test_files_in_order() -> None:
    assert wheel_problems("envtoy", "0.1.0", WHEEL, SOURCES) == []
    assert sdist_problems("envtoy", SDIST, TRACKED) == []


@pytest.mark.parametrize("missing", [name for name in WHEEL if not name.endswith(".so")])
def test_what_a_wheel_lacks_is_named(missing: str) -> None:
    files = [name for name in WHEEL if name != missing]
    problems = wheel_problems("envtoy", "0.1.0", files, SOURCES)
    assert problems
    assert all(problem == f"envtoy's wheel: {missing} is missing" for problem in problems)


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ("tests/test_toy.py", "tests/test_toy.py does not belong in it"),
        ("envtoy/new.py", "envtoy/new.py is not in git"),
        ("envtoy/__pycache__/a.pyc", "envtoy/__pycache__/a.pyc does not belong in it"),
    ],
)
def test_what_a_wheel_has_too_much_is_named(extra: str, named: str) -> None:
    problems = wheel_problems("envtoy", "0.1.0", [*WHEEL, extra], SOURCES)
    assert f"envtoy's wheel: {named}" in problems


@pytest.mark.parametrize("missing", SDIST)
def test_what_an_sdist_lacks_is_named(missing: str) -> None:
    problems = sdist_problems("envtoy", [name for name in SDIST if name != missing], TRACKED)
    named = "its tests are" if missing.startswith("tests") else f"{missing} is"
    assert problems == [f"envtoy's sdist: {named} missing"]


@pytest.mark.parametrize("extra", ["notes.txt", "web/node_modules/a.js"])
def test_what_an_sdist_has_too_much_is_named(extra: str) -> None:
    problems = sdist_problems("envtoy", [*SDIST, extra], TRACKED)
    assert f"envtoy's sdist: {extra} is not in git" in problems


def test_files_are_read_from_both_kinds(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("envtoy/a.py", "a = 1")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as sdist:
        member = tarfile.TarInfo("envtoy-0.1.0/src/a.py")
        member.size = 5
        sdist.addfile(member, io.BytesIO(b"a = 1"))
    assert wheel_files(tmp_path / "a.whl") == {"envtoy/a.py": b"a = 1"}
    assert sdist_files(tmp_path / "a.tar.gz") == {"src/a.py": b"a = 1"}


def test_what_breaks_next() -> None:
    assert breaking_after(Version("0.1.9")) == Version("0.2")
    assert breaking_after(Version("2.3.1")) == Version("3")


@pytest.mark.parametrize(
    ("requirement", "named"),
    [
        ("kit>=0.3,<0.4", None),
        ("kit[plot]>=0.3.2,<0.4", None),
        ("numpy", None),
        ("kit>=0.2,<0.3", "leaves out kit 0.3.2"),
        ("kit>=0.3", "lets kit 0.4 in"),
        ("kit>=0.3,<1", "lets kit 0.4 in"),
    ],
)
def test_ranges_of_siblings(requirement: str, named: str | None) -> None:
    problems = range_problems("envtoy", [requirement], VERSIONS)
    assert len(problems) == (0 if named is None else 1)
    assert named is None or named in problems[0]


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("## [0.1.0] - 2026-11-24", "## [0.1.0]", "has no date"),
        ("[0.1.0]", "[0.2.0]", "version is 0.1.0, its changelog's newest is 0.2.0"),
        ("[0.1.0]", "[first]", "Invalid version"),
        ("## [0.1.0] - 2026-11-24", "", "names no release"),
        ("- All.", "- All.\n\n## [0.2.0] - 2026-11-25", "not in order"),
    ],
)
def test_a_fault_in_a_changelog_is_named(before: str, after: str, named: str) -> None:
    assert changelog_problems("envtoy", "0.1.0", CHANGELOG) == []
    problems = changelog_problems("envtoy", "0.1.0", CHANGELOG.replace(before, after))
    assert any(named in problem for problem in problems), problems


def test_a_tag_that_fits() -> None:
    assert tag_problems("envtoy-v0.1.0", VERSIONS, {"envtoy": CHANGELOG}) == ("envtoy", [])


@pytest.mark.parametrize(
    ("tag", "changelog", "named"),
    [
        ("v0.1.0", CHANGELOG, "expected NAME-vX.Y.Z"),
        ("toy-v0.1.0", CHANGELOG, "expected NAME-vX.Y.Z"),
        ("envtoy-v0.1.1", CHANGELOG, "the package's version is 0.1.0"),
        (
            "envtoy-v0.1.0",
            CHANGELOG.replace("[Unreleased]\n", "[Unreleased]\n\n- More.\n"),
            "entries under [Unreleased]",
        ),
        ("envtoy-v0.1.0", CHANGELOG.replace("0.1.0", "0.0.9"), "newest is 0.0.9"),
    ],
)
def test_a_tag_that_does_not(tag: str, changelog: str, named: str) -> None:
    _, problems = tag_problems(tag, VERSIONS, {"envtoy": changelog})
    assert any(named in problem for problem in problems), problems


def test_both_worlds_agree_in_the_smoke_test() -> None:
    exec(TWINS, {})  # the script for a fresh environment, in this one


def test_a_command_that_fails_is_quoted(tmp_path: Path) -> None:
    assert run([sys.executable, "-c", "print('well')"], tmp_path) == "well\n"
    with pytest.raises(SmokeError, match=r"exit code 3\n  it is broken"):
        run([sys.executable, "-c", "print('it is broken'); raise SystemExit(3)"], tmp_path)
    with pytest.raises(SmokeError, match=r"-c while True:: not done after 0 s"):
        run([sys.executable, "-c", "while True:\n    pass"], tmp_path, timeout_s=0)
