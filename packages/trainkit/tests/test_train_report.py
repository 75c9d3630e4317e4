"""Reports and learning curves, and Weights & Biases without a network."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from trainkit.errors import TrainkitError
from trainkit.learn.trainer import train
from trainkit.reports.curves import LOSSES, curve_of
from trainkit.reports.page import write_report
from trainkit.runs.reading import RunData, differing_keys, group_by_setup, read_run
from trainkit.runs.window_metrics import EVALUATED, METRICS

PNG = b"\x89PNG\r\n\x1a\n"


def run_with(seed: int, *returns: float) -> RunData:
    rows = [
        {
            "env_steps_total": 100 * (i + 1),
            "return": {"mean": value, "median": value, "q25": value - 1, "q75": value + 2},
            "survival": 0.5,
            "evaluation": None,
        }
        for i, value in enumerate(returns)
    ]
    return RunData(f"run{seed}", {"seed": seed, "run_dir": f"r{seed}"}, {}, rows, [], [])


def test_a_single_run_is_drawn_with_its_quartiles() -> None:
    curve = curve_of([run_with(1, 3.0, 5.0)], "return")

    assert curve is not None
    assert list(curve.env_steps) == [100, 200]
    assert list(curve.mean) == [3, 5]
    assert list(curve.low) == [2, 4]
    assert list(curve.high) == [5, 7]


def test_seeds_are_put_together_where_all_have_a_point() -> None:
    runs = [run_with(1, 3.0, 5.0, 9.0), run_with(2, 5.0, 9.0)]
    curve = curve_of(runs, "return")

    assert list(group_by_setup(runs)) == ["run1 (2 seeds)"]
    assert curve is not None
    assert list(curve.mean) == [(3 + 5) / 2, (5 + 9) / 2]
    assert list(curve.low) == [3, 5]  # of two runs a resample may be one of them twice
    assert list(curve.high) == [5, 9]
    assert curve_of(runs, "return", "evaluation") is None


def test_the_page_holds_everything(tiny_run: Path, tmp_path: Path) -> None:
    page = write_report([str(tiny_run), f"file://{tiny_run}"], tmp_path / "report")

    text = page.read_text()
    assert page.name == "report.html"
    assert text.count("<svg") == len(METRICS) + len(EVALUATED) + len(LOSSES)
    assert "currentColor" in text
    assert "#010203" not in text
    assert "<title>Training report: tiny, tiny</title>" in text
    assert "name='viewport'" in text
    assert "prefers-color-scheme:dark" in text
    assert not re.search(r"(src|href)='(?!data:)", text)  # nothing is loaded from elsewhere
    assert "tiny" in text
    assert "completed" in text
    assert "2,048" in text
    assert "window_steps: 512" in text
    for name in ("training", "evaluation", "losses"):
        assert (tmp_path / "report" / f"{name}.png").read_bytes().startswith(PNG)


def test_the_page_shows_what_differs_between_configurations(tmp_path: Path, runs: Any) -> None:
    places = [tmp_path / name for name in ("one", "two")]
    for place, rate in zip(places, (0.25, 0.5), strict=True):
        shutil.copytree(runs.finished, place)
        config = place / "config.yaml"
        values = yaml.safe_load(config.read_text()) | {"run_dir": str(place), "seed": 3}
        values["ppo"]["learning_rate"] = rate
        config.write_text(yaml.safe_dump(values))
    read = [read_run(str(place)) for place in places]

    text = write_report([str(place) for place in places], tmp_path / "report").read_text()

    assert differing_keys(read) == {"ppo.learning_rate": ["0.25", "0.5"]}
    assert differing_keys(read[:1]) == {}
    cells = re.findall(r"<t[hd]>(.*?)</t[hd]>", text.split("<h2>Configuration</h2>")[1])
    assert cells[:6] == ["key", "one", "two", "ppo.learning_rate", "0.25", "0.5"]


def test_a_name_cannot_break_the_page(tiny_run: Path, tmp_path: Path) -> None:
    evil = tmp_path / "a<script>b"
    shutil.copytree(tiny_run, evil)

    text = write_report([str(evil)], tmp_path / "report").read_text()

    assert "<script>" not in text
    assert "a&lt;script&gt;b" in text


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainkitError, match="expected a run folder: No such file"):
        read_run(str(tmp_path))


def test_weights_and_biases_logs_offline_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WANDB_SILENT", "true")
    config = runs.config(tmp_path / "run", wandb={"mode": "offline", "tags": ["tiny"]})

    assert train(config) == "completed"

    assert "warning" not in capfd.readouterr().err
    assert runs.lasting_bytes(tmp_path / "run") == runs.lasting_bytes(runs.finished)
    (offline,) = (tmp_path / "run" / "wandb").glob("offline-run-*")
    data = next(offline.glob("*.wandb")).read_bytes()
    assert b"window/net_profit" in data
    assert b"run-checkpoint" in data
    assert b"run-replay" in data


def test_training_continues_without_weights_and_biases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("wandb.init", lambda **_: 1 / 0)
    config = runs.config(tmp_path / "run", windows=1, wandb={"mode": "online"})

    assert train(config) == "completed"

    assert "warning: wandb: division by zero" in capsys.readouterr().err
