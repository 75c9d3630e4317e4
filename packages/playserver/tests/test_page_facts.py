"""Facts that the page states must equal those of the server and of the documentation."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Final

import pytest

from playserver import Settings
from playserver.boards import BOARDS
from playserver.ids import ID, PLAYER_NAME
from playserver.models.runs import Window, WindowEvaluation

PACKAGE: Final = Path(__file__).parents[1]
PAGE: Final = PACKAGE / "web" / "src"
RUN_FOLDER: Final = PACKAGE.parents[1] / "docs" / "formats" / "run_folder.md"
ROW: Final = re.compile(r'  \{\n    name: "(?P<name>\w+)",\n(?P<rest>.*?)\n  \},\n', re.DOTALL)


def metrics_of_the_page() -> dict[str, bool]:
    """Return the rows of the page's table of metrics: whether evaluations have it, by name."""
    text = (PAGE / "analytics" / "metrics.ts").read_text(encoding="utf-8")
    table = text.split("METRICS: readonly Metric[] = [\n")[1].split("\n];")[0] + "\n"
    return {row["name"]: "isEvaluated: true" in row["rest"] for row in ROW.finditer(table)}


def names_of(model: type[Window | WindowEvaluation]) -> set[str]:
    """Return the keys of a model's JSON."""
    return {field.alias or name for name, field in model.model_fields.items()}


def test_every_metric_of_the_page_is_served_and_documented() -> None:
    metrics = metrics_of_the_page()
    assert len(metrics) >= 6
    assert set(metrics) <= names_of(Window)
    assert {name for name, is_evaluated in metrics.items() if is_evaluated} <= names_of(
        WindowEvaluation
    )
    documented = set(re.findall(r"`(\w+)`", RUN_FOLDER.read_text(encoding="utf-8")))
    assert set(metrics) <= documented


def test_every_metric_that_is_served_is_on_the_page() -> None:
    facts = {"window", "env_steps_total", "ticks_total", "episodes", "replay"}  # not metrics
    by_name = {"losses", "evaluation"}  # drawn key by key
    assert names_of(Window) - facts - by_name == set(metrics_of_the_page())


@pytest.mark.parametrize("name", BOARDS)
def test_the_page_knows_the_boards(name: str) -> None:
    text = (PAGE / "hall" / "boards.ts").read_text(encoding="utf-8")
    ticks = dict(re.findall(r'name: "(\w+)", ticks: ([\w.]+)', text))
    assert set(ticks) == set(BOARDS)
    default = BOARDS["standard"].time_max
    assert (
        int(ticks[name].replace("DEFAULT_OPTIONS.time_max", str(default))) == BOARDS[name].time_max
    )


def test_the_page_accepts_the_ids_of_the_server() -> None:
    text = (PAGE / "address" / "routes.ts").read_text(encoding="utf-8")
    found = re.search(r"export const ID = /\^(.*)\$/;", text)
    assert found is not None
    assert found[1] == ID.pattern


def test_the_page_limits_names_as_the_server_does() -> None:
    text = (PAGE / "play" / "save_dialog.tsx").read_text(encoding="utf-8")
    found = re.search(r"const NAME_MAX = (\d+);", text)
    assert found is not None
    longest = "x" * int(found[1])
    assert PLAYER_NAME.fullmatch(longest) is not None
    assert PLAYER_NAME.fullmatch(longest + "x") is None


def test_the_scripts_of_the_page_are_small() -> None:
    static = Settings(runs_dir=Path()).static_dir
    if not (static / "index.html").is_file():
        pytest.skip("the page is not built here: `npm run build` in packages/playserver/web")
    names = re.findall(r'\./(assets/[^"]+\.js)"', (static / "index.html").read_text("utf-8"))
    assert len(names) >= 2
    packed = sum(len(gzip.compress((static / name).read_bytes())) for name in names)
    assert packed < 300_000
