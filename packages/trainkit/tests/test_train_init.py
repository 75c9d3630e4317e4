"""`trainkit init`: configurations to start from, with comments and a schema for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trainkit.config.loading import TEMPLATES, load_config, template_path
from trainkit.config.schema import RunConfig
from trainkit.config.yaml_text import parse_yaml
from trainkit.sweeps.run import read_sweep

from conftest import Command

RUNS = [name for name in TEMPLATES if name != "sweep"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def schema_of(file: Path) -> dict[str, Any]:
    """Return the schema that the first line of a configuration names."""
    first = file.read_text().splitlines()[0]
    name = first.removeprefix("# yaml-language-server: $schema=")
    return dict(json.loads((file.parent / name).read_text()))


def unknown_keys(values: Any, schema: dict[str, Any], root: dict[str, Any]) -> list[str]:
    """Return the keys of a configuration that a schema does not know."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    if not isinstance(values, dict) or "properties" not in schema:
        return []
    known = schema["properties"]
    inner = [unknown_keys(v, known[k], root) for k, v in values.items() if k in known]
    return [key for key in values if key not in known] + [name for part in inner for name in part]


@pytest.mark.parametrize("options", [[], ["--full"]], ids=["template", "full"])
@pytest.mark.parametrize("name", RUNS)
def test_a_template_is_written_with_its_schema(
    name: str, options: list[str], here: Path, trainkit: Command
) -> None:
    code, out, _ = trainkit("init", name, *options)

    file = here / f"{name}.yaml"
    schema = schema_of(file)
    assert (code, out) == (0, f"{name}.yaml: start it with trainkit run {name}.yaml\n")
    assert load_config(file) == load_config(template_path(name))
    assert unknown_keys(parse_yaml(file.read_text()), schema, schema) == []
    assert set(schema["properties"]) == set(RunConfig.model_fields)
    assert file.read_text().count("\n# ") >= 2
    if options:
        assert set(parse_yaml(file.read_text())) == set(RunConfig.model_fields)


@pytest.mark.parametrize("options", [[], ["--full"]], ids=["template", "full"])
def test_a_sweep_needs_no_other_file(options: list[str], here: Path, trainkit: Command) -> None:
    assert trainkit("init", "sweep", *options)[0] == 0

    assert [trial.seed for trial in read_sweep(here / "sweep.yaml")[1][:3]] == [1, 2, 3]
    assert "grid" in schema_of(here / "sweep.yaml")["properties"]


def test_without_a_name_it_is_quickstart_and_a_file_that_exists_stays(
    here: Path, trainkit: Command
) -> None:
    assert trainkit("init")[0] == 0
    (here / "quickstart.yaml").write_text("mine")

    code, _, err = trainkit("init")
    assert (code, (here / "quickstart.yaml").read_text()) == (2, "mine")
    assert err.startswith("trainkit: quickstart.yaml exists: name another file with --out, or ")
    assert trainkit("init", "--force")[0] == 0
    assert (
        load_config(here / "quickstart.yaml").windows
        == load_config(template_path("quickstart")).windows
    )


def test_another_file_in_another_folder(here: Path, trainkit: Command) -> None:
    (here / "configs").mkdir()

    assert trainkit("init", "long", "--out", "configs/my.yaml")[0] == 0

    assert schema_of(here / "configs" / "my.yaml")["title"] == "RunConfig"


def test_show_and_explain_without_a_file_have_the_defaults(trainkit: Command) -> None:
    code, out, _ = trainkit("config", "show", "--set", "ppo.gamma=0.5")
    shown = parse_yaml(out)
    explained = trainkit("config", "explain")[1]

    assert code == 0
    assert shown["windows"] == RunConfig.model_fields["windows"].default
    assert shown["ppo"]["gamma"] == 0.5
    assert "checkpoints.keep_last: an integer >= 1; default 10" in explained
    assert "init_from.path: a text or null; default null" in explained
    assert "stages: a list of values, each a section with keys; default []" in explained
