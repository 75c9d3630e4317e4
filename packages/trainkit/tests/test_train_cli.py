"""The command: tables and files where all is well, one line where it is not."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from replaykit import Replay
from trainkit.cli.main import trainkit as command_root
from trainkit.config.loading import TEMPLATES, config_path, load_config, template_path
from trainkit.config.schema import RunConfig

from conftest import Command


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("fly", "No such command 'fly'"),
        ("run", "Missing argument"),
        ("run nowhere.yaml", "config nowhere.yaml: No such file"),
        ("run --fast x", "No such option"),
        (
            "evaluate unheard_of",
            "player unheard_of: expected a run folder, a checkpoint, a policy file",
        ),
        ("evaluate .", "name a checkpoint's folder, or a run folder with one"),
        ("evaluate random --time-max 0", "'--time-max': 0 is not in the range 1<=x<=1000000"),
        ("evaluate random --episodes many", "'--episodes': 'many' is not a valid integer range"),
        (
            "evaluate random --seeds -1",
            "--seeds -1: expected train, test, heldout or a first seed in 0..",
        ),
        (
            "evaluate random --seeds 18446744073709551615:2",
            "test, heldout or a first seed in 0..2^64",
        ),
        ("evaluate random --seeds 4294967290:10", "lie in train and test, expected one set"),
        ("evaluate random random", "player random is given twice"),
        ("evaluate replay:none.abr", "player replay:none.abr: expected a replay file"),
        ("evaluate random=.", "random is the name of a bot, expected another"),
        ("evaluate random --workers 0", "'--workers': 0 is not in the range 1<=x<=1024"),
        ("config explain speed", "speed is an unknown key, expected one of run_dir, algorithm"),
        ("config show --set speed=3", "defaults: speed is an unknown key, allowed: run_dir"),
        ("init nothing", "'nothing' is not one of 'curriculum', 'default', 'long'"),
        ("init --out nowhere/x.yaml", "nowhere/x.yaml: there is no folder nowhere"),
        ("report nowhere", "nowhere: expected a run folder: No such file or directory"),
        ("check nowhere", "nowhere/evaluation.json: No such file or directory"),
        (
            "evaluate random --out nowhere/x.json",
            "'--out': nowhere/x.json: expected a file",
        ),
        (
            "bots --bots greedy",
            "'--bots': greedy is not a bot, expected some of random,",
        ),
        ("bots --seeds test:0", "--seeds test:0: expected a count in 1..100000"),
        ("bots --seeds test:2 --episodes 3", "both give a number of seeds, expected one"),
        ("bots --time-max 9 --set env.time_max=8", "are both given, expected one of them"),
        ("bots --wide --json", "--wide has no effect with --json"),
        ("check . --wide --json", "--wide has no effect with --json"),
        ("evaluate random --wide --json", "--wide has no effect with --json"),
        ("evaluate random --address x:1", "--address has no effect with the engine local"),
        ("evaluate random --deterministic", "--deterministic has no effect without a policy"),
        ("sweep sweep --address x:1", "--address has no effect with the engine local"),
        (
            "export pretrained:default --to sb3 --out x.zip --name a",
            "--name has no effect with --to sb3 and --out",
        ),
    ],
)
def test_a_refusal_is_one_line(
    arguments: str,
    message: str,
    trainkit: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    code, out, err = trainkit(*arguments.split())

    assert code == 2
    assert out == ""
    assert err.startswith("trainkit: ")
    assert message in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_help_and_version(trainkit: Command) -> None:
    assert trainkit("--version")[:2] == (0, f"{version('trainkit')}\n")
    code, out, _ = trainkit()
    assert code == 0
    assert all(command in out for command in ("run", "evaluate", "bots"))


def test_run_trains_and_a_second_run_changes_nothing(
    trainkit: Command, tmp_path: Path, runs: Any
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump(runs.values | {"run_dir": "nowhere"}))
    arguments = ("run", str(config), "--set", f"run_dir={tmp_path / 'run'}", "--set", "windows=2")

    code, out, _ = trainkit(*arguments)
    again = trainkit(*arguments)

    assert code == 0
    lines = out.splitlines()
    assert len(lines) == 5
    assert lines[0] == "processes 1, torch threads 1 each"
    assert lines[1].split() == [
        *["window", "env", "steps", "steps/s", "return", "profit", "survival", "evaluation", "left"]
    ]
    assert lines[2].split()[:2] == ["1", "512"]
    assert lines[4].endswith("run: completed")
    assert again[:2] == (0, f"{tmp_path / 'run'}: completed\n")


def test_evaluate_compares_policies_and_bots(
    trainkit: Command, tmp_path: Path, tiny_run: Path
) -> None:
    out_file = tmp_path / "evaluation.json"

    code, out, _ = trainkit(
        "evaluate",
        str(tiny_run),
        str(tiny_run / "checkpoints" / "000001"),
        "random",
        "--episodes",
        "12",
        "--out",
        str(out_file),
    )

    assert code == 0
    assert "12 episodes of 60 ticks on seeds from 4294967296" in out  # the policy's own time_max
    table = json.loads(out_file.read_text())
    assert table["schema"] == 1
    assert table["seeds"] == {"first": "4294967296", "count": 12, "set": "test"}
    assert table["time_max"] == 60
    assert [row["player"] for row in table["rows"]] == ["tiny@000004", "tiny@000001", "random"]
    assert [row["kind"] for row in table["rows"]] == ["policy", "policy", "bot"]
    for row in table["rows"]:
        assert row["episodes"] == 12
        for figure in (row["return"], row["net_profit"]):
            assert figure["ci_low"] <= figure["mean"] <= figure["ci_high"]
        assert 0 <= row["survival"] <= 1
        assert row["steps"] > 0
        assert row["player"] in out


def test_policies_of_different_worlds_are_not_compared(
    trainkit: Command, tmp_path: Path, tiny_run: Path, runs: Any
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump(runs.values | {"run_dir": str(tmp_path / "other")}))
    trainkit("run", str(config), "--set", "windows=1", "--set", "env.time_max=61")
    both = ("evaluate", str(tiny_run), str(tmp_path / "other"), "--episodes", "3")

    code, _, err = trainkit(*both)

    assert code == 2
    assert "belongs to worlds with time_max=60" in err
    assert "give --time-max" in err
    assert trainkit(*both, "--time-max", "40")[0] == 0


def test_a_policy_trained_on_profit_alone_is_scored_by_the_shaped_reward(
    trainkit: Command, tmp_path: Path, tiny_run: Path, runs: Any
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump(runs.values | {"run_dir": str(tmp_path / "sparse")}))
    trainkit("run", str(config), "--set", "windows=1", "--set", "env.reward_mode=sparse")
    both = ("evaluate", str(tiny_run), str(tmp_path / "sparse"), "--episodes", "3", "--json")

    shaped = json.loads(trainkit(*both)[1])
    sparse = json.loads(trainkit(*both, "--set", "env.reward_mode=sparse")[1])

    assert shaped["options"]["reward_mode"] == "shaped"
    assert sparse["options"]["reward_mode"] == "sparse"


def test_bots_plays_the_named_bots(trainkit: Command) -> None:
    code, out, _ = trainkit(
        "bots", "--bots", "random,greedy_miner", "--seeds", "7:3", "--time-max", "50"
    )

    assert code == 0
    assert "3 episodes of 50 ticks on seeds from 7" in out
    assert "greedy_miner" in out
    assert "market_timer" not in out


def test_config_shows_what_a_run_would_have(trainkit: Command, tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("run_dir: r\nppo: {gamma: 0.5}\n")

    code, out, _ = trainkit("config", "show", str(file), "--set", "seed=7")

    assert code == 0
    shown = yaml.safe_load(out)
    assert (shown["seed"], shown["ppo"]["gamma"]) == (7, 0.5)
    assert RunConfig.model_validate(shown) == load_config(file, ["seed=7"])


def test_config_explains_every_key_with_its_reason(trainkit: Command) -> None:
    schema = json.loads(trainkit("config", "schema")[1])
    everything = trainkit("config", "explain")[1]
    one = trainkit("config", "explain", "ppo.gamma")[1]

    keys = [line.split(":")[0] for line in everything.splitlines() if line[0] != " "]
    assert set(schema["properties"]) == {key.split(".")[0] for key in keys}
    assert one == (
        "ppo.gamma: a number >= 0.0 and <= 1.0; default 0.998\n    a trip takes hundreds of steps\n"
    )
    assert "wandb.entity: a text or null; default null" in everything


def test_a_replay_chooses_its_world_and_no_option_changes_it(
    trainkit: Command, tmp_path: Path, tiny_run: Path
) -> None:
    replay = f"replay:{tiny_run / 'replays' / 'w000004.abr'}"
    time_max = Replay.read(tiny_run / "replays" / "w000004.abr").header.config.time_max

    for given in (("--time-max", "9"), ("--set", "env.time_max=9")):
        code, out, err = trainkit("evaluate", replay, "random", *given)
        assert (code, out) == (2, "")
        assert f"was recorded with time_max={time_max}, which no option changes: leave out" in err
    same = ("--time-max", str(time_max), "--episodes", "2", "--json")
    code, out, _ = trainkit("evaluate", replay, "random", *same)
    assert code == 0
    assert [row["episodes"] for row in json.loads(out)["rows"]] == [1, 2]


def test_report_writes_a_page(trainkit: Command, tmp_path: Path, tiny_run: Path) -> None:
    code, out, _ = trainkit("report", str(tiny_run), "--out", str(tmp_path / "r"))

    assert (code, out) == (0, f"{tmp_path / 'r' / 'report.html'}\n")


def commands_of(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the words of every command, groups included."""
    found = [path]
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands_of(command, (*path, name))
        else:
            found.append((*path, name))
    return found


@pytest.mark.parametrize("words", commands_of(command_root), ids=" ".join)
def test_every_command_has_help_and_is_in_a_section(
    words: tuple[str, ...], trainkit: Command
) -> None:
    code, out, err = trainkit(*words, "-h")

    assert (code, err) == (0, "")
    assert out.startswith("Usage: trainkit")
    assert trainkit(*words, "--help")[1] == out
    assert "\nCommands:\n" not in out  # the heading of commands that are in no section


def test_tables_can_be_json(trainkit: Command, tmp_path: Path) -> None:
    table = json.loads(trainkit("bots", "--bots", "random", "--episodes", "2", "--json")[1])
    config = json.loads(trainkit("config", "show", "quickstart", "--json")[1])
    keys = json.loads(trainkit("config", "explain", "--json")[1])

    assert [row["player"] for row in table["rows"]] == ["random"]
    assert config["run_dir"] == "runs/quickstart"
    assert {"key", "allowed", "required", "default", "reason"} == set(keys[0])


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_are_printed_and_read_by_name(name: str, trainkit: Command) -> None:
    code, out, _ = trainkit("config", "template", name)

    assert code == 0
    assert out == config_path(name).read_text()
    if name != "sweep":
        assert trainkit("config", "show", name)[0] == 0


def test_a_file_takes_precedence_over_a_template_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert config_path("default") == template_path("default")
    (tmp_path / "default").write_text("run_dir: r\n")

    assert config_path("default") == Path("default")
