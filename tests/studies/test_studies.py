"""A study is trained, played and published by one command, which resumes where it stopped."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from replaykit.library.bundle import TABLE_NAME
from trainkit.errors import ConfigError
from trainkit.evaluation.normalised import STORED

from tools.repository import ROOT
from tools.studies.__main__ import main
from tools.studies.declaration import read_study, study_names
from tools.studies.publish import overview, published, with_section
from tools.studies.skill import first_above
from tools.studies.statistics import crossed_interval, gap_interval
from tools.studies.tables import tables_of

RESULTS = ROOT / "docs" / "results"
CONFIG = """
run_dir: runs/tiny
windows: 2
window_steps: 64
num_envs: 4
rollout_steps: 16
torch_threads: 1
env: {time_max: 200}
ppo: {batch_size: 32, n_epochs: 1}
network: {hidden: [8]}
evaluation: {episodes: 0}
"""
STUDY = """
question: Does it work?
template: ../tiny.yaml
seeds: [1]
cpu_minutes: 0.1
set: {checkpoints.keep_every: 1}
variants:
  base: {label: as it is}
  hasty: {label: hasty, set: {ppo.gamma: 0.9}}
  again: {label: from base, starts_from: base}
players: [random_legal, prospector]
skill: {above: random_legal, checkpoints: 2, worlds: 3}
conditions:
  worlds: {label: short, worlds: "test:4", env: {time_max: 200}, bundled_worlds: 2}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a declared study and an empty results page."""
    folder = tmp_path_factory.mktemp("study")
    for name in ("studies", "out"):
        (folder / name).mkdir()
    (folder / "tiny.yaml").write_text(CONFIG)
    (folder / "studies" / "small.yaml").write_text(STUDY)
    page = "# Results\n\n<!-- generated: small -->\n<!-- end: small -->\n\nText.\n"
    (folder / "out" / "README.md").write_text(page)
    return folder


def run(place: Path, *arguments: str) -> tuple[int, str]:
    folders = [f"--{name}={place / name}" for name in ("studies", "runs", "out")]
    done = CliRunner().invoke(main, [*folders, "--workers=1", *arguments])
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def carried_out(place: Path) -> Path:
    """Return the folder after the study."""
    code, output = run(place, "small")
    assert code == 0, output
    return place


@pytest.mark.slow
def test_a_study_publishes_what_its_episodes_give(carried_out: Path) -> None:
    results = json.loads((carried_out / "out" / "small.json").read_text())
    condition = results["conditions"]["worlds"]
    rows = {row["player"]: row for row in condition["rows"]}

    assert list(rows) == ["random_legal", "prospector", "base", "hasty", "again"]
    assert rows["prospector"]["normalised"]["mean"] == 1
    with zipfile.ZipFile(carried_out / "out" / "small_worlds.zip") as archive:
        table = json.loads(archive.read(TABLE_NAME))
    assert len(table["episodes"]) == 5 * 2  # players, worlds
    evaluation = json.loads((carried_out / "out" / "small_worlds.json").read_text())
    means = {row["player"]: row["net_profit"]["mean"] for row in evaluation["rows"]}
    for player, row in rows.items():
        assert row["net_profit"]["mean"] == pytest.approx(means[player])
    ahead = rows["base"]["differences"]["prospector"]["net_profit"]["mean"]
    assert ahead == pytest.approx(means["base"] - means["prospector"])
    (seed,) = rows["hasty"]["seeds"]
    assert (seed["seed"], seed["env_steps"]) == (1, 2 * 64)
    assert seed["cpu_minutes"] >= 0
    assert "skill" in seed


@pytest.mark.slow
def test_the_page_has_the_tables_of_the_json(carried_out: Path) -> None:
    text = (carried_out / "out" / "README.md").read_text()
    results = json.loads((carried_out / "out" / "small.json").read_text())

    assert with_section(text, "small", tables_of(results)) == text
    assert "| hasty | " in text
    assert "first 2 of 4 worlds (short): `replaykit verify-bundle" in text
    assert text.endswith("\n\nText.\n")


@pytest.mark.slow
def test_done_work_is_kept_and_a_stopped_run_resumes(carried_out: Path) -> None:
    before = (carried_out / "out" / "small.json").read_text()
    folder = carried_out / "runs" / "small"
    windows = folder / "hasty-1" / "metrics" / "windows.jsonl"
    whole = windows.read_bytes()
    windows.write_bytes(whole.splitlines(keepends=True)[0])  # as after a kill
    (folder / "evaluations" / "worlds" / "base.npz").unlink()
    assert "2 finished, 1 stopped; published" in run(carried_out, "--list")[1]

    code, output = run(carried_out, "small")

    assert code == 0, output
    assert windows.read_bytes() == whole
    kept = [line for line in output.splitlines() if line.endswith("(kept)")]
    assert "small: worlds: prospector (kept)" in kept
    assert "small: worlds: hasty (kept)" in kept  # the same policy again
    assert "small: worlds: base (kept)" not in kept
    assert "small: worlds: base\n" in output
    after = json.loads((carried_out / "out" / "small.json").read_text())
    assert _without_clocks(after) == _without_clocks(json.loads(before))


def _without_clocks(value: object) -> object:
    if isinstance(value, dict):
        own = {k: v for k, v in value.items() if not k.endswith("_minutes")}
        return {k: _without_clocks(v) for k, v in own.items()}
    return [_without_clocks(v) for v in value] if isinstance(value, list) else value


@pytest.mark.slow
def test_a_run_of_another_configuration_is_refused(carried_out: Path) -> None:
    other = carried_out / "other"
    other.mkdir()
    (other / "small.yaml").write_text(STUDY.replace("ppo.gamma: 0.9}", "ppo.gamma: 0.5}"))

    code, output = run(carried_out, "small", f"--studies={other}")

    assert code == 2
    assert output.startswith(f"study: {carried_out}/runs/small/hasty-1: its configuration has")
    assert "ppo.gamma is 0.9 in the run and 0.5 in the study; move the folder away" in output


def test_unknown_studies_and_variants_are_refused(place: Path) -> None:
    assert run(place, "large") == (2, "study: study large: expected one of small\n")
    assert (
        "--only x: expected a variant of small: base, hasty, again"
        in run(place, "small", "--only", "x")[1]
    )


def _declare(folder: Path, name: str, variants: str) -> Path:
    head, _, rest = STUDY.partition("variants:")
    tail = rest[rest.index("players:") :]
    (folder / f"{name}.yaml").write_text(f"{head}variants:\n{variants}\n{tail}")
    return folder


def test_runs_start_from_those_of_another_study(place: Path, tmp_path: Path) -> None:
    folder = _declare(tmp_path, "short", "  base: {label: base}")
    (tmp_path.parent / "tiny.yaml").write_text(CONFIG)
    _declare(
        folder,
        "long",
        "  base: {label: base, runs_of: short/base}\n"
        "  more: {label: more, starts_from: base, set: {windows: 3}}",
    )

    first, more = read_study("long", place / "runs", folder).runs()

    assert (first.name, first.after) == ("short/base-1", None)
    assert more.after == first.folder == place / "runs" / "short" / "base-1"
    assert more.config.init_from.path == str(first.folder)


@pytest.mark.parametrize("start", ["again", "stored"])
def test_a_start_has_runs_of_its_own(tmp_path: Path, start: str) -> None:
    folder = _declare(
        tmp_path,
        "chain",
        "  base: {label: base}\n"
        "  stored: {label: stored, player: 'pretrained:long'}\n"
        f"  again: {{label: again, starts_from: {start}}}",
    )

    with pytest.raises(ConfigError, match="expected a variant with runs of its own start: base"):
        read_study("chain", tmp_path, folder)


@pytest.mark.parametrize("name", study_names())
def test_declared_studies_are_allowed(name: str, tmp_path: Path) -> None:
    study = read_study(name, tmp_path)

    for run in study.runs():
        assert run.config.run_path == run.folder
        assert run.config.torch_threads == 1  # so that runs side by side share no core


def test_variants_of_ablations_take_the_same_number_of_steps(tmp_path: Path) -> None:
    runs = read_study("ablations", tmp_path).runs()

    assert {(r.config.total_steps, r.config.num_envs * r.config.rollout_steps) for r in runs} == {
        (32 * 524_288, 16_384)
    }


def test_the_crossing_is_the_one_that_lasts() -> None:
    windows = (1, 2, 4, 8)

    assert first_above(windows, [0, 5, 1, 6], 3) == 8
    assert first_above(windows, [4, 5, 6, 7], 3) == 1
    assert first_above(windows, [0, 5, 6, 3], 3) is None


def test_intervals_cover_runs_and_worlds() -> None:
    runs_differ = np.array([[0.0] * 50, [10.0] * 50])
    alike = np.tile(np.arange(50.0), (2, 1))

    # both runs are the first, or both the second, in a quarter of the resamples each
    assert crossed_interval(runs_differ).ci_low == 0
    assert crossed_interval(runs_differ).ci_high == pytest.approx(10)
    both, one = crossed_interval(alike), crossed_interval(alike[:1])  # only worlds vary
    assert (both.ci_low, both.ci_high) == pytest.approx((one.ci_low, one.ci_high))
    gap = gap_interval(runs_differ + 7, runs_differ)  # a run's own level cancels
    assert (gap.mean, gap.ci_low, gap.ci_high) == pytest.approx((7, 7, 7))


def test_published_tables_come_from_the_published_figures() -> None:
    page = (RESULTS / "README.md").read_text(encoding="utf-8")
    assert with_section(page, "studies", overview(RESULTS)) == page
    for name in published(RESULTS):
        results = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
        assert with_section(page, name, tables_of(results)) == page, name


@pytest.mark.parametrize("time_max", STORED)
def test_stored_references_are_the_published_ones(time_max: int) -> None:
    known = STORED[time_max]
    table = json.loads((ROOT / known.source.removeprefix("stored: ")).read_text())
    means = {row["player"]: row["net_profit"]["mean"] for row in table["rows"]}

    assert table["time_max"] == time_max
    assert (known.zero, known.one) == (means["random_legal"], means["prospector"])
    assert table["seeds"] == {"first": str(2**33), "count": 200, "set": "heldout"}
