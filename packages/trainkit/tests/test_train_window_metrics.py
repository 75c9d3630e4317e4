"""Metrics of a window: declared once, documented, and everywhere that a metric belongs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainkit.envs.episode_log import INFO_KEYS
from trainkit.learn.trainer import train
from trainkit.reports import curves
from trainkit.runs import window_metrics, window_row
from trainkit.runs.reading import read_run
from trainkit.runs.scalars import scalars_of
from trainkit.runs.window_metrics import EVALUATED, METRICS, RETURN, WindowMetric

FORMAT = Path(__file__).parents[3] / "docs" / "formats" / "run_folder.md"


class Ended:
    """Episodes with given values."""

    def __init__(self, values: list[float]) -> None:
        self.returns = np.array(values, float)

    def values(self, name: str) -> np.ndarray:
        assert name in INFO_KEYS
        return 10 * self.returns


def test_every_metric_has_a_source_a_doc_and_a_line_in_the_format() -> None:
    text = FORMAT.read_text(encoding="utf-8")

    for metric in METRICS:
        assert metric.name == RETURN or metric.name in INFO_KEYS
        assert metric.doc
        assert f"`{metric.name}`" in text


def test_a_metric_summarises_episodes() -> None:
    dist = WindowMetric(name="net_profit", unit="credits", doc="x")
    mean = WindowMetric(name="survival", unit="", doc="x", summary="mean")

    assert dist.of(Ended([1, 2, 3])) == {"mean": 20, "median": 20, "q25": 15, "q75": 25}
    assert mean.of(Ended([1, 2, 3])) == 20
    assert dist.of(Ended([])) is mean.of(Ended([])) is None
    assert (dist.label, mean.label) == ("net profit [credits]", "survival")


def test_a_new_metric_needs_its_declaration_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: Any
) -> None:
    """The recipe of docs/maintaining.md, for what trainkit itself writes and draws."""
    new = WindowMetric(name="fuel_used", unit="fuel", doc="fuel burned", is_evaluated=True)
    for module in (window_metrics, window_row, curves):
        monkeypatch.setattr(module, "METRICS", (*METRICS, new))
    monkeypatch.setattr(window_row, "EVALUATED", (*EVALUATED, new))

    train(runs.config(tmp_path / "run", windows=1))

    run = read_run(str(tmp_path / "run"))
    (row,) = run.rows
    assert row["fuel_used"] == row["info"]["fuel_used"]
    assert row["evaluation"]["fuel_used"]["mean"] > 0
    scalars = scalars_of(row)
    assert scalars["window/fuel_used"] == row["fuel_used"]["mean"]
    assert scalars["evaluation/fuel_used"] == row["evaluation"]["fuel_used"]["mean"]
    figure = curves.figure_of(curves.panels_of({"run": [run]})["training"])
    assert "fuel used [fuel]" in [axis.get_title() for axis in figure.axes]
