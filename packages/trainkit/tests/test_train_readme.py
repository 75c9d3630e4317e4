"""The README's example runs unchanged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).parents[1] / "README.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)

    exec(compile(example, "README.md", "exec"), {})

    earned, profit = map(float, capsys.readouterr().out.split())
    assert profit > 1000
    assert earned > 0
