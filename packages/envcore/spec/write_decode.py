"""The decoded observation: a table for envcore/spec.py, and the fields in envcore/decode.py."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from regions import filled
from resolve import named_number
from schema import Row, Spec, SpecError

ARRAYS = {"real": "Floats", "log": "Floats", "whole": "Ints", "type": "Ints", "flag": "Bools"}
"""Alias of the array type of each kind of value."""
LINE = 100


def decoded_rows(spec: Spec, block: str | None = None) -> Iterator[tuple[str, Row]]:
    """Yield the names of fields with a decoded value and their rows; of one block, or of all."""
    for row in spec["observation"]:
        prefix = f"{row['name']}." if "fields" in row else ""
        if block is not None and prefix != block:
            continue
        for field in row.get("fields", [row]):
            if "decoded" in field:
                yield prefix + field["name"], field


def kind_of(row: Row) -> str:
    """Return how a field is decoded."""
    decoded = row["decoded"]
    if row.get("flag"):
        return "flag" if row.get("count", 1) == 1 else "type"
    return "whole" if decoded.get("whole") else "log" if "log" in decoded else "real"


def scale_text(row: Row, spec: Spec) -> str:
    """Return the scale of a decoded value as a Python tuple: one number, or one by commodity."""
    name = row["decoded"].get("scale") or row["decoded"].get("log")
    if name is None:
        return "(1.0,)"
    if name.startswith("commodity."):
        column = name.removeprefix("commodity.")
        return repr(tuple(commodity[column] for commodity in spec["commodity"]))
    return f"({named_number(name, spec)!r},)"


def decoded_text(spec: Spec) -> str:
    """Return the table for envcore/spec.py."""
    rows = "\n".join(
        f"    DecodedField({source!r}, {source.rpartition('.')[0]!r}, {row['decoded']['name']!r}, "
        f"{kind_of(row)!r}, {scale_text(row, spec)}),"
        for source, row in decoded_rows(spec)
    )
    return f"DECODED: Final = (\n{rows}\n)\n"


def decode_text(spec: Spec, module: str) -> str:
    """Return envcore/decode.py with the decoded fields as the spec file has them now."""
    blocks = ["", *(f"{row['name']}." for row in spec["observation"] if "fields" in row)]
    names = [f"{b}{row['decoded']['name']}" for b in blocks for _, row in decoded_rows(spec, b)]
    if twice := {name for name in names if names.count(name) > 1}:
        raise SpecError(f"observation: decoded twice: {sorted(twice)}")
    parts = {block.rstrip(".") or "observation": fields_text(spec, block) for block in blocks}
    return filled(module, parts)


def fields_text(spec: Spec, block: str) -> str:
    """Return the decoded fields of a block as those of a dataclass."""
    return "".join(
        f"    {row['decoded']['name']}: "
        f'Annotated[{ARRAYS[kind_of(row)]}, "{row["decoded"].get("unit", "")}"]\n'
        f"{doc_text(row['decoded']['doc'])}\n"
        for _, row in decoded_rows(spec, block)
    )


def doc_text(doc: str) -> str:
    """Return a docstring of a field, wrapped at the end of the line."""
    line = f'    """{doc}"""'
    if len(line) <= LINE:
        return line
    head, *rest = textwrap.wrap(doc, LINE - 7)
    return "\n".join([f'    """{head}', *(f"    {part}" for part in rest), '    """'])
