"""The reports of the benchmarks, from small numbers; nothing is timed here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import bench_all
import compare
import report
from compare import Ratio, ratio_of, ratios_of
from figures import SUITES, Figure, figures_of
from tools.repository import ROOT

TIMES = {
    "wild 64": [
        {"plain": 100.0, "native": 50.0},
        {"plain": 300.0, "native": 100.0},
        {"plain": 100.0, "native": 25.0},
    ],
    "vector wild mask": [{"plain": 100.0, "native": 50.0, "python": 100.0}] * 3,
    "processor": [{"ghz": 3.0 - i, "additions_per_cycle": 2.5 + i} for i in (0, 0.5, 1)],
    "import": [{"milliseconds": 40.0}] * 3,
    "threads": [{"native": 80.0, "native-2": 40.0}] * 3,
}
REPORTS: dict[str, dict[str, Any]] = {
    "step": report.report_of({"cpu": "abacus"}, 3, TIMES),
    "train": {
        "cases": [
            {"epochs": 1, "overhead_over_learner_cpu": 0.25, "steps_per_s_cpu": 20_000.0},
            {"epochs": 3, "overhead_over_learner_cpu": 0.125, "steps_per_s_cpu": 10_000.0},
        ],
        "peers": [
            {
                "net": "small",
                "threads": 2,
                "steps_per_s": {"trainkit": 8_000.0, "one-file loop": 2_000.0},
                "trainkit_over": {"one-file loop": 4.0},
            }
        ],
        "processes": [{"processes": 2, "steps_per_s": 9_000.0, "over_one": 1.75}],
    },
    "replay": {
        "sizes": {"bot": {"bytes_per_step": 0.5}},
        "verify": {"bot": {"verify_steps_per_s": 1e6, "ratio": 0.75}},
        "seek": {
            "open_and_seek_ms": {"median": 5.0, "max": 9.0},
            "seek_again_ms": {"median": 1.0, "max": 2.0},
        },
    },
    "playserver": {
        "cases": {
            "both": {
                "sessions": 200,
                "viewers": 50,
                "steps_per_s": 1000.0,
                "latency_ms": {"p50": 1.5, "p99": 8.0},
                "frames_per_s": 500.0,
                "server_cpu_ms_per_answer": 0.5,
                "memory_mb": [[0.0, 100.0], [10.0, 110.0]],
            },
            "viewers": {
                "sessions": 0,
                "viewers": 50,
                "steps_per_s": 0.0,
                "latency_ms": {},
                "frames_per_s": 500.0,
                "server_cpu_ms_per_answer": 0.25,
                "memory_mb": [[0.0, 100.0]],
            },
        }
    },
}


def values_of(suite: str) -> dict[str, float]:
    return {figure.name: figure.value for figure in figures_of(suite, REPORTS[suite])}


def test_a_ratio_is_taken_within_a_round() -> None:
    found = REPORTS["step"]
    assert found["ratio"]["wild 64"] == 3.0  # of 2, 3 and 4; the medians' is 100 / 50
    assert found["median"]["wild 64"] == {"plain": 100.0, "native": 50.0}
    assert found["best"]["wild 64"] == {"plain": 100.0, "native": 25.0}
    assert found["ratio"]["vector wild mask"] == 50.0 / 100.0
    assert found["threads"]["median_ratio"] == 80.0 / 40.0


def test_a_report_has_the_clock_rate_of_the_cpu() -> None:
    found = REPORTS["step"]["processor"]
    assert found["least"] == {"ghz": 2.0, "additions_per_cycle": 2.5}
    assert found["median"] == {"ghz": 2.5, "additions_per_cycle": 3.0}
    assert found["most"] == {"ghz": 3.0, "additions_per_cycle": 3.5}
    assert "processor: " in report.markdown_of(REPORTS["step"])


def test_the_step_table_has_every_case() -> None:
    table = report.markdown_of(REPORTS["step"])
    assert "cpu: abacus" in table
    assert "| wild 64 | 100 | 50 | 25 | 20.00 | 3.00 |" in table
    assert "| vector wild mask | 100.00 | 100.00 | 50% |" in table


@pytest.mark.parametrize(("share", "code"), [(1.0, 0), (0.81, 0), (0.79, 1)])
def test_a_ratio_that_falls_is_reported(
    share: float, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    now = {"ratio": {"wild 64": 3.0 * share, "new": 1.0}}
    stored = {"ratio": {"wild 64": 3.0, "gone": 1.0}}
    assert report.check_ratios(now, stored) == code
    assert ("wild 64" in capsys.readouterr().err) == (code == 1)


def test_every_suite_has_its_figures() -> None:
    assert set(SUITES) == set(REPORTS)
    step = values_of("step")
    assert step["wild 64"] == 50.0
    assert step["vector wild mask"] == 100.0
    assert step["import"] == 40.0
    assert step["two threads, ratio"] == 2.0
    assert not {"clock", "processor"} & set(step)
    train = values_of("train")
    assert train["1 epoch, overhead over the learner"] == 25.0
    assert train["3 epochs, speed"] == 10_000.0
    assert train["small, 2 threads, speed"] == 8_000.0
    assert train["small, 2 threads, trainkit to one-file loop"] == 4.0
    assert train["2 processes, speed"] == 9_000.0
    assert values_of("replay")["open and seek, 100,000 steps, slowest"] == 9.0
    server = values_of("playserver")
    assert server["both, latency p99"] == 8.0
    assert server["both, memory"] == 110.0
    assert "viewers, steps" not in server


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks" / "results").glob("all-*.json")))
def test_a_stored_report_and_its_table_belong_together(path: Path) -> None:
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert set(stored["suites"]) == set(SUITES)
    table = path.with_suffix(".md").read_text(encoding="utf-8")
    assert bench_all.markdown_of(stored) in table


def test_all_suites_make_one_table() -> None:
    parts = {
        suite: {
            "arguments": ["--rounds", "7"],
            "load_average": [0.5, 1.5],
            "seconds": 60,
            "report": found,
        }
        for suite, found in REPORTS.items()
    }
    machine = {"cpu": "abacus", "cpus": 2, "load": 3.0}
    table = bench_all.markdown_of({"machine": machine, "suites": parts})
    assert "cpu: abacus" in table
    assert "load: 3.0" not in table  # it is each suite's own
    assert "| step | wild 64 | 50 | ns |" in table
    assert "| train | 3 epochs, speed | 10,000 | steps/s |" in table
    assert "| `replay --rounds 7` | 60 s | 0.5, 1.5 |" in table


def test_a_machine_gives_a_name_for_a_file() -> None:
    machine = {"cpu": "AMD EPYC (family 23, model 49)", "cpus": 2}
    assert bench_all.slug_of(machine) == "amd-epyc-family-23-model-49-2cpus"


def figure(value: float, *, name: str = "speed", more_is_better: bool = True) -> Figure:
    return Figure(name, value, "", more_is_better)


def test_a_ratio_of_commits_is_above_one_where_the_second_is_better() -> None:
    speeds = [(figure(10.0 * n), figure(20.0 * n)) for n in range(1, 8)]
    assert ratio_of("speed", speeds) == Ratio("speed", 2.0, 2.0, 2.0)
    times = [(figure(8.0, more_is_better=False), figure(2.0, more_is_better=False))] * 7
    assert ratio_of("time", times).median == 4.0


def test_an_interval_is_as_wide_as_the_rounds_are_apart() -> None:
    ratio = ratio_of("speed", [(figure(1.0), figure(1.0 + n / 10)) for n in range(-3, 4)])
    assert 0.7 <= ratio.low < ratio.median == 1.0 < ratio.high <= 1.3
    assert ratio.verdict == ""
    assert Ratio("speed", 1.1, 1.01, 1.2).verdict == "better"
    assert Ratio("speed", 0.9, 0.8, 0.99).verdict == "worse"


def test_only_what_both_commits_report_is_compared() -> None:
    both, old, new, zero = (
        figure(0.0 if n == "zero" else 2.0, name=n) for n in ("both", "old", "new", "zero")
    )
    (ratio,) = ratios_of([([both, old, zero], [both, new, zero])] * 5)
    assert ratio == Ratio("both", 1.0, 1.0, 1.0)
    table = compare.markdown_of("step", ("v1", "v2"), [ratio])
    assert "v2 over v1" in table
    assert "| both | 1.000 | 1.000 to 1.000 |  |" in table


class FakeCheckout:
    """Reports one figure, and records its calls."""

    def __init__(self, name: str, value: float, log: list[str]) -> None:
        self._name, self._value, self._log = name, value, log

    def measure(self, suite: str, arguments: tuple[str, ...]) -> list[Figure]:
        assert arguments == compare.SHORT[suite]
        self._log.append(self._name)
        return [figure(self._value)]


def test_two_commits_take_turns() -> None:
    log: list[str] = []
    first, second = FakeCheckout("a", 1.0, log), FakeCheckout("b", 3.0, log)
    (ratio,) = compare.compare(first, second, "step", 3)
    assert ratio.median == 3.0
    assert log == ["a", "b", "b", "a", "a", "b"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(["steps"], "suite steps: expected one of step"), (["--rounds", "4"], "5 or more")],
)
def test_unmeasurable_arguments_are_refused(
    arguments: list[str],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["bench_all.py", *arguments])
    with pytest.raises(SystemExit):
        bench_all.parse_arguments()
    assert named in capsys.readouterr().err
