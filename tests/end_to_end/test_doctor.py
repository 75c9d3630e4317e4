"""One command checks all five packages of this installation."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tools.repository import PACKAGE_NAMES

COMMANDS = {
    "trainkit": "from trainkit.cli.main import trainkit as root",
    "replaykit": "from replaykit.cli.main import replaykit as root",
    "playserver": "from playserver.cli.main import playserver as root",
}


@pytest.mark.slow
def test_trainkit_doctor_finds_this_installation_well() -> None:
    code = "from trainkit.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "doctor", "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    found = json.loads(done.stdout)
    assert {name for name, where in found["packages"].items() if " in " in where} == set(
        PACKAGE_NAMES
    )
    assert {"python", "spec", "torch"} <= found["facts"].keys()
    faults = [check for check in found["checks"] if check["problem"]]
    assert faults == []
    assert done.returncode == 0
    for name in PACKAGE_NAMES:
        tried = [check["name"] for check in found["checks"] if check["package"] == name]
        assert len(tried) >= 3, name
        assert "is this project's" in tried


@pytest.mark.parametrize("name", COMMANDS)
def test_it_is_the_same_command_in_each_program(name: str) -> None:
    from replaykit.doctor.command import doctor

    scope: dict[str, object] = {}
    exec(COMMANDS[name], scope)
    assert scope["root"].commands["doctor"] is doctor  # type: ignore[attr-defined]
