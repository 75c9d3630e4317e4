"""YAML as people write it is read, or refused in one line that says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from trainkit.config.loading import config_beside, config_path, load_config, load_section
from trainkit.config.schema import RunConfig
from trainkit.config.yaml_text import YamlError, parse_yaml
from trainkit.errors import ConfigError
from trainkit.runs.reading import read_run
from trainkit.sweeps.schema import SweepConfig

MERGE_BOMB = "a0: &a0 {x: 1}\n" + "".join(
    f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}], y{i}: 1}}\n" for i in range(1, 40)
)
ALIAS_BOMB = "a0: &a0 [1, 1]\n" + "".join(
    f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40)
)


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: {<<: {x: 1}, y: 2}", {"a": {"x": 1, "y": 2}}),
        ("b: &b {x: 1, y: 1}\na: {<<: *b, y: 2}", {"b": {"x": 1, "y": 1}, "a": {"x": 1, "y": 2}}),
        ("a: {<<: [{x: 1}, {x: 2, y: 3}]}", {"a": {"x": 1, "y": 3}}),
        (
            "a: &a {x: 1}\nb: &b {<<: *a}\nc: {<<: *b}",
            {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1}},
        ),
        ("on: 3", {"on": 3}),
        ("1: 3", {"1": 3}),
        ("~: 3", {"~": 3}),
        ("2026-11-30: yes", {"2026-11-30": True}),
        ("a: 2026-13-45", {"a": "2026-13-45"}),
        ("a: 1:30", {"a": "1:30"}),
        ("a: 1e-3", {"a": 0.001}),
        ("a: [1E5, .5, 1., 1_000, 0x10, -2]", {"a": [1e5, 0.5, 1.0, 1000, 16, -2]}),
        ("a: on", {"a": True}),
        ("a: '1e3'", {"a": "1e3"}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("\ufeffa: 1", {"a": 1}),
        ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
    ],
)
def test_yaml_that_people_write_is_read(text: str, value: Any) -> None:
    assert parse_yaml(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seed: " + "9" * 5000, "an integer has 5,000 digits"),
        ("seed: 0x" + "f" * 5000, "an integer has 5,002 digits"),
        ("seed: -" + "1" * 401, "an integer has 402 digits"),
        ("a: " + "[" * 5000 + "]" * 5000, "nested deeper than 50 levels"),
        ("a: " + "{a: " * 5000 + "}" * 5000, "nested deeper than 50 levels"),
        ("a: " + "[" * 60 + "]" * 60, "nested deeper than 50 levels"),
        ("- " * 3000 + "1", "nested deeper than 50 levels"),
        ("a: &a [*a]", "nested deeper than 50 levels"),
        (MERGE_BOMB, "merges more than 100,000 keys"),
        (ALIAS_BOMB, "more than 100,000 values"),
        ("[1, 2]: 3", "a key is a list, expected text"),
        ("{a: 1}: 3", "a key is a mapping, expected text"),
        ("on: 1\non: 2", "the key on is given twice"),
        ("{x: 1, <<: {y: 1}, <<: {z: 1}}", "the key << is given twice"),
        ("<<: 3", "expected a mapping"),
        ("a: !!int x", "a value does not fit the tag before it"),
        ("a: !!bool maybe", "a value does not fit the tag before it"),
        ("a: !!timestamp x", "a value does not fit the tag before it"),
        ("a: !!binary aGk=", "a value is of type bytes, expected plain values"),
        ("a: !!set {b, c}", "a value is of type set, expected plain values"),
        ("a: !!omap [b: 1]", "a value is of type tuple, expected plain values"),
        ("a: !!timestamp 2026-11-30", "a value is of type date, expected plain values"),
        ("a: !!python/name:os.system x", "could not determine a constructor"),
        ('a: "\\0"', "the text '\\x00' has a character that is not allowed"),
        ('"\\ud800": 1', "the text '\\ud800' has a character that is not allowed"),
        ("a: 1\n---\nb: 2", "expected a single document"),
        ("a: *b", "undefined alias 'b' at line 1"),
        ("a:\t1", "cannot start any token"),
    ],
)
def test_other_yaml_is_refused_in_one_line(
    text: str, message: str, file_of: Callable[[str], Path]
) -> None:
    with pytest.raises(YamlError) as error:
        parse_yaml(text)
    with pytest.raises(ConfigError) as refused:
        load_config(file_of(text))
    with pytest.raises(ConfigError, match="not YAML"):
        load_section(file_of(text), SweepConfig)

    assert message in str(error.value)
    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("on: 3", "on is an unknown key, allowed: run_dir, algorithm"),
        ("1: 3", "1 is an unknown key, allowed: run_dir, algorithm"),
        ("env: {off: 3}", "env.off is an unknown key, allowed: time_max"),
        ("ppo: {gamma: " + "9" * 400 + "}", "ppo.gamma is 99999"),
        ("seed: " + "9" * 400, "... , expected an integer >= 0"),
        ("env: [" + "1, " * 1000 + "]", "env is list with many values, expected a section"),
        ("network: {hidden: {a: 1}}", "network.hidden is {'a': 1}, expected a list"),
        ("wandb: {project: 3}", "wandb.project is 3, expected a text"),
        ("", "run_dir is missing"),
    ],
)
def test_values_that_no_key_takes_are_refused_in_one_line(
    text: str, message: str, file_of: Callable[[str], Path]
) -> None:
    with pytest.raises(ConfigError) as error:
        load_config(file_of(text if "missing" in message else f"run_dir: r\n{text}"))

    assert message.replace("... ,", "...,") in str(error.value) or "empty" in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert len(str(error.value)) < 1000


def test_merge_keys_have_their_effect(file_of: Callable[[str], Path]) -> None:
    config = load_config(
        file_of("run_dir: r\nppo: &p {gamma: 0.9}\nenv: {<<: {pirates: false}, fractures: false}")
    )

    assert not config.env.pirates
    assert not config.env.fractures
    assert config.ppo.gamma == 0.9


def test_a_section_without_keys_has_its_defaults(file_of: Callable[[str], Path]) -> None:
    path = file_of("run_dir: r\nenv:\n  # pirates: false\nreplay: {milestones: }")

    assert load_config(path) == load_config(file_of("run_dir: r"))
    assert load_config(path, ["env.pirates=false"]).env.pirates is False


def test_an_override_changes_one_of_two_sections_that_share_an_anchor(
    file_of: Callable[[str], Path],
) -> None:
    path = file_of("run_dir: r\nppo: &s {}\nenv: *s")

    config = load_config(path, ["env.pirates=false"])

    assert config.env.pirates is False


@pytest.mark.parametrize(
    "override",
    ["seed=" + "9" * 5000, "ppo=" + "[" * 5000, "on=3", "env={[1]: 2}", "wandb.project=\0"],
)
def test_overrides_are_refused_in_one_line(override: str, file_of: Callable[[str], Path]) -> None:
    with pytest.raises(ConfigError) as error:
        load_config(file_of("run_dir: r"), [override])

    assert len(str(error.value).splitlines()) == 1
    assert len(str(error.value)) < 1000


def test_a_deep_file_in_a_run_folder_is_an_error_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("a: " + "[" * 5000)
    (tmp_path / "run_metadata.json").write_text("[" * 100_000)

    with pytest.raises(Exception, match=r"config\.yaml|nested deeper") as error:
        read_run(str(tmp_path))

    assert type(error.value).__name__ == "RunFolderError"


def test_a_tilde_is_the_home_folder(
    file_of: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))

    assert load_config(file_of("run_dir: ~/x/y")).run_path == tmp_path / "x" / "y"
    assert load_config(file_of("run_dir: a/~/b")).run_path == Path("a/~/b")
    assert config_path("~/my.yaml") == tmp_path / "my.yaml"
    assert config_beside(Path("/sweeps"), "~/my.yaml") == tmp_path / "my.yaml"
    with pytest.raises(ConfigError, match="~unknown-user-name/x: there is no user"):
        load_config(file_of("run_dir: ~unknown-user-name/x")).run_path  # noqa: B018


def test_texts_that_look_like_something_else_survive_a_file(
    file_of: Callable[[str], Path],
) -> None:
    names = ["1e-3", "on", "null", "0x10", "1:30", "2026-11-30", "~", "<<", "=", "- a", "a: b", " "]
    config = RunConfig.model_validate({"run_dir": "r", "wandb": {"tags": names}})

    assert load_config(file_of(config.to_yaml())) == config
    assert yaml.safe_load(config.to_yaml())["wandb"]["tags"] == names  # as playserver reads it
