"""The metrics of a window row: what trainkit measures of the episodes that ended in a window.

Each metric is declared once, here. The row of `metrics/windows.jsonl`, its evaluation, TensorBoard,
Weights & Biases and the learning curves of `trainkit report` follow from the declaration; the play
server and its page know a metric by its name in docs/formats/run_folder.md. To add one whose values
are an info key of the environment: add it to `METRICS` and to docs/formats/run_folder.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

RETURN: Final = "return"


class EndedEpisodes(Protocol):
    """Episodes that ended: of a window, or of an evaluation."""

    @property
    def returns(self) -> npt.NDArray[np.float64]:
        """Return of each episode."""

    def values(self, name: str) -> npt.NDArray[Any]:
        """An info key at the end of each episode."""


@dataclass(frozen=True, kw_only=True)
class WindowMetric:
    """A metric of episodes.

    Attributes:
        name: Its key in a row: `return`, or an info key.
        unit: Its unit; empty for a share.
        doc: What it is.
        summary: `dist` for mean, median and quartiles over episodes, or `mean` alone.
        is_evaluated: Whether the evaluation after a window reports it as well.
    """

    name: str
    unit: str
    doc: str
    summary: Literal["dist", "mean"] = "dist"
    is_evaluated: bool = False

    @property
    def label(self) -> str:
        """The label of an axis."""
        words = self.name.replace("_", " ")
        return f"{words} [{self.unit}]" if self.unit else words

    def of(self, episodes: EndedEpisodes) -> dict[str, float] | float | None:
        """Return the metric over episodes, None without any."""
        values = episodes.returns if self.name == RETURN else episodes.values(self.name)
        if self.summary == "dist":
            return distribution(values)
        return float(values.mean()) if len(values) else None


METRICS: Final = (
    WindowMetric(
        name=RETURN, unit="reward", doc="sum of an episode's rewards, unscaled", is_evaluated=True
    ),
    WindowMetric(
        name="net_profit", unit="credits", doc="credits earned less spent", is_evaluated=True
    ),
    WindowMetric(name="profit_per_tick", unit="credits/tick", doc="net profit over elapsed ticks"),
    WindowMetric(
        name="survival",
        unit="",
        doc="share of episodes that ended neither destroyed nor stranded",
        summary="mean",
        is_evaluated=True,
    ),
)
"""Every metric of episodes, in the order of a row."""

EVALUATED: Final = tuple(metric for metric in METRICS if metric.is_evaluated)
"""Metrics that an evaluation reports as well."""


def distribution(values: npt.NDArray[Any]) -> dict[str, float] | None:
    """Return mean, median and quartiles, or None without values."""
    if len(values) == 0:
        return None
    q25, median, q75 = np.quantile(values, [0.25, 0.5, 0.75])
    return {
        "mean": float(np.mean(values)),
        "median": float(median),
        "q25": float(q25),
        "q75": float(q75),
    }


def mean_of(summary: dict[str, float] | float | None) -> float | None:
    """Return the mean of a metric as a row holds it: a distribution, a number or null."""
    return summary["mean"] if isinstance(summary, dict) else summary
