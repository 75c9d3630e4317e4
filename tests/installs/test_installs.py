"""The command that installs by every way measures, and finds a stranger's package that runs."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tools import installs
from tools.release.smoke import BIN, SmokeError
from tools.repository import PACKAGE_NAMES

LINE = "trainkit: envcore 0.1.1 in /somewhere is another project's"


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """Return a fresh environment without pip."""
    venv.create(tmp_path / "fresh", symlinks=os.name != "nt")
    return tmp_path / "fresh"


def command(environment: Path, code: str) -> None:
    """Write a command of an environment."""
    path = environment / BIN / "trainkit"
    path.write_text(f"#!{sys.executable}\n{code}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="scripts start otherwise there")
def test_only_a_refusal_in_one_line_counts(environment: Path) -> None:
    command(environment, f"import sys; sys.exit({LINE!r})")
    assert installs.refusal(environment, "trainkit") == LINE
    for code in (
        "print('trainkit 1.0.0')",
        f"import sys; print('1.0.0'); sys.exit({LINE!r})",
        f"import sys; sys.exit({LINE!r} + '\\nmore')",
        "raise SystemExit('the code of a stranger runs')",
    ):
        command(environment, code)
        with pytest.raises(SmokeError, match=r"^trainkit beside a stranger's envcore: "):
            installs.refusal(environment, "trainkit")


def test_the_stranger_takes_the_place_of_envcore(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installs, "pip", lambda _: [sys.executable, "-c", ""])
    installs.place_stranger(environment)
    code = "import importlib.metadata as m; print(m.version('envcore')); import envcore"
    done = subprocess.run(
        [str(environment / BIN / "python"), "-c", code],
        env=os.environ | {"PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == installs.STRANGER
    assert done.stderr.strip() == "the code of a stranger runs"


def test_what_a_command_takes_is_that_of_its_processes() -> None:
    counted = "import time\nwhile time.process_time() < 0.3: pass"
    took = installs.timed([sys.executable, "-c", counted])
    assert took.wall_s > 0
    if os.name != "nt":  # where the system does not count them
        assert took.processor_s >= 0.25  # of 0.3, counted in hundredths


def test_what_pip_fetched_is_read_from_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, ours, collected = (
        tmp_path / "links" / "torch-2.13.0-cp311.whl",
        tmp_path / "links" / "envcore-1.0.0-cp311.whl",
        tmp_path / "temporary" / "numpy-2.0.0-cp311.whl",
    )
    for path in (other, ours, collected):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 3_000_000)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "temporary"))
    lines = [
        "2026-11-30T15:00:00,000 Collecting click",
        "2026-11-30T15:00:00,000   Downloading click-8.5.1-py3-none-any.whl (200.0 kB)",
        "  Downloading click-8.5.1-py3-none-any.whl.metadata (500 bytes)",
        "    Downloading cmake-4.4.4.whl (1.5 MB)",  # pip prints it so for a compilation
        *(f"Processing {path}" for path in (other, ours, collected, other)),
    ]
    assert installs.fetched_megabytes("\n".join(lines)) == pytest.approx(3 + 0.2 + 0.0005 + 1.5)


def test_a_way_that_is_not_known_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["installs", "conda"])
    with pytest.raises(SystemExit, match="2"):
        installs.main()
    assert "way conda: expected some of clone, wheels, index" in capsys.readouterr().err


def test_each_way_names_all_five_and_no_other_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def timed(line: list[str]) -> installs.Took:
        ran.append(line)
        return installs.Took(1, 1)

    monkeypatch.setattr(installs, "timed", timed)
    (tmp_path / "wheel.log").write_text("", encoding="utf-8")  # pip's
    (tmp_path / "wheels").mkdir()
    from_clone = installs.from_clone(tmp_path / "fresh", [])
    assert [Path(path).name for path in from_clone[2:]] == PACKAGE_NAMES
    core = Path(from_clone[2])
    assert (core / "CMakeLists.txt").is_file()
    assert not (core / "build").exists()
    from_wheels = installs.from_wheels(tmp_path / "fresh", [tmp_path])
    assert from_wheels[0] == "--no-index"
    assert from_wheels[3:] == PACKAGE_NAMES
    assert ran[0][3] == "wheel"
