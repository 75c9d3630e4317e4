"""The native module relies on the GIL and says so by declaring nothing else.

A free-threaded CPython turns the GIL on when it imports a module that does not declare that it
works without one.
"""

from __future__ import annotations

import re
import sys

import envcore

from tools.repository import ROOT

CORE = ROOT / "packages" / "envcore"
DECLARATIONS = re.compile(r"mod_gil_not_used|Py_MOD_GIL_NOT_USED|PyUnstable_Module_SetGIL")


def test_the_native_module_does_not_declare_that_it_works_without_the_gil() -> None:
    sources = sorted((CORE / "cpp" / "bindings").glob("*.?pp"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in sources}
    assert [name for name, text in texts.items() if DECLARATIONS.search(text)] == []
    (module,) = [text for text in texts.values() if "PYBIND11_MODULE" in text]
    assert "PYBIND11_MODULE(_native, module) {" in module  # a third argument could declare it
    project = (CORE / "pyproject.toml").read_text(encoding="utf-8")
    assert "Free Threading" not in project


def test_with_envcore_imported_the_gil_is_on() -> None:
    assert envcore.spec.N_ACTIONS == 69
    is_enabled = getattr(sys, "_is_gil_enabled", lambda: True)  # CPython has it since 3.13
    assert is_enabled()
