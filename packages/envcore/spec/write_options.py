"""The options in Python: envcore/options.py, the fields of EnvConfig, the native stub."""

from __future__ import annotations

from prose import number_text
from regions import filled
from schema import Row, Spec
from write_cpp_options import pascal

HEAD = '''"""The options of an environment as keyword arguments.

Generated from packages/envcore/spec/prospector.toml by `nox -s gen`. Do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias, TypedDict, TypeVar

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value", int, str, bool)
PerWorld: TypeAlias = Value | Sequence[Value] | npt.NDArray[np.generic]
"""A value for all worlds, or a list, tuple or array of one for each."""
'''


def options_text(spec: Spec) -> str:
    """Return the whole module."""
    rows = spec["option"]
    lines = [HEAD]
    for row in rows:
        if row["type"] == "choice":
            choices = ", ".join(f'"{choice}"' for choice in row["choices"])
            lines.append(f"{python_type(row)}: TypeAlias = Literal[{choices}]\n")
    lines += [
        "\nclass EnvOptions(TypedDict, total=False):",
        '    """The options as keyword arguments of an environment; each may be left out."""\n',
        *(f"    {row['name']}: {python_type(row)}" for row in rows),
        "\n\nclass VectorOptions(TypedDict, total=False):",
        '    """The options as keyword arguments of a vector environment."""\n',
        *(f"    {row['name']}: {per_world(row)}" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def config_text(spec: Spec, module: str) -> str:
    """Return envcore/config.py with the fields of EnvConfig as the spec file has them now."""
    fields = "".join(
        f"    {row['name']}: {python_type(row)} = {python_default(row)}\n"
        f'    """{option_doc(row)}"""\n'
        for row in spec["option"]
    )
    return filled(module, {"options": fields})


def python_type(row: Row) -> str:
    """Return the Python type of an option; a choice has an alias of its name."""
    return f"{pascal(row['name'])}Name" if row["type"] == "choice" else str(row["type"])


def per_world(row: Row) -> str:
    """Return the type of an option of a vector environment."""
    kind = python_type(row)
    return f"{kind} | PerWorld[str]" if row["type"] == "choice" else f"PerWorld[{kind}]"


def python_default(row: Row) -> str:
    """Return the default of an option as Python source."""
    return f'"{row["default"]}"' if row["type"] == "choice" else repr(row["default"])


def option_doc(row: Row) -> str:
    """Return an option's description with its range."""
    doc: str = row["doc"]
    if row["type"] != "int":
        return doc
    unit = f" {row['unit']}" if row.get("unit") else ""
    return f"{doc} {number_text(row['low'])}..{number_text(row['high'])}{unit}."


def stub_text(spec: Spec, stub: str) -> str:
    """Return the native module's stub with the options as the spec file has them now."""
    rows = [(row["name"], native_type(row)) for row in spec["option"]]
    modes = "".join(f"    {row['name'].upper()} = {row['id']}\n" for row in spec["reward_mode"])
    takes = "".join(f"        {name}: {kind},\n" for name, kind in rows)
    reads = "".join(f"    @property\n    def {name}(self) -> {kind}: ...\n" for name, kind in rows)
    return filled(
        stub,
        {
            "RewardMode": f"class RewardMode(enum.IntEnum):\n{modes}\n",
            "EnvConfig": (
                "class EnvConfig:\n    def __init__(\n        self,\n        *,\n"
                f"{takes}    ) -> None: ...\n{reads}\n"
            ),
        },
    )


def native_type(row: Row) -> str:
    """Return the type of an option in the native module."""
    return pascal(row["name"]) if row["type"] == "choice" else str(row["type"])
