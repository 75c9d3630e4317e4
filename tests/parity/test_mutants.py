"""Six faults planted in copies of envref are each caught; `nox -s mutants` plants them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.parity.mutants import Mutant, judge, main, plant, read_mutants

MUTANTS = read_mutants()
IN_CI = [mutant for mutant in MUTANTS if mutant.in_ci]


def test_the_table_is_as_large_as_it_should_be() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    assert sum(not mutant.survives for mutant in MUTANTS) >= 25
    assert len(IN_CI) == 6
    assert not any(mutant.survives for mutant in IN_CI)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_fault_can_be_planted(mutant: Mutant, tmp_path: Path) -> None:
    path = plant(mutant, tmp_path) / "envref" / mutant.file
    text = path.read_text(encoding="utf-8")
    assert text.count(mutant.after) >= 1
    compile(text, mutant.file, "exec")


@pytest.mark.parametrize("mutant", IN_CI, ids=lambda mutant: mutant.name)
def test_the_default_suites_catch_it(mutant: Mutant) -> None:
    verdict = judge(mutant, jobs=1)
    assert verdict.is_caught
    assert verdict.field


def test_a_table_of_some_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.md"
    monkeypatch.setattr("sys.argv", ["mutants", MUTANTS[0].name, "--write", str(table)])
    with pytest.raises(SystemExit):
        main()
    assert "--write: expected no names beside it" in capsys.readouterr().err
    assert not table.exists()
