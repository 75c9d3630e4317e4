"""Sinks: a hook, a URL and Weights & Biases receive what a window writes, and stop nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from trainkit.errors import ConfigError
from trainkit.learn.trainer import train
from trainkit.runs.load import load_player


def test_a_hook_receives_checkpoints_and_replays_and_may_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    module = tmp_path / "hooked_here.py"
    module.write_text(
        "seen = []\ndef hook(kind, path, row):\n    seen.append((kind, path, row))\n    1 / 0\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    train(runs.config(tmp_path / "run", windows=2, artifact_hook="hooked_here:hook"))

    seen = sys.modules["hooked_here"].seen
    assert [(kind, path.name) for kind, path, _ in seen] == [
        *[("checkpoint", "000001"), ("replay", "w000001.abr")],
        *[("checkpoint", "000002"), ("replay", "w000002.abr")],
    ]
    assert all(path.exists() for _, path, _ in seen)
    assert seen[1][2]["replay_id"] == "w000001"
    assert "warning: checkpoint 000001: division by zero" in capsys.readouterr().err
    for bad in ("nothing", "no.such:hook", "json:nothing"):
        with pytest.raises(ConfigError, match=r"expected package\.module:function"):
            train(runs.config(tmp_path / "other", artifact_hook=bad))
    assert not (tmp_path / "other").exists()


def test_each_window_is_copied_to_a_url(tmp_path: Path, runs: Any) -> None:
    away = tmp_path / "away"
    train(runs.config(tmp_path / "run", windows=2, sync_to=f"file://{away}"))

    assert runs.lasting_bytes(away) == runs.lasting_bytes(tmp_path / "run")
    for name in ("config.yaml", "manifest.json", "run_metadata.json", "replays/index.jsonl"):
        assert (away / name).read_bytes() == (tmp_path / "run" / name).read_bytes()
    assert load_player(away)[0].name == "away@000002"


def test_a_url_that_cannot_be_reached_stops_nothing(
    tmp_path: Path, runs: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    url = f"file://{tmp_path / 'file' / 'x'}"

    assert train(runs.config(tmp_path / "run", windows=1, sync_to=url)) == "completed"

    assert "warning: sync_to: file://" in capsys.readouterr().err


def test_sinks_change_no_result(tmp_path: Path, runs: Any) -> None:
    one = runs.config(tmp_path / "run")
    other = runs.config(tmp_path / "run", sync_to="memory://x", wandb={"mode": "offline"})

    assert one.digest() == other.digest()
