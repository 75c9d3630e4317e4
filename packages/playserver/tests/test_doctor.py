"""The doctor's checks of playserver find what they look for."""

from __future__ import annotations

from pathlib import Path

import pytest

from playserver import doctor


def test_a_package_without_its_page_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = doctor.CHECKS["the page and its engine are there, of envcore's spec"]
    monkeypatch.setattr(doctor, "STATIC_DIR", tmp_path)
    with pytest.raises(FileNotFoundError, match="the page is not in it"):
        check()
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").touch()
    (tmp_path / "assets" / "engine.wasm").write_bytes(b"\0" + b"f" * 64)
    with pytest.raises(ValueError, match="of another spec than envcore's"):
        check()
    (tmp_path / "assets" / "new.wasm").write_bytes(b"\0" + doctor.SPEC_DIGEST.encode())
    check()


def test_a_server_that_does_not_start_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    check = doctor.CHECKS["the server starts and answers"]
    check()
    monkeypatch.setattr(doctor, "_COMMAND", "raise SystemExit('no sockets here')")
    with pytest.raises(RuntimeError, match="it did not start: no sockets here"):
        check()
