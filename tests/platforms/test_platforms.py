"""What `nox -s platforms` plays, and what it says where a tool is missing or a build is wrong."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools.platforms import __main__ as platforms
from tools.platforms import play, python_wheel
from tools.platforms.builds import AARCH64, S390X, Build, builds
from tools.platforms.python_wheel import PYTHONS
from tools.repository import ROOT
from tools.sessions.suites import groups_of_platforms

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="platforms are built on Linux")

BUILDS = {build.name: build for build in builds()}
PROCESSORS = {"aarch64", "arm", "riscv64", "ppc64le", "s390x"}


def test_every_processor_is_played_and_two_of_them_on_every_change() -> None:
    linux = [build for build in BUILDS.values() if build.target and build.target.system == "Linux"]
    assert {build.target.processor for build in linux if build.target} == PROCESSORS
    chosen = platforms.choose([], platforms.checks())
    assert {"aarch64", "s390x", "windows", "wasm", "g++-O2"} <= set(chosen)
    assert not {"armhf", "riscv64", "ppc64le"} & set(chosen)
    assert set(platforms.choose(["all"], platforms.checks())) > set(chosen)
    assert platforms.choose(["s390x"], platforms.checks()) == ["s390x"]


def test_the_page_names_every_platform_with_its_last_result() -> None:
    page = (ROOT / "docs" / "determinism.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.count("|") == 6]
    results = {
        name: row[5] for row in rows for cell in row[3].split("`")[1::2] for name in cell.split()
    }
    for name, (_, is_nightly) in platforms.checks().items():
        assert re.search(r"\d{4}-\d\d-\d\d", results[name]), name
        (when,) = {
            row[4].strip() for row in rows if re.search(rf"[` ]{re.escape(name)}[` ]", row[3])
        }
        assert when == ("nightly" if is_nightly else "every change"), name


def test_an_unknown_platform_is_refused() -> None:
    with pytest.raises(ValueError, match=r"platform vax: expected all or some of .*aarch64"):
        platforms.choose(["aarch64", "vax"], platforms.checks())


def test_only_planted_builds_may_fuse_and_the_core_itself_never_may() -> None:
    planted = {name for name, build in BUILDS.items() if build.is_planted}
    assert planted == {"fused-aarch64", "fused-s390x", "fused-v3"}
    text = (play.CORE / "CMakeLists.txt").read_text(encoding="utf-8")
    assert "set(ENVCORE_FP_CONTRACT off CACHE" in text
    assert "-ffp-contract=${ENVCORE_FP_CONTRACT}" in text


@pytest.mark.parametrize(
    "line",
    [
        "  401b2c:\tc4 e2 f1 98 c2       \tvfmadd132sd %xmm2,%xmm1,%xmm0",
        "  401b2c:\t1f420820 \tfmadd\td0, d1, d2, d2",
        "  401b2c:\t1f628820 \tfnmsub\td0, d1, d2, d2",
        "  401b2c:\t4e62cc20 \tfmla\tv0.2d, v1.2d, v2.2d",
        "  401b2c:\teea10b02 \tvfma.f64\td0, d1, d2",
        "  401b2c:\t02c5f553 \tfmadd.d\tfa0,fa1,fa2,fa3",
        "  401b2c:\t0a 09 21 f0 \txsmaddadp vs1,vs2,vs3",
        "  401b2c:\tb3 1e 20 13 \tmadbr\t%f2,%f1,%f3",
        "  401b2c:\te7 00 20 08 38 8f \twfmadb\t%v0,%v0,%v2,%v3",
    ],
)
def test_a_fused_instruction_is_found(line: str) -> None:
    assert play.FUSED.search(line)


@pytest.mark.parametrize(
    "line",
    [
        "  401b2c:\t1e620820 \tfmul\td0, d1, d2",
        "  401b2c:\tc5 f3 58 c2          \tvaddsd %xmm2,%xmm1,%xmm0",
        "  401b2c:\t9b020c20 \tmadd\tx0, x1, x2, x3",
        "  401b2c:\te0000212 \tmla\tr0, r2, r2, r0",
        "  401b2c:\tb3 1c 00 13 \tmdbr\t%f1,%f3",
    ],
)
def test_any_other_instruction_is_not(line: str) -> None:
    assert not play.FUSED.search(line)


def test_a_missing_tool_is_one_line_and_a_failure_in_ci(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (check, _) = platforms.checks()["s390x"]
    monkeypatch.delenv("CI", raising=False)
    assert platforms.report("s390x", check, tmp_path, tmp_path)
    monkeypatch.setenv("CI", "true")
    assert not platforms.report("s390x", check, tmp_path, tmp_path)
    skipped, failed = capsys.readouterr().out.splitlines()
    said = "is not here; on Debian: apt-get install g++-s390x-linux-gnu qemu-user"
    assert skipped.startswith("s390x")
    assert f"skipped: s390x-linux-gnu-g++ {said}" in skipped
    assert f"FAILED: s390x-linux-gnu-g++ {said}" in failed


def test_a_missing_emulator_is_named_before_anything_is_compiled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compiler = tmp_path / "aarch64-linux-gnu-g++"
    compiler.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(play, "run", lambda *_: pytest.fail("compiled"))
    with pytest.raises(play.MissingTool, match=r"^qemu-aarch64 is not here; on Debian: apt-get"):
        play.compile_build(Build("aarch64", compiler.name, "-O2", target=AARCH64), tmp_path)


def test_the_compiler_for_musl_is_a_package_of_pypi(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(play.MissingTool, match=r"^zig is not here: install PyPI's ziglang"):
        play.find_compiler(BUILDS["musl"], tmp_path)
    assert {"wasm"} <= set(groups_of_platforms(["musl"])) & set(groups_of_platforms(["all"]))


def test_zig_gets_its_own_names_of_processors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ziglang.py").write_text("import sys; print(*sys.argv[1:])", encoding="utf-8")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: True)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    command = [
        play.find_compiler(BUILDS["musl"], tmp_path),
        "-O2",
        "-march=x86-64-v3",
        "-c",
        "x.cpp",
    ]
    assert play.run(command) == "c++ -O2 -march=x86_64_v3 -c x.cpp"


def program(folder: Path, script: str) -> str:
    """Write a program that plays nothing."""
    path = folder / "player"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    path.chmod(0o755)
    return str(path)


def test_a_planted_fault_that_plays_on_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(play.WrongBuild, match="it must differ, but: 34 episodes"):
        play.difference([program(tmp_path, "echo 34 episodes")], tmp_path)


def test_a_crash_is_not_taken_for_the_planted_fault(tmp_path: Path) -> None:
    with pytest.raises(play.WrongBuild, match="Segmentation"):
        play.difference([program(tmp_path, "echo Segmentation fault >&2; exit 1")], tmp_path)
    found = program(tmp_path, "echo 'a, step 3: expected reward 1, got 2' >&2; exit 1")
    assert play.difference([found], tmp_path).endswith("step 3: expected reward 1, got 2")


@pytest.mark.parametrize(
    ("contract", "fused"), [("off", 3), ("fast", 0)], ids=["fused unasked", "planted in vain"]
)
def test_the_machine_code_must_be_as_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, contract: str, fused: int
) -> None:
    build = Build("x", "g++", "-O2", target=S390X, contract=contract, has_fused=True)
    monkeypatch.setattr(play, "compile_build", lambda *_: tmp_path / "player")
    monkeypatch.setattr(play, "count_fused", lambda *_: fused)
    with pytest.raises(play.WrongBuild, match=f"{fused} fused .*contract={contract}"):
        play.check_build(build, tmp_path, tmp_path)


def test_other_bits_are_a_failure_with_the_player_s_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    player = program(tmp_path, "echo 'a, step 3: expected reward 1, got 2' >&2; exit 1")

    def check(*_: Path) -> str:
        return play.play([player], "golden.txt", {})

    assert not platforms.report("x", check, tmp_path, tmp_path)
    assert "FAILED\na, step 3: expected reward 1, got 2" in capsys.readouterr().out


def test_ci_and_the_nightly_run_install_what_they_play() -> None:
    workflows = ROOT / ".github" / "workflows"
    ci = yaml.safe_load((workflows / "ci.yml").read_text(encoding="utf-8"))
    rows = ci["jobs"]["check"]["strategy"]["matrix"]["include"]
    (here,) = [row["apt"].split() for row in rows if row["sessions"] == "platforms"]
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for build in BUILDS.values():
        if not build.is_nightly:
            for package in build.debian_packages.split():
                assert package in here, f"{build.name}: {package} is missing in ci.yml"
                assert package in run, f"{build.name}: {package} is missing in .ci/run"
    nightly = yaml.safe_load((workflows / "nightly.yml").read_text(encoding="utf-8"))
    (row,) = [
        row
        for row in nightly["jobs"]["session"]["strategy"]["matrix"]["include"]
        if row["command"] == "platforms -- all"
    ]
    needed = {package for build in BUILDS.values() for package in build.debian_packages.split()}
    assert needed - {"clang", "g++"} <= set(row["apt"].split())


def test_the_nightly_run_has_the_tools_of_every_foreign_python() -> None:
    path = ROOT / ".github" / "workflows" / "nightly.yml"
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    rows = jobs["session"]["strategy"]["matrix"]["include"]
    (row,) = [row for row in rows if row["command"] == "platforms -- all"]
    for python in PYTHONS:
        assert set(python.packages.split()) <= set(row["apt"].split()), python.name


def test_a_python_that_debian_does_not_have_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(python_wheel, "RELEASES", {(2, 7): "buster"})
    monkeypatch.setattr(python_wheel, "run", lambda *_: pytest.fail("downloaded"))
    with pytest.raises(play.MissingTool, match=r"Debian has no python3\.\d+: .* Python 2\.7$"):
        python_wheel.unpack_python(PYTHONS[0], tmp_path)


def test_a_build_that_does_not_compile_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def check(*_: Path) -> str:
        raise subprocess.CalledProcessError(1, "cmake", "", "no such header")

    assert not platforms.report("x", check, tmp_path, tmp_path)
    assert "FAILED\nno such header" in capsys.readouterr().out
