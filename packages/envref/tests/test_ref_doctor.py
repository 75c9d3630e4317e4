"""What `trainkit doctor` finds where a reference differs from envcore."""

from __future__ import annotations

import pytest

from envref import doctor
from envref.env import ReferenceEnv


def test_equal_worlds_pass() -> None:
    for check in doctor.CHECKS.values():
        check()


def test_a_difference_is_named_with_its_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReferenceEnv, "state_digest", lambda _: b"another")
    (check,) = doctor.CHECKS.values()
    with pytest.raises(ValueError, match=r"the states differ after tick \d+: reinstall both"):
        check()
