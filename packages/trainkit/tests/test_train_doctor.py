"""The doctor's check of trainkit finds a run that fails."""

from __future__ import annotations

import pytest

from trainkit import doctor

CHECK = doctor.CHECKS["a small run trains, and its replay is verified"]


def test_the_facts_name_torch_and_what_it_sees() -> None:
    assert doctor.facts()["torch"].split(", ")[1]


@pytest.mark.slow
def test_a_small_run_passes() -> None:
    CHECK()


def test_a_run_that_fails_is_reported_with_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_CONFIG", doctor._CONFIG.replace("windows: 1", "windows: 0"))
    with pytest.raises(RuntimeError, match=r"exit code 2: trainkit: .*windows"):
        CHECK()
