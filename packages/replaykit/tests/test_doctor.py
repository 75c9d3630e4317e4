"""The doctor reports what is installed, what does not fit, and what does not work."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from replaykit.cli.main import main
from replaykit.doctor import examine
from replaykit.siblings import SIGN

OURS = f'"""Part of {SIGN}."""\n'
GOOD = "def facts(): return {'fuel': '7'}\ndef fly(): pass\nCHECKS = {'it flies': fly}"
BAD = "def fly(): raise ValueError('no fuel')\nCHECKS = {'it flies': fly}"
PIP = "envbad 1.0 has requirement numpy<1, but you have numpy 2.\nother 1.0 requires x.\n"


@pytest.fixture
def five(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put toy packages in the place of the five."""
    files = {
        "envgood": (OURS, GOOD),
        "envbad": (OURS, BAD),
        "envbroken": (OURS, "import envnowhere"),
        "envstranger": ("raise SystemExit('a stranger ran')", GOOD),
    }
    for name, (first, doctor) in files.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(first)
        (tmp_path / name / "doctor.py").write_text(doctor)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(examine, "PACKAGES", (*files, "envmissing"))
    answer = subprocess.CompletedProcess([], 1, PIP, "")
    monkeypatch.setattr("replaykit.doctor.examine.subprocess.run", lambda *_, **__: answer)


def problems(checks: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    return {(one["package"], one["name"]): one["problem"] for one in checks}


def test_every_fault_is_named(five: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 1

    found = json.loads(capsys.readouterr().out)
    assert found["packages"]["envmissing"] == "not installed"
    assert found["packages"]["envgood"].startswith("of unknown version in ")
    assert found["facts"]["fuel"] == "7"
    tried = problems(found["checks"])
    fits = "has the versions of other packages that it needs"
    assert tried["envgood", "is this project's"] == tried["envgood", "it flies"] == ""
    assert tried["envgood", fits] == ""
    assert tried["envbad", fits] == "envbad 1.0 has requirement numpy<1, but you have numpy 2"
    assert tried["envbad", "it flies"] == "ValueError: no fuel"
    assert tried["envbroken", "can be imported"].startswith("ModuleNotFoundError: ")
    assert tried["envstranger", "is this project's"].endswith("is another project's")
    assert ("envstranger", "it flies") not in tried


def test_the_text_counts_what_failed(five: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 1

    shown = capsys.readouterr().out.splitlines()
    assert "FAIL  envbad      it flies: ValueError: no fuel" in shown
    assert "ok    envgood     it flies" in shown
    assert "      envmissing  not installed" in shown
    assert shown[-1] == "4 of 11 checks failed."


def test_a_package_alone_is_enough(
    five: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_pip = subprocess.CompletedProcess([], 1, "", "python: No module named pip\n")
    monkeypatch.setattr("replaykit.doctor.examine.subprocess.run", lambda *_, **__: no_pip)
    monkeypatch.setattr(examine, "PACKAGES", ("replaykit", "envmissing"))
    assert main(["doctor"]) == 0

    shown = capsys.readouterr().out
    assert "ok    replaykit   a recorded episode is written, read and verified\n" in shown
    assert shown.endswith("All is well.\n")
