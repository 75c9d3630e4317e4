"""The files of the page, and `playserver serve` as a process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import WebSocketDenialResponse

from playserver import Settings, create_app
from playserver.cli.main import main

PAGE = '<!doctype html><script src="./assets/main-1a2b.js"></script>'


@pytest.fixture
def page_client(tmp_path: Path) -> TestClient:
    """Return a client of a server with a page of two files."""
    (tmp_path / "static" / "assets").mkdir(parents=True)
    (tmp_path / "static" / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "static" / "assets" / "main-1a2b.js").write_text("let a;", encoding="utf-8")
    app = create_app(Settings(runs_dir=tmp_path, static_dir=tmp_path / "static"))
    return TestClient(app, base_url="http://localhost")


@pytest.mark.parametrize("path", ["/", "/runs/a", "/runs/a/replays/w000001?step=3"])
def test_paths_of_the_page_answer_with_the_page(page_client: TestClient, path: str) -> None:
    response = page_client.get(path)
    assert response.text == PAGE.replace("./", "/")  # the address may be deeper
    assert response.headers["cache-control"] == "no-cache"


def test_hashed_files_never_change(page_client: TestClient) -> None:
    response = page_client.get("/assets/main-1a2b.js")
    assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize("path", ["/assets/gone-1.js", "/api/gone", "/../secret.txt"])
def test_other_paths_are_not_found(page_client: TestClient, path: str) -> None:
    assert page_client.get(path).status_code == 404


def test_a_missing_page_is_reported_with_what_to_do(tmp_path: Path) -> None:
    app = create_app(Settings(runs_dir=tmp_path, static_dir=tmp_path / "none"))
    response = TestClient(app, base_url="http://localhost").get("/")
    assert response.status_code == 503
    assert "reinstall playserver" in response.json()["detail"]


def test_a_port_in_use_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["serve", "--runs", str(tmp_path), "--port", str(port)]) == 2
    assert capsys.readouterr().err == (
        f"playserver: cannot listen on 127.0.0.1, port {port}: address already in use; "
        "choose another --host or --port (0 for a free port)\n"
    )


@contextmanager
def serving(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command; yield its process and its address."""
    command = [Path(sys.executable).with_name("playserver"), "serve", "--port", "0", *arguments]
    process = subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    with process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()  # it listens before it prints this
            yield process, next(word for word in line.split() if word.startswith("http://"))
        finally:
            process.kill()


def ask(address: str, body: bytes | None = None) -> Any:
    """Return the JSON of an answer."""
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response)


def test_the_command_serves_on_loopback(runs_dir: Path, tmp_path: Path) -> None:
    with serving("--runs", runs_dir, "--data", tmp_path / "data") as (_, address):
        assert address.startswith("http://127.0.0.1:")
        assert ask(f"{address}/api/runs")["runs"][0]["run_id"] == "newer"
        with urllib.request.urlopen(address, timeout=20) as response:
            assert b"<!doctype html>" in response.read().lower()


def test_a_killed_server_loses_no_stored_replay(runs_dir: Path, tmp_path: Path) -> None:
    arguments = ["--runs", runs_dir, "--data", tmp_path / "data", "--index", tmp_path / "index"]
    with serving(*arguments) as (process, address):
        runs = ask(f"{address}/api/runs")
        replays = ask(f"{address}/api/replays")
        session = ask(f"{address}/api/play", b'{"actions": [6, 6]}')
        kept = ask(f"{address}/api/play/{session['session_id']}/save", b"")
        process.kill()
    with serving(*arguments) as (_, address):
        assert ask(f"{address}/api/runs") == runs
        assert ask(f"{address}/api/replays") == replays
        assert ask(f"{address}/api/saved")["replays"] == [kept]
        assert ask(f"{address}/api/saved/{kept['replay_id']}/verify")["is_true"] is True
        with pytest.raises(urllib.error.HTTPError, match="404"):
            ask(f"{address}/api/play/{session['session_id']}")


def test_a_server_without_a_runs_folder_starts_and_explains(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from playserver.cli.main import main; main()", "serve"]
    arguments = ["--runs", "later", "--port", "0"]
    with subprocess.Popen(
        [*command, *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        address = process.stdout.readline().split()[3]
        assert ask(f"{address}/api/runs")["runs"] == []
        process.kill()
        assert process.stderr.read() == ("there is no folder later yet; `trainkit run` makes it\n")


def test_a_tilde_is_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("playserver.site.export.Catalog", None)  # only where it goes matters
    (tmp_path / "runs").mkdir()
    (tmp_path / "site").mkdir()
    assert main(["build-static", "--runs=~/runs", "--out=~/site"]) == 2
    assert f"{tmp_path}/site exists and is not a site" in capsys.readouterr().err
    assert main(["build-static", "--runs=~/none"]) == 2
    assert f"there is no folder {tmp_path}/none" in capsys.readouterr().err


def prefixed(tmp_path: Path, root_path: str) -> TestClient:
    """Return a client of a server that is shown under a prefix."""
    (tmp_path / "static" / "assets").mkdir(parents=True)
    (tmp_path / "static" / "index.html").write_text(f"<head></head>{PAGE}", encoding="utf-8")
    (tmp_path / "static" / "assets" / "main-1a2b.js").write_text("let a;", encoding="utf-8")
    settings = Settings(runs_dir=tmp_path, static_dir=tmp_path / "static", root_path=root_path)
    return TestClient(create_app(settings), base_url="http://localhost")


@pytest.mark.parametrize("kept", ["/belt", ""])
def test_a_proxy_may_keep_the_prefix_or_remove_it(tmp_path: Path, kept: str) -> None:
    client = prefixed(tmp_path, "/belt")
    for path in ("/", "/runs/a"):
        page = client.get(kept + path).text
        assert 'src="/belt/assets/main-1a2b.js"' in page
        assert '<head><meta name="playserver-root" content="/belt" />' in page
    assert client.get(f"{kept}/assets/main-1a2b.js").text == "let a;"
    assert client.get(f"{kept}/api/runs").status_code == 200
    assert client.head(f"{kept}/api/runs").status_code == 200
    assert client.get(f"{kept}/openapi.json").json()["servers"] == [{"url": "/belt"}]
    assert client.get(f"{kept}/api/nothing").status_code == 404
    assert client.delete(f"{kept}/api/runs").headers["allow"] == "GET, HEAD"
    too_large = client.post(f"{kept}/api/hall", content=b"x" * 200_000)
    assert too_large.status_code == 413


def test_a_prefix_is_a_whole_segment(tmp_path: Path) -> None:
    client = prefixed(tmp_path, "/belt")
    assert client.get("/belt").status_code == 200
    assert client.get("/beltway/api/runs").status_code == 404
    assert client.get("/belt/belt/api/runs").status_code == 404
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("ws://localhost/belt/api/runs/a/replays/b/stream"),
    ):
        pass
    assert refused.value.json()["detail"] == "no run is named a"


def test_an_application_can_be_mounted_in_another(tmp_path: Path) -> None:
    inner = prefixed(tmp_path, "").app
    outer = TestClient(Starlette(routes=[Mount("/tools/belt", inner)]), base_url="http://localhost")
    assert outer.get("/tools/belt/api/runs").status_code == 200
    assert 'src="/tools/belt/assets/main-1a2b.js"' in outer.get("/tools/belt/").text


def test_a_prefix_from_outside_is_never_written_into_the_page(tmp_path: Path) -> None:
    app = prefixed(tmp_path, "").app
    client = TestClient(app, base_url="http://localhost", root_path='/"><script>')
    assert "<script>" not in client.get("/").text.replace(PAGE.replace("./", "/"), "")
