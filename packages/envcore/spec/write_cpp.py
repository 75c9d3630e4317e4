"""The C++ header: constants, tables, the observation's and info's layout, the state's order."""

from __future__ import annotations

from typing import Any

from schema import ACTION_COSTS, Row, Spec
from write_cpp_options import options_text, pascal, reward_text
from write_cpp_state import state_text

INFO_CPP_TYPES = {"int": "std::int64_t", "float": "double", "bool": "bool"}


def literal(value: Any) -> str:
    """Write a TOML value as a C++ literal that reads back to the same bits."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    return repr(value)


def cpp_text(spec: Spec) -> str:
    """Return the whole header."""
    parts = [
        HEAD,
        f'inline constexpr std::string_view kDigest = "{spec["digest"]}";',
        f"inline constexpr int kVersion = {spec['meta']['version']};",
        "",
        *(f"inline constexpr int k{pascal(k)} = {v};" for k, v in spec["sizes"].items()),
        "",
        enum_text("NodeType", "std::int8_t", spec["node_type"]),
        enum_text("RewardMode", "std::uint8_t", spec["reward_mode"]),
        enum_text("EndCause", "std::int8_t", spec["end_cause"]),
        truncates_text(spec),
        enum_text("Domain", "std::uint64_t", spec["domain"]),
        enum_text("ActionId", "std::int8_t", spec["action"]),
        options_text(spec),
        reward_text(spec),
        family_text(spec),
        event_text(spec),
        actions_text(spec),
        *(f"inline constexpr int k{pascal(r['name'])} = {r['id']};" for r in spec["commodity"]),
        table_text("CommodityRow", "kCommodities", spec["commodity"], COMMODITY_KEYS),
        table_text("ScanMode", "kScanModes", spec["scan_mode"], ("blend", "gain", "noise")),
        table_text("MiningMode", "kMiningModes", spec["mining_mode"], MINING_KEYS),
        lists_text(spec),
        rules_text(spec),
        observation_text(spec),
        info_text(spec),
        state_text(spec),
        "}  // namespace envcore::spec",
        "",
    ]
    return "\n".join(parts)


COMMODITY_KEYS = ("base_price", "price_min", "price_max", "depth")
MINING_KEYS = ("yield", "spread", "wear", "fracture")
HEAD = """\
// Generated from packages/envcore/spec/prospector.toml by `nox -s gen`. Do not edit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// clang-format off
namespace envcore::spec {
"""


def enum_text(name: str, base: str, rows: list[Row]) -> str:
    """Return an enum class and the names of its members."""
    members = "\n".join(f"  k{pascal(row['name'])} = {row['id']}," for row in rows)
    names = ", ".join(f'"{row["name"]}"' for row in rows if row["id"] >= 0)
    count = sum(row["id"] >= 0 for row in rows)
    return (
        f"enum class {name} : {base} {{\n{members}\n}};\n"
        f"inline constexpr std::array<std::string_view, {count}> k{name}Names = {{{names}}};\n"
    )


def truncates_text(spec: Spec) -> str:
    """Return the function that distinguishes truncation from termination."""
    causes = [row for row in spec["end_cause"] if row.get("truncates")]
    test = " || ".join(f"cause == EndCause::k{pascal(row['name'])}" for row in causes)
    return (
        "/// Whether an episode that ended so was truncated; every other end terminates it.\n"
        f"constexpr bool truncates(EndCause cause) {{ return {test}; }}\n"
    )


def family_text(spec: Spec) -> str:
    """Return the enum of action families."""
    members = "\n".join(f"  k{pascal(family)}," for family in spec["families"])
    return f"enum class Family : std::int8_t {{\n{members}\n}};\n"


def event_text(spec: Spec) -> str:
    """Return the event bits."""
    members = "\n".join(f"  k{pascal(row['name'])} = {row['bit']}," for row in spec["event"])
    return f"enum class Event : std::uint8_t {{\n{members}\n}};\n"


def actions_text(spec: Spec) -> str:
    """Return the table of actions."""
    costs = " ".join(f"double {key};" for key in ACTION_COSTS)
    rows = "\n".join(
        f"    {{Family::k{pascal(row['family'])}, {row['arg']}, {row['ticks']}, "
        + ", ".join(literal(float(row[key])) for key in ACTION_COSTS)
        + f"}},  // {row['id']} {row['name']}"
        for row in spec["action"]
    )
    return (
        f"struct ActionRow {{ Family family; int arg; int ticks; {costs} }};\n"
        f"inline constexpr std::array<ActionRow, kNActions> kActions = {{{{\n{rows}\n}}}};\n"
    )


def table_text(struct: str, name: str, rows: list[Row], keys: tuple[str, ...]) -> str:
    """Return a struct of doubles and the table of its rows."""
    members = " ".join(f"double {cpp_name(key)};" for key in keys)
    body = "\n".join(
        "    {" + ", ".join(literal(float(row[key])) for key in keys) + f"}},  // {row['name']}"
        for row in rows
    )
    return (
        f"struct {struct} {{ {members} }};\n"
        f"inline constexpr std::array<{struct}, {len(rows)}> {name} = {{{{\n{body}\n}}}};\n"
    )


def cpp_name(key: str) -> str:
    """Return the key, or another name where the key would mislead in C++."""
    return {"yield": "yield_factor"}.get(key, key)


def lists_text(spec: Spec) -> str:
    """Return the short lists of numbers."""
    lines = []
    for name, values in spec["lists"].items():
        kind = "double" if isinstance(values[0], float) else "int"
        body = ", ".join(map(literal, values))
        if name != "sell_percents":  # only in action names
            lines.append(
                f"inline constexpr std::array<{kind}, {len(values)}> k{pascal(name)} = {{{body}}};"
            )
    return "\n".join(lines) + "\n"


def rules_text(spec: Spec) -> str:
    """Return the constants of the rules, topic by topic."""
    lines: list[str] = []
    room = None
    for row in spec["rule"]:
        if row["room"] != room:
            room = row["room"]
            lines += ["", f"// {room}"]
        kind = "double" if isinstance(row["value"], float) else "int"
        unit = f" [{row['unit']}]" if row.get("unit") else ""
        lines.append(
            f"inline constexpr {kind} k{pascal(row['name'])} = {literal(row['value'])};"
            f"  // {row['doc']}{unit}"
        )
    return "\n".join(lines).lstrip() + "\n"


def observation_text(spec: Spec) -> str:
    """Return the observation as structs of floats."""
    blocks: list[str] = []
    members: list[str] = []
    for row in spec["observation"]:
        if "fields" in row:
            struct = {"neighbors": "NeighborObs", "asteroids": "AsteroidObs"}[row["name"]]
            body = "\n".join(
                f"  {float_member(field)}  // {field['doc']}" for field in row["fields"]
            )
            blocks.append(f"struct {struct} {{\n{body}\n}};\n")
            member = f"std::array<{struct}, {row['repeat']}> {row['name']};"
        else:
            member = float_member(row)
        members.append(f"  {member}  // {row['first']}: {row['doc']}")
    row_text = "struct ObsRow {\n" + "\n".join(members) + "\n};\n"
    check = "static_assert(sizeof(ObsRow) == sizeof(float) * kObsDim);\n"
    return "\n".join([*blocks, row_text + check])


def float_member(row: Row) -> str:
    """Return one float or an array of them."""
    count = row.get("count", 1)
    kind = "float" if count == 1 else f"std::array<float, {count}>"
    return f"{kind} {row['name']};"


def info_text(spec: Spec) -> str:
    """Return the info record and a visitor over its members in order."""
    members = "\n".join(
        f"  {INFO_CPP_TYPES[row['type']]} {row['name']};  // {row['doc']}" for row in spec["info"]
    )
    visits = "\n".join(f'  visit("{row["name"]}", row.{row["name"]});' for row in spec["info"])
    return (
        f"inline constexpr int kNInfo = {len(spec['info'])};\n"
        f"struct InfoRow {{\n{members}\n}};\n\n"
        "template <class Row, class Visit>\nvoid visit_info(Row& row, Visit&& visit) {\n"
        f"{visits}\n}}\n"
    )
