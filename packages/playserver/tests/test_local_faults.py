"""Whatever a runs folder holds, one bad item hides nothing else: it has its own message."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from odd_files import (
    CASES,
    CONFIG,
    EVALUATION,
    EVERY,
    INDEX,
    MANIFEST,
    METADATA,
    ONE,
    WINDOWS,
    as_plain_user,
    loop,
    replaced,
    text,
)

from playserver import Settings
from playserver.runs.lock import is_held
from playserver.site.export import build_site

import helpers
from conftest import client_of
from helpers import get, problem_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Return a folder with a good run and one that the test damages."""
    helpers.make_run(tmp_path / "runs", "good")
    helpers.make_run(tmp_path / "runs", "odd")
    return tmp_path / "runs"


def check_the_good_run(client: TestClient) -> None:
    """Fail unless everything of the good run is shown."""
    listed = {run["run_id"]: run for run in get(client, "/api/runs")["runs"]}
    assert listed["good"]["status"] == "completed"
    assert listed["good"]["problems"] == []
    found = get(client, "/api/replays")["replays"]
    assert [one["run_id"] for one in found].count("good") == helpers.WINDOWS
    assert get(client, "/api/runs/good")["evaluation"] is not None
    assert len(get(client, "/api/runs/good/windows")["windows"]) == helpers.WINDOWS
    series = get(client, "/api/series?run=good&run=odd&metric=survival")["series"]
    assert series[0]["windows"] == [1, 2, 3]
    assert get(client, "/api/runs/good/replays/w000002/verify")["is_true"] is True


def check_the_odd_run(client: TestClient) -> list[str]:
    """Ask for everything of the damaged run; return its problems."""
    messages = []
    for path in ("", "/windows", "/metrics", "/replays", f"/{ONE}", f"/{ONE}/file"):
        response = client.get(f"/api/runs/odd{path}")
        assert response.status_code in (200, 404, 500), response.text
        if response.status_code == 500:
            detail = problem_of(response, 500)
            assert "traceback" not in detail  # a message of its own, not a failure of the server
            messages.append(detail)
    return messages


@pytest.mark.parametrize("case", CASES)
def test_a_damaged_run_hides_nothing_else(runs: Path, case: str) -> None:
    CASES[case](runs / "odd")
    client = client_of(runs)
    check_the_good_run(client)
    messages = check_the_odd_run(client)
    odd = get(client, "/api/runs/odd")["run"]
    if case not in ("odd YAML", "broken links"):
        assert odd["error"] or odd["problems"] or messages


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("case", ["folders", "FIFOs", "loops", "null"])
def test_one_damaged_file_hides_no_other_file(runs: Path, case: str, name: str) -> None:
    make = {"folders": Path.mkdir, "FIFOs": os.mkfifo, "loops": loop, "null": text(b"null\n")}
    replaced(make[case], name)(runs / "odd")
    client = client_of(runs)
    detail = get(client, "/api/runs/odd")
    shown = {
        CONFIG: detail["config"] is not None,
        MANIFEST: detail["manifest"] is not None,
        EVALUATION: detail["evaluation"] is not None,
        METADATA: detail["run"]["status"] == "completed",
        WINDOWS: client.get("/api/runs/odd/windows").status_code == 200
        and len(get(client, "/api/runs/odd/windows")["windows"]) == helpers.WINDOWS,
        INDEX: client.get("/api/runs/odd/replays").status_code == 200
        and get(client, "/api/runs/odd/replays")["total"] == helpers.WINDOWS,
    }
    assert {one for one, is_shown in shown.items() if not is_shown} == ({name} & set(shown))
    if name in shown:
        assert [*detail["run"]["problems"], detail["run"]["error"]] != [None]


def test_a_run_without_permissions_hides_nothing_else(runs: Path) -> None:
    with as_plain_user(runs) as copy:
        client = client_of(copy)
        check_the_good_run(client)
        (odd,) = (run for run in get(client, "/api/runs")["runs"] if run["run_id"] == "odd")
        assert odd["error"] == "odd/run_metadata.json cannot be read: permission denied"
        assert check_the_odd_run(client)


def test_a_runs_folder_without_permissions_says_so(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied")

    client = client_of(runs)
    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    listed = get(client, "/api/runs")
    assert listed["runs"] == []
    assert listed["problems"] == ["the runs folder cannot be read: permission denied"]


@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [
        ("notes.txt", lambda path: path.write_text("x", encoding="utf-8"), None),
        ("pipe", os.mkfifo, None),
        ("empty", Path.mkdir, None),
        ("loop", loop, "cannot be read: too many levels of symbolic links"),
        ("gone", lambda path: path.symlink_to("/nowhere/at/all"), "is a link out of the runs"),
        (
            "my run",
            lambda path: helpers.make_run(path.parent, path.name),
            "cannot be the name",
        ),
        (
            ".hidden",
            lambda path: helpers.make_run(path.parent, path.name),
            "cannot be the name",
        ),
        (
            os.fsdecode(b"caf\xe9"),
            lambda path: helpers.make_run(path.parent, path.name),
            r"caf\xe9 cannot be the name of a run",
        ),
    ],
)
def test_what_else_a_runs_folder_holds(
    runs: Path, name: str, make: Callable[[Path], object], expected: str | None
) -> None:
    make(runs / name)
    client = client_of(runs)
    check_the_good_run(client)
    listed = get(client, "/api/runs")
    errors = [run["error"] for run in listed["runs"] if run["error"]]
    if expected is None:
        assert [*listed["problems"], *errors] == []
    else:
        (message,) = [*listed["problems"], *errors]
        assert expected in message


def test_a_socket_is_ignored(runs: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        os.chdir(runs)  # a path of a socket is short
        one.bind("socket")
        os.chdir("/")
        check_the_good_run(client_of(runs))


def test_a_file_that_blocks_freezes_nothing(runs: Path) -> None:
    # even where opening it would wait for a writer, all requests are answered meanwhile
    CASES["FIFOs"](runs / "odd")
    client = client_of(runs)
    answers: list[int] = []

    def ask(path: str) -> None:
        answers.append(client.get(path).status_code)

    threads = [
        threading.Thread(target=ask, args=[path])
        for path in ("/api/runs", "/api/replays", "/api/runs/odd", "/api/runs/odd/windows")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [200, 200, 200, 500]


def test_a_stored_replay_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    hall = tmp_path / "data" / "hall"
    client = client_of(tmp_path, data_dir=tmp_path / "data")
    client.post("/api/hall", content=helpers.played().to_bytes())
    for number, make in enumerate((Path.mkdir, os.mkfifo, loop, text(b"\xff"), text(b""))):
        make(hall / f"{number:064x}.abr")  # type: ignore[operator]
    listed = get(client, "/api/hall?board=short")
    assert listed["total"] == 1
    assert len(listed["problems"]) == 5
    assert all(problem.startswith("0000") for problem in listed["problems"])


@pytest.mark.parametrize("case", ["folders", "FIFOs", "loops", "bytes that are not UTF-8"])
def test_a_site_leaves_out_what_is_damaged_and_says_so(
    runs: Path, tmp_path: Path, case: str
) -> None:
    CASES[case](runs / "odd")
    static = tmp_path / "page"
    static.mkdir()
    (static / "index.html").write_text("<head></head>", encoding="utf-8")
    site = build_site(Settings(runs_dir=runs, static_dir=static), tmp_path / "site")
    api = tmp_path / "site" / "api"
    assert len(list((api / "runs" / "good" / "replays").glob("*.abr"))) == helpers.WINDOWS
    assert site.skipped
    assert all("odd" in reason for reason in site.skipped)
    runs_file = json.loads((api / "runs.json").read_text(encoding="utf-8"))
    assert {run["run_id"] for run in runs_file["runs"]} == {"good", "odd"}


LOCKER = """
import fcntl, sys, time
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("locked", flush=True)
sys.stdin.read()
"""


def test_a_killed_run_is_stale_at_once(runs: Path) -> None:
    from datetime import UTC, datetime

    odd = runs / "odd"
    now = datetime.now(UTC).isoformat()
    running = helpers.metadata("odd", now) | {"status": "running"}
    helpers.write_json(odd / METADATA, running)
    client = client_of(runs)

    def is_stale() -> Any:
        return get(client, "/api/runs/odd")["run"]["is_stale"]

    assert is_stale() is False  # without a lock file, the time of its update counts
    command = [sys.executable, "-c", LOCKER, str(odd / ".lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as trainer:
        assert trainer.stdout is not None
        trainer.stdout.readline()
        assert is_stale() is False
        trainer.kill()
        trainer.wait()
        assert is_stale() is True


def test_a_lock_that_cannot_be_opened_leaves_it_open(tmp_path: Path) -> None:
    assert is_held(tmp_path / "none") is None
    (tmp_path / "loop").symlink_to("loop")
    assert is_held(tmp_path / "loop") is None


def test_a_missing_runs_folder_may_still_come(tmp_path: Path) -> None:
    client = client_of(tmp_path / "later")
    listed = get(client, "/api/runs")
    assert listed["runs"] == []
    assert listed["problems"] == ["the runs folder does not exist yet: `trainkit run` makes it"]
    assert get(client, "/healthz") == {"status": "ok"}
    helpers.make_run(tmp_path / "later", "one")
    assert [run["run_id"] for run in get(client, "/api/runs")["runs"]] == ["one"]
    assert get(client, "/api/runs")["problems"] == []
