"""A sweep refuses keys without effect: those that it gives to each run itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainkit.errors import ConfigError
from trainkit.sweeps.run import read_sweep


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seeds: [1, 1]", "seeds is [1, 1], expected each seed once"),
        ("set: {run_dir: x}", "set has the key run_dir, which comes from the sweep's folder"),
        ("set: {seed: 3}", "set has the key seed, which comes from the sweep's seeds"),
        ("grid: {seed: [1, 2]}", "grid has the key seed, which comes from the sweep's seeds"),
        ("random: {keys: {seed: {choice: [1]}}}", "random has the key seed, which comes from"),
        ("optuna: {keys: {run_dir: {choice: [a]}}}", "optuna has the key run_dir, which comes"),
        ("random: {keys: {}}", "random.keys is {}, expected keys with values"),
        ("random: 3", "random is 3, expected a section with keys"),
    ],
)
def test_a_sweep_refuses_keys_without_effect(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text(f"config: quickstart\nfolder: {tmp_path}/f\n{text}\n", encoding="utf-8")

    with pytest.raises(ConfigError) as refused:
        read_sweep(path)

    assert message in str(refused.value)
    assert list(tmp_path.iterdir()) == [path]
