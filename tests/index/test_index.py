"""What an index states about its files, and which files it refuses."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from packaging.requirements import Requirement
from packaging.tags import parse_tag

from trainkit.siblings import SIGN

from lib.wheels import PURE, make_wheel
from tools.index import distributions
from tools.index.constraints import condition_of
from tools.index.distributions import IndexFault
from tools.index.write import write_index
from tools.repository import ROOT

OURS = f'"""A part of {SIGN}."""'
URL = "https://files.example/belt"
LINUX = "cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64"
MUSL = "cp311-cp311-musllinux_1_2_x86_64"
MAC = "cp312-cp312-macosx_11_0_arm64"


class Links(HTMLParser):
    """Collects the links of a page with their attributes."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append({key: value or "" for key, value in attrs})


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """Return a folder with two of our packages and one of others."""
    folder = tmp_path / "dist"
    for tag in (LINUX, MUSL, MAC):
        make_wheel(folder, "envcore", "1.0.0", code=OURS, requires=["numpy>=1"], tag=tag)
    make_wheel(folder, "replaykit", "1.2.0", code=OURS, requires=["envcore>=1,<2", "numpy>=1"])
    make_wheel(folder / "others", "numpy", "2.0.0")
    return folder


def test_the_sign_is_that_of_the_packages() -> None:
    assert distributions.SIGN == SIGN


def test_html_and_json_say_the_same(dist: Path, tmp_path: Path) -> None:
    write_index([dist], tmp_path / "index", URL)

    simple = tmp_path / "index" / "simple"
    projects = [link["href"] for link in Links(simple / "index.html").found]
    assert projects == ["envcore/", "numpy/", "replaykit/"]
    listed = json.loads((simple / "index.json").read_text())["projects"]
    assert [f"{one['name']}/" for one in listed] == projects
    for name in ("envcore", "numpy", "replaykit"):
        links = Links(simple / name / "index.html").found
        page = json.loads((simple / name / "index.json").read_text())
        assert page["meta"] == {"api-version": "1.1"}
        assert page["name"] == name
        for link, file in zip(links, page["files"], strict=True):
            assert link["href"] == f"{file['url']}#sha256={file['hashes']['sha256']}"
            assert link["data-requires-python"] == file["requires-python"] == ">=3.11"
            assert link["data-core-metadata"] == f"sha256={file['core-metadata']['sha256']}"


def test_addresses_and_digests_are_those_of_the_files(dist: Path, tmp_path: Path) -> None:
    write_index([dist], tmp_path / "index", URL)

    page = json.loads((tmp_path / "index/simple/envcore/index.json").read_text())
    assert page["versions"] == ["1.0.0"]
    assert len(page["files"]) == 3
    for file in page["files"]:
        address = urljoin("/simple/envcore/", file["url"])
        path = tmp_path / "index" / address.lstrip("/")
        data = path.read_bytes()
        assert data == (dist / file["filename"]).read_bytes()
        assert file["hashes"]["sha256"] == hashlib.sha256(data).hexdigest()
        assert file["size"] == len(data)
        metadata = path.with_name(f"{path.name}.metadata").read_bytes()
        assert file["core-metadata"]["sha256"] == hashlib.sha256(metadata).hexdigest()
        with zipfile.ZipFile(path) as archive:
            assert archive.read("envcore-1.0.0.dist-info/METADATA") == metadata


def constraints_of(tmp_path: Path) -> list[Requirement]:
    lines = (tmp_path / "index" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def test_constraints_name_one_file_for_every_machine(dist: Path, tmp_path: Path) -> None:
    write_index([dist], tmp_path / "index", URL)

    machines = {
        ("3.11", "linux", "x86_64"): f"{URL}/files/envcore-1.0.0-{LINUX}.whl#sha256=",
        ("3.12", "darwin", "arm64"): f"{URL}/files/envcore-1.0.0-{MAC}.whl#sha256=",
        ("3.12", "linux", "x86_64"): "<0",
        ("3.11", "darwin", "arm64"): "<0",
        ("3.11", "win32", "AMD64"): "<0",
    }
    for (python, system, machine), expected in machines.items():
        seen = {"python_version": python, "sys_platform": system, "platform_machine": machine}
        met = [
            one
            for one in constraints_of(tmp_path)
            if one.marker is None or one.marker.evaluate(seen)
        ]
        ours = {one.name: one.url or str(one.specifier) for one in met}
        assert [one.name for one in met] == ["envcore", "replaykit"]
        assert ours["envcore"].startswith(expected)
        assert ours["replaykit"].startswith(f"{URL}/files/replaykit-1.2.0-{PURE}.whl#sha256=")


def test_constraints_name_versions_that_fit_together(dist: Path, tmp_path: Path) -> None:
    make_wheel(dist, "envcore", "2.0.0", code=OURS)
    make_wheel(dist, "replaykit", "2.0.0rc1", code=OURS, requires=["envcore>=2,<3"])
    write_index([dist], tmp_path / "index", URL)
    assert all("2.0.0" not in str(one) for one in constraints_of(tmp_path))

    make_wheel(dist, "trainkit", "0.2.0", code=OURS, requires=["replaykit[remote]>=3"])
    with pytest.raises(IndexFault, match=r"^replaykit: .* ask for >=3, there is 1.2.0$"):
        write_index([dist], tmp_path / "index", URL)


@pytest.mark.parametrize(
    ("name", "code", "fault"),
    [
        ("envcore", "x = 1", "has the name of our envcore, and is another project's"),
        ("trainkit", None, "has the name of our trainkit, and is another project's"),
    ],
)
def test_a_strangers_file_is_refused(
    name: str, code: str | None, fault: str, dist: Path, tmp_path: Path
) -> None:
    make_wheel(dist, name, "1.7.0", code=code)
    with pytest.raises(IndexFault, match=fault):
        write_index([dist], tmp_path / "index", URL)
    assert not (tmp_path / "index").exists()


def test_files_that_are_no_distributions_are_refused(dist: Path, tmp_path: Path) -> None:
    wheel = dist / f"replaykit-1.2.0-{PURE}.whl"
    (dist / f"replaykit-9.9.9-{PURE}.whl").write_bytes(wheel.read_bytes())
    with pytest.raises(IndexFault, match=r"its metadata is of replaykit 1\.2\.0"):
        write_index([dist], tmp_path / "index", URL)
    (dist / f"replaykit-9.9.9-{PURE}.whl").write_bytes(b"PK")
    with pytest.raises(IndexFault, match="not a zip file"):
        write_index([dist], tmp_path / "index", URL)
    (dist / f"replaykit-9.9.9-{PURE}.whl").unlink()
    other = make_wheel(tmp_path / "more", "replaykit", "1.2.0", code=OURS)
    with pytest.raises(IndexFault, match=r"differs from .*which has the same name"):
        write_index([dist, other.parent], tmp_path / "index", URL)


def test_a_folder_with_other_content_stays(dist: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match="not empty and not an index"):
        write_index([dist / "others"], dist)
    assert len(list(dist.glob("*.whl"))) == 4


def test_the_command_writes_the_same_again_and_refuses_in_one_line(
    dist: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tools.index", str(dist), "--out", str(tmp_path / "index")]
    written = []
    for _ in range(2):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.endswith("5 files of 3 projects: envcore, numpy, replaykit\n")
        files = sorted(path for path in (tmp_path / "index").rglob("*") if path.is_file())
        written.append([(path, path.read_bytes()) for path in files])
    assert written[0] == written[1]
    (tmp_path / "empty").mkdir()
    command[3] = str(tmp_path / "empty")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"index: {tmp_path / 'empty'}: no wheel and no sdist in it\n"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (PURE, {}),
        ("cp314-cp314-win_amd64", {"sys_platform": "win32", "platform_machine": "AMD64"}),
        ("cp313-cp313-macosx_11_0_universal2", {"sys_platform": "darwin"}),
        (
            "cp313-cp313-manylinux_2_28_aarch64",
            {"sys_platform": "linux", "platform_machine": "aarch64"},
        ),
        ("cp311-cp311-linux_x86_64", {"sys_platform": "linux", "platform_machine": "x86_64"}),
    ],
)
def test_markers_say_where_a_wheel_fits(tag: str, expected: dict[str, str]) -> None:
    found = dict(condition_of(parse_tag(tag)))
    python = found.pop("python_version", "3")
    assert tag.startswith(f"cp{python.replace('.', '')}-" if expected else "py3")
    assert found == expected


@pytest.mark.parametrize("tag", ["cp313-cp313t-linux_x86_64", "cp311-cp311-solaris_1_sparc"])
def test_a_wheel_for_an_unknown_machine_is_refused(tag: str) -> None:
    with pytest.raises(IndexFault, match=tag):
        condition_of(parse_tag(tag))
