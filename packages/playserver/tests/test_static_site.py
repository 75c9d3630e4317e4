"""Static sites: the answers of the API as files, and which folders are replaced."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from playserver import Settings
from playserver.cli.main import main
from playserver.errors import SiteError
from playserver.site.export import FRAMES, build_site

import helpers
from helpers import get


@pytest.fixture
def static_dir(tmp_path: Path) -> Path:
    """Return a built page of two files."""
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><head></head>", encoding="utf-8")
    (folder / "assets" / "main-1a2b.js").write_text("let a;", encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return where the site goes."""
    return tmp_path / "sites" / "mine"


@pytest.mark.parametrize(
    "path",
    [
        "/api/meta",
        "/api/runs",
        "/api/runs/newer",
        "/api/runs/newer/windows",
        "/api/runs/newer/metrics",
        "/api/runs/newer/replays",
        "/api/runs/newer/replays/w000002",
        "/api/runs/newer/replays/w000002/verify",
        "/api/replays",
    ],
)
def test_files_equal_the_answers_of_a_server(
    client: TestClient, runs_dir: Path, static_dir: Path, out: Path, path: str
) -> None:
    build_site(Settings(runs_dir=runs_dir, static_dir=static_dir), out)
    written = json.loads((out / f"{path[1:]}.json").read_text(encoding="utf-8"))
    assert written == get(client, path)


def test_a_site_has_the_page_the_replays_and_every_curve(
    client: TestClient, runs_dir: Path, static_dir: Path, out: Path
) -> None:
    site = build_site(Settings(runs_dir=runs_dir, static_dir=static_dir), out, with_frames=True)
    assert (site.runs, site.replays, site.skipped) == (2, 6, [])
    marked = (out / "index.html").read_text(encoding="utf-8")
    assert '<head><meta name="playserver-site" content="api/site.json" />' in marked
    assert "default-src 'self'" in marked
    assert "frame-ancestors" not in marked  # browsers warn of it anywhere but in a header
    assert (out / "assets" / "main-1a2b.js").read_text(encoding="utf-8") == "let a;"
    base = "runs/newer/replays/w000002"
    original = runs_dir / "newer" / "replays" / "w000002.abr"
    assert (out / "api" / f"{base}.abr").read_bytes() == original.read_bytes()
    page = json.loads((out / "api" / base / "frames" / "0.json").read_text(encoding="utf-8"))
    assert page == get(client, f"/api/{base}/frames?stop={FRAMES}")
    curves = json.loads((out / "api/runs/newer/series.json").read_text(encoding="utf-8"))["series"]
    together = [sorted(one["values"]) for one in curves if "return.mean" in one["values"]]
    assert together == [["return.mean", "return.median", "return.q25", "return.q75"]]
    values = {name: curve for one in curves for name, curve in one["values"].items()}
    assert values["losses.value_loss"] == [1.0, 1 / 2, 1 / 3]
    assert sorted(values) == get(client, "/api/runs/newer/metrics")["metrics"]


def test_only_an_earlier_site_is_replaced(runs_dir: Path, static_dir: Path, out: Path) -> None:
    settings = Settings(runs_dir=runs_dir, static_dir=static_dir)
    build_site(settings, out)
    (out / "old.txt").write_text("of the site before", encoding="utf-8")
    build_site(settings, out)
    assert not (out / "old.txt").exists()
    assert [path.name for path in out.parent.iterdir()] == ["mine"]
    (out / "api" / "site.json").unlink()
    with pytest.raises(SiteError, match="is not a site of `build-static`; name another folder"):
        build_site(settings, out)
    assert (out / "index.html").exists()


def test_damaged_files_are_skipped_and_reported(
    tmp_path: Path, static_dir: Path, out: Path
) -> None:
    run = helpers.make_run(tmp_path / "runs", "one")
    path = run / "replays" / "w000001.abr"
    path.write_bytes(path.read_bytes()[:-7])
    helpers.make_run(run.parent, "one.json")  # where the file of run `one` is
    site = build_site(Settings(runs_dir=run.parent, static_dir=static_dir), out)
    assert site.replays == 2
    cut, named = sorted(site.skipped)
    assert cut.startswith("run one, replay w000001: replay w000001 of run one: cut off")
    assert named.startswith("run one.json: one.json cannot be the name of a folder")


def test_the_command_refuses_to_replace_another_folder(
    runs_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build-static", "--runs", str(runs_dir), "--out", str(tmp_path)]) == 2
    assert "is not a site" in capsys.readouterr().err
