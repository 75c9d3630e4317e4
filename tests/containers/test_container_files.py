"""The container file and the compose file keep what docs/containers.md promises."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tools.containers import __main__ as checks
from tools.containers import engine
from tools.containers.engine import Engine, EngineError
from tools.repository import ROOT

FILE = (ROOT / "containers" / "Containerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "containers" / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
COMMANDS = {"trainer": "trainkit", "page": "playserver"}


def stages() -> dict[str, str]:
    """Return the instructions of each stage by its name."""
    parts = re.split(r"^FROM (\S+) AS (\S+)$", FILE, flags=re.MULTILINE)
    return {parts[i + 1]: f"{parts[i]}\n{parts[i + 2]}" for i in range(1, len(parts), 3)}


def test_the_base_is_pinned_by_its_digest() -> None:
    (base,) = re.findall(r"^ARG BASE=(.*)$", FILE, flags=re.MULTILINE)
    assert re.fullmatch(r"python:3\.\d+-slim-\w+@sha256:[0-9a-f]{64}", base)
    names = stages()
    assert {text.partition("\n")[0] for text in names.values()} <= {"${BASE}", *names}


@pytest.mark.parametrize("target", COMMANDS)
def test_an_image_runs_its_command_without_rights(target: str) -> None:
    lines = stages()[target].splitlines()
    assert [line for line in lines if line.startswith("USER ")] == [f"USER {checks.USER}"]
    assert f'ENTRYPOINT ["{COMMANDS[target]}"]' in lines
    assert any(line.startswith("HEALTHCHECK ") for line in lines)
    assert f"--uid {checks.USER} " in stages()["runtime"]
    assert 'VOLUME ["/runs", "/data"]' in stages()["runtime"]
    after_user = "\n".join(lines).partition("USER ")[2]
    assert "RUN " not in after_user


def test_images_take_our_packages_from_the_sources_only() -> None:
    for name, text in stages().items():
        for command in re.findall(r"pip install [^&]*", text):
            assert "--no-index --find-links /wheels" in command, name
    assert ".env" not in (ROOT / ".dockerignore").read_text().split()
    assert (ROOT / ".dockerignore").read_text().split("\n")[1:4] == [
        "*",
        "!constraints.txt",
        "!packages",
    ]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_locked_down(name: str) -> None:
    service: dict[str, Any] = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["build"]["target"] == name
    assert not {"privileged", "network_mode", "user", "cap_add"} & service.keys()
    mounted = [volume.split(":") for volume in service["volumes"]]
    assert {volume[0] for volume in mounted} <= COMPOSE["volumes"].keys()
    assert {volume[1] for volume in mounted} <= {"/runs", "/data"}


def test_the_page_reads_runs_only_and_is_open_to_this_machine_only() -> None:
    page = SERVICES["page"]
    assert "runs:/runs:ro" in page["volumes"]
    assert all(port.startswith("127.0.0.1:") for port in page["ports"])
    assert page["command"][-2:] == ["--token-file", "/run/secrets/token"]


@pytest.mark.parametrize("name", SERVICES)
def test_the_commands_of_the_services_exist(name: str) -> None:
    from playserver.cli.main import playserver
    from trainkit.cli.main import trainkit

    command, *arguments = SERVICES[name]["command"]
    root = {"trainer": trainkit, "page": playserver}[name]
    known = {option for one in root.commands[command].params for option in one.opts}
    assert {argument for argument in arguments if argument.startswith("--")} <= known


def test_without_an_engine_one_line_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "ENGINES", ("no-such-engine",))
    monkeypatch.setattr("sys.argv", ["containers"])
    for value, code in (("", 0), ("true", 1)):
        monkeypatch.setenv("CI", value)
        assert checks.main() == code
        shown = capsys.readouterr().out
        assert shown.startswith("containers: neither docker nor podman works")
        assert shown.count("\n") == 1


def test_a_failing_command_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineError, match=r"^false info: exit code 1"):
        Engine("false").call("info")
