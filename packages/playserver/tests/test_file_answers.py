"""Parts of files, conditional requests and compression, as RFC 9110 has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from conftest import client_of
from helpers import problem_of

FILE = "/api/runs/newer/replays/w000002/file"


def test_a_part_of_a_file_can_be_read(client: TestClient, runs_dir: Path) -> None:
    part = client.get(FILE, headers={"range": "bytes=0-3"})
    whole = (runs_dir / "newer" / "replays" / "w000002.abr").read_bytes()
    assert (part.status_code, part.content) == (206, whole[:4])


@pytest.mark.parametrize("text", ["bytes=354-x", "bytes=5-2", "lines=1-2", "bytes", "bytes=-"])
def test_a_malformed_range_is_ignored(client: TestClient, text: str) -> None:
    answer = client.get(FILE, headers={"range": text})
    assert (answer.status_code, answer.content) == (200, client.get(FILE).content)


def test_a_range_outside_a_file_is_a_problem(client: TestClient) -> None:
    size = len(client.get(FILE).content)
    answer = client.get(FILE, headers={"range": f"bytes={size}-"})
    assert f"the file has {size} bytes" in problem_of(answer, 416)
    assert answer.headers["content-range"] == f"bytes */{size}"


def test_an_unchanged_file_is_not_sent_again(client: TestClient) -> None:
    head = client.head(FILE).headers
    for condition in (
        {"if-none-match": head["etag"]},
        {"if-none-match": f'"other", W/{head["etag"]}'},
        {"if-modified-since": head["last-modified"]},
    ):
        answer = client.get(FILE, headers=condition)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == head["etag"]
    assert client.get(FILE, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_rest_of_a_download_fits_its_start(client: TestClient) -> None:
    whole = client.get(FILE, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in whole.headers  # its bytes are those that ranges count
    rest = client.get(FILE, headers={"range": "bytes=9-", "if-range": whole.headers["etag"]})
    assert (rest.status_code, whole.content[:9] + rest.content) == (206, whole.content)
    changed = client.get(FILE, headers={"range": "bytes=9-", "if-range": '"other"'})
    assert (changed.status_code, changed.content) == (200, whole.content)


def test_files_of_the_page_have_one_weak_tag_in_all_encodings(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "assets/a.js"):
        (tmp_path / name).write_text("<head></head>" + 2000 * "x", encoding="utf-8")
    page = client_of(tmp_path, static_dir=tmp_path)
    answers = [
        page.get("/assets/a.js", headers={"accept-encoding": name, "range": "bytes=0-3"})
        for name in ("gzip", "identity")
    ]
    assert [answer.headers.get("content-encoding") for answer in answers] == ["gzip", None]
    assert [(answer.status_code, len(answer.content)) for answer in answers] == [(200, 2013)] * 2
    tag = answers[0].headers["etag"]
    assert tag.startswith('W/"')
    assert answers[1].headers["etag"] == tag
    assert page.get("/assets/a.js", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("accepted", ["gzip;q=0", "deflate, GZIP ; q=0.0", "identity", ""])
def test_a_client_that_refuses_gzip_gets_none(client: TestClient, accepted: str) -> None:
    answer = client.get("/api/runs/newer/windows", headers={"accept-encoding": accepted})
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


def test_json_is_never_cached_as_another_encoding(client: TestClient) -> None:
    plain = client.get("/api/runs/newer/windows", headers={"accept-encoding": "identity"})
    packed = client.get("/api/runs/newer/windows", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert {plain.headers["vary"], packed.headers["vary"]} == {"Accept-Encoding"}
    assert json.loads(plain.content) == packed.json()
