"""Configurations: what is allowed, and that everything else is refused in one clear line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from trainkit.config.loading import load_config, template_path
from trainkit.config.schema import RunConfig
from trainkit.errors import ConfigError

CONFIGS = template_path("default").parent


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(text)
        return path

    return write


def sections(section: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield section
    for field in section.model_fields.values():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from sections(field.annotation)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("speed: 3", "speed is an unknown key, allowed: run_dir, algorithm, seed"),
        ("env: {gravity: 1}", "env.gravity is an unknown key, allowed: time_max, reward_mode"),
        ("env: {time_max: 0}", "env.time_max is 0, expected an integer >= 1 and <= 1000000"),
        ("env: {reward_mode: rich}", "env.reward_mode is 'rich', expected one of shaped, sparse"),
        ("env: {pirates: 1}", "env.pirates is 1, expected true or false"),
        ("env: 3", "env is 3, expected a section with keys"),
        ("algorithm: dqn", "algorithm is 'dqn', expected one of maskable_ppo, ppo"),
        ("num_envs: 1.5", "num_envs is 1.5, expected an integer >= 1 and <= 65536"),
        ("num_envs: true", "num_envs is True, expected an integer"),
        ("ppo: {gamma: 1.1}", "ppo.gamma is 1.1, expected a number >= 0.0 and <= 1.0"),
        ("ppo: {gamma: .nan}", "ppo.gamma is nan, expected a number >= 0.0 and <= 1.0"),
        ("ppo: {learning_rate: .inf}", "ppo.learning_rate is inf, expected a number > 0.0"),
        ("network: {hidden: []}", "network.hidden is [], expected a list of 1..8 values, each"),
        ("network: {hidden: [0]}", "network.hidden.0 is 0, expected a list of 1..8 values"),
        ("seed: 4294967296", "seed is 4294967296, expected an integer >= 0 and < 4294967296"),
        ("seed: 4294967200", "seed is 4294967200, expected at most 4294967040"),
        (
            "stages: [{windows: 1.5}]",
            "stages.0.windows is 1.5, expected an integer >= 1 or a number",
        ),
        ("replay: {seed: 7}", "replay.seed is 7, expected an integer >= 4294967296"),
        (
            "algorithm: recurrent_ppo\ndemonstrations: {bot: prospector}",
            "demonstrations.bot is 'prospector' with algorithm 'recurrent_ppo', expected null",
        ),
        ("demonstrations: {bot: random}", "demonstrations.bot is 'random', expected "),
        ("seed: 1\nseed: 2", "not YAML: the key seed is given twice"),
        ("seed: [", "not YAML: "),
    ],
)
def test_impossible_configurations_are_refused_in_one_line(
    text: str, message: str, file_of: Callable[[str], Path]
) -> None:
    path = file_of(f"run_dir: r\n{text}")

    with pytest.raises(ConfigError) as error:
        load_config(path)

    assert str(error.value).startswith(f"config {path}: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("steps", "nearest"),
    [
        (10_000, "the nearest are 8192 and 16384"),
        (100, "the nearest is 8192"),
        (3 * 8192 - 1, "the nearest are 16384 and 24576"),
    ],
)
def test_a_window_is_whole_rollouts(
    steps: int, nearest: str, file_of: Callable[[str], Path]
) -> None:
    path = file_of(f"{{run_dir: r, num_envs: 64, rollout_steps: 128, window_steps: {steps}}}")

    with pytest.raises(ConfigError, match=f"window_steps is {steps}, .*= 8192: {nearest}$"):
        load_config(path)


def test_a_batch_divides_the_rollout(file_of: Callable[[str], Path]) -> None:
    path = file_of("{run_dir: r, num_envs: 64, rollout_steps: 128, window_steps: 8192}")

    with pytest.raises(ConfigError, match=r"batch_size is 1000, .*: the nearest are 512 and 1024$"):
        load_config(path, ["ppo.batch_size=1000"])


def test_a_file_without_keys_is_refused(file_of: Callable[[str], Path]) -> None:
    with pytest.raises(ConfigError, match="expected keys with values, got list"):
        load_config(file_of("- 1"))


def test_the_run_folder_must_be_named(file_of: Callable[[str], Path]) -> None:
    with pytest.raises(ConfigError, match="run_dir is missing: the run folder"):
        load_config(file_of("seed: 1"))


def test_overrides_are_yaml_and_reach_into_sections(file_of: Callable[[str], Path]) -> None:
    path = file_of("run_dir: r")

    config = load_config(
        path, ["ppo.learning_rate=1e-3", "env.pirates=false", "network.hidden=[8, 4]", "run_dir=q"]
    )

    assert config.ppo.learning_rate == 0.001
    assert config.env.pirates is False
    assert config.network.hidden == [8, 4]
    assert config.run_path == Path("q")


@pytest.mark.parametrize("override", ["ppo", "=3", "run_dir.x=3", "ppo.gamma={"])
def test_overrides_that_are_none_are_refused(override: str, file_of: Callable[[str], Path]) -> None:
    with pytest.raises(ConfigError, match=r"^--set "):
        load_config(file_of("run_dir: r"), [override])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.yaml: No such file"):
        load_config(tmp_path / "nothing.yaml")


def test_the_resolved_configuration_reads_back_as_itself(file_of: Callable[[str], Path]) -> None:
    config = load_config(file_of("run_dir: r"), ["ppo.gamma=0.9"])

    again = load_config(file_of(config.to_yaml()))

    assert again == config
    assert again.digest() == config.digest()


def test_the_digest_is_of_everything_but_the_folder(file_of: Callable[[str], Path]) -> None:
    path = file_of("run_dir: r")
    digest = load_config(path).digest()

    assert load_config(path, ["run_dir=elsewhere"]).digest() == digest
    assert load_config(path, ["evaluation.episodes=21"]).digest() != digest


@pytest.mark.parametrize("name", ["quickstart.yaml", "default.yaml", "long.yaml"])
def test_the_configurations_that_ship_are_allowed(name: str) -> None:
    config = load_config(CONFIGS / name)

    assert config.algorithm in {"maskable_ppo", "recurrent_ppo"}
    assert config.run_path.parent == Path("runs")


def test_every_default_has_its_reason() -> None:
    fields = [field for part in sections(RunConfig) for field in part.model_fields.items()]
    missing = [
        name
        for name, field in fields
        if not field.description
        and not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel))
    ]

    assert len(fields) > 30
    assert missing == []
