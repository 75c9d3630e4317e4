"""The part of the C++ header that visits the canonical state, value by value."""

from __future__ import annotations

import re

from schema import Row, Spec, SpecError

CPP_TYPES = {
    "u8": "std::uint8_t",
    "i8": "std::int8_t",
    "u32": "std::uint32_t",
    "u64": "std::uint64_t",
    "f64": "double",
}

# where the C++ member differs from the path in the spec
CPP_PATHS = (
    (r"market\[c\]\.(\w+)$", r"market.\1[c]"),
    (
        r"world\.belt\.nodes\[n\]\.neighbors\[k\]\.threat_estimate$",
        "threat_estimate_at(world.belt, n, k)",
    ),
)

LOOPS = {
    "c": "for (int c = 0; c < kNCommodities; ++c) ",
    "n": "for (int n = 0; n < world.belt.node_count; ++n) ",
    "k": "for (int k = 0; k < world.belt.nodes[n].degree; ++k) ",
}


def state_text(spec: Spec) -> str:
    """Return visitors over the canonical state, in order: what the belt is drawn from, the rest."""
    origin = [row for row in spec["state"] if row["path"].startswith(ORIGIN_PREFIXES)]
    if origin != spec["state"][: len(origin)]:
        raise SpecError(f"the state must begin with all of {ORIGIN_PREFIXES}")
    rest = spec["state"][len(origin) :]
    return (
        "// visit.template field<type>(path, value, low, high) for each value of the state:\n"
        "// first what a world is drawn from, then what has changed since\n"
        + visitor_text("visit_state_origin", "world", origin)
        + visitor_text("visit_state_changes", "world", rest)
        + visitor_text("visit_state_asteroid", "asteroid", spec["state_asteroid"])
    )


ORIGIN_PREFIXES = ("chance.", "config.")


def visitor_text(name: str, subject: str, rows: list[Row]) -> str:
    """Return one visitor function."""
    body = "\n".join(visit_line(row, f"{subject}.") for row in rows)
    kind = subject.capitalize()
    return (
        f"template <class {kind}, class Visit>\n"
        f"void {name}({kind}& {subject}, Visit&& visit) {{\n{body}\n}}\n\n"
    )


def visit_line(row: Row, prefix: str) -> str:
    """Return the statement that visits one row of the state."""
    indices = re.findall(r"\[(\w)\]", row["path"])
    loops = "".join(LOOPS[i] for i in indices)
    path = f"{prefix}{row['path']}"
    for pattern, replacement in CPP_PATHS:
        path = re.sub(pattern, replacement, path)
    path = re.sub(r"\[(\w)\]", r"[static_cast<std::size_t>(\1)]", path)
    loops = loops.replace("nodes[n]", "nodes[static_cast<std::size_t>(n)]")
    high = row.get("high", 0)
    low = row.get("low", 0)
    bounds = f"{float(low)!r}, {float(high)!r}"
    kind = CPP_TYPES[row["type"]]
    return f'  {loops}visit.template field<{kind}>("{row["path"]}", {path}, {bounds});'
