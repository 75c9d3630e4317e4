"""The five packages install from the project's index alone; a stranger's are never asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lib.environments import Environment
from lib.wheels import make_wheel, repack
from tools.file_host import serving
from tools.index.distributions import read_folders
from tools.index.write import write_index
from tools.repository import PACKAGE_NAMES, ROOT

ORDERS = [
    ["envcore", "envref", "replaykit", "trainkit", "playserver"],
    ["playserver", "trainkit", "replaykit", "envref", "envcore"],
    ["replaykit", "playserver", "envref", "trainkit", "envcore"],
]
NEEDS = {
    "envcore": {"envcore"},
    "envref": {"envref", "envcore"},
    "replaykit": {"replaykit", "envcore"},
    "trainkit": {"trainkit", "replaykit", "envcore"},
    "playserver": {"playserver", "replaykit", "envcore"},
}
STRANGERS = {"envcore": "1.9.9", "replaykit": "1.9.9", "trainkit": "9.0", "playserver": "9.0"}


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Return a fresh environment."""
    return Environment(tmp_path / "environment")


@pytest.fixture(scope="session")
def our_wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheels of our packages that these tests run with."""
    folder = tmp_path_factory.mktemp("ours")
    for name in PACKAGE_NAMES:
        repack(folder, name)
    return folder


@pytest.fixture(scope="session")
def stand_ins(our_wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an empty wheel for every package of others that ours need.

    pip resolves with them as with the real ones, which the code finds where these tests run.
    """
    folder = tmp_path_factory.mktemp("others")
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line)
    pins = {canonicalize_name(name): pin for name, pin in pairs}
    for one in read_folders([our_wheels]):
        for requirement in one.requires:
            if requirement.name not in PACKAGE_NAMES and _is_needed(requirement):
                make_wheel(folder, requirement.name, pins[canonicalize_name(requirement.name)])
    return folder


def _is_needed(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


@pytest.fixture(scope="session")
def own_index(
    our_wheels: Path, stand_ins: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[str]]]:
    """Serve our packages with all that they need."""
    folder = tmp_path_factory.mktemp("index")
    with serving(folder) as (url, asked):
        write_index([our_wheels, stand_ins], folder / "all", f"{url}/all")
        yield f"{url}/all", asked


@pytest.fixture
def public_index(stand_ins: Path, tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve what the public index has: packages of others, some with the names of ours."""
    folder = tmp_path / "strangers"
    for name, version in STRANGERS.items():
        make_wheel(folder, name, version, code="raise SystemExit('a stranger ran')")
    for path in stand_ins.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    pages = tmp_path / "public" / "simple"
    for path in folder.iterdir():
        page = pages / path.name.split("-")[0].replace("_", "-") / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        with page.open("a", encoding="utf-8") as text:
            text.write(f'<a href="../../{path.name}">{path.name}</a>\n')
        (tmp_path / "public" / path.name).write_bytes(path.read_bytes())
    with serving(tmp_path / "public") as (url, asked):
        yield url, asked


@pytest.mark.slow
@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_all_five_install_one_by_one_from_the_index_alone(
    order: list[str], environment: Environment, own_index: tuple[str, list[str]]
) -> None:
    url, _ = own_index
    real = [path for path in sys.path if path.endswith("-packages")]
    inside = environment.run("import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    expected: set[str] = set()
    for name in order:
        done = environment.install("--index-url", f"{url}/simple/", name)
        assert done.returncode == 0, done.stderr
        expected |= NEEDS[name]
        assert set(environment.versions()) == expected
    versions = environment.versions()
    Path(inside, "zzz_others.pth").write_text("\n".join(real), encoding="utf-8")
    listed = ", ".join(order)
    files = environment.run(
        f"import {listed}\nfor m in ({listed}): print(m.__file__, m.__version__)"
    )
    for name, line in zip(order, files.splitlines(), strict=True):
        assert line.startswith(str(Path(inside, name))), line
        assert line.endswith(f" {versions[name]}")


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_constraints_keep_a_stranger_out(
    name: str,
    environment: Environment,
    own_index: tuple[str, list[str]],
    public_index: tuple[str, list[str]],
) -> None:
    (url, _), (public, asked) = own_index, public_index

    done = environment.install(
        *("--index-url", f"{public}/simple/", "--constraint", f"{url}/constraints.txt", name)
    )

    assert done.returncode == 0, done.stderr
    found = environment.versions()
    assert set(found) == NEEDS[name]
    assert not found.items() & STRANGERS.items()
    projects = {path.split("/")[2] for path in asked if path.startswith("/simple/")}
    assert "numpy" in projects
    assert not projects & set(PACKAGE_NAMES)


def test_a_second_index_lets_the_stranger_in(
    environment: Environment,
    own_index: tuple[str, list[str]],
    public_index: tuple[str, list[str]],
) -> None:
    """Why docs/install.md warns: pip takes the highest version of all indexes."""
    (url, _), (public, _) = own_index, public_index

    environment.install(
        *("--index-url", f"{public}/simple/", "--extra-index-url", f"{url}/simple/", "envref")
    )

    assert environment.versions()["envcore"] == STRANGERS["envcore"]


@pytest.mark.parametrize("as_json", [False, True], ids=["html", "json"])
def test_a_file_that_was_changed_is_refused(
    as_json: bool, our_wheels: Path, environment: Environment, tmp_path: Path
) -> None:
    with serving(tmp_path, as_json=as_json) as (url, asked):
        write_index([our_wheels], tmp_path / "own", f"{url}/own")
        (wheel,) = (tmp_path / "own" / "files").glob("envcore-*.whl")
        wheel.write_bytes(wheel.read_bytes() + b"\0")
        for source in (
            ["--index-url", f"{url}/own/simple/"],
            ["--no-index", "--constraint", f"{url}/own/constraints.txt"],
        ):
            done = environment.install("--no-deps", *source, "envcore")
            assert done.returncode == 1
            assert "DO NOT MATCH THE HASHES" in done.stderr
    assert environment.versions() == {}
    assert "/own/simple/envcore/" in asked


def test_the_json_pages_are_enough(
    our_wheels: Path, environment: Environment, tmp_path: Path
) -> None:
    with serving(tmp_path, as_json=True) as (url, _):
        write_index([our_wheels], tmp_path / "own", f"{url}/own")
        for page in (tmp_path / "own" / "simple").rglob("index.html"):
            page.unlink()
        done = environment.install("--no-deps", "--index-url", f"{url}/own/simple/", *PACKAGE_NAMES)
    assert done.returncode == 0, done.stderr
    assert set(environment.versions()) == set(PACKAGE_NAMES)


def test_wheels_in_a_folder_need_no_index(
    our_wheels: Path, stand_ins: Path, environment: Environment
) -> None:
    folders = [f"--find-links={our_wheels}", f"--find-links={stand_ins}"]
    done = environment.install("--no-index", *folders, *PACKAGE_NAMES)
    assert done.returncode == 0, done.stderr
    assert set(environment.versions()) == set(PACKAGE_NAMES)
