"""The README's examples run unchanged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

EXAMPLE = re.compile(r"(?<!-->\n)```python\n(.*?)```", re.DOTALL)
"""A block of Python that no comment marks as one that needs a trained run."""


def test_the_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).parents[1] / "README.md").read_text()
    evaluation, pretrained = EXAMPLE.findall(text)

    exec(compile(evaluation, "README.md", "exec"), {})
    earned, profit = map(float, capsys.readouterr().out.split())
    assert profit > 1000
    assert earned > 0

    exec(compile(pretrained, "README.md", "exec"), {})
    actions, profit_on_heldout = capsys.readouterr().out.rsplit(maxsplit=1)
    assert len(actions.strip("[] \n").split()) == 4
    assert float(profit_on_heldout) > 81_887  # market_timer's
