"""The parts of the C++ header and of the C interface that options and reward terms make."""

from __future__ import annotations

from regions import filled
from schema import Row, Spec

OPTION_CPP_TYPES = {"int": "int", "bool": "bool"}


def pascal(name: str) -> str:
    """price_max -> PriceMax."""
    return "".join(part.capitalize() for part in name.lower().split("_"))


def option_type(row: Row) -> str:
    """Return the C++ type of an option; a choice has an enum of its name."""
    return OPTION_CPP_TYPES.get(row["type"]) or pascal(row["name"])


def option_default(row: Row) -> str:
    """Return the default of an option as a C++ expression."""
    if row["type"] == "choice":
        return f"{option_type(row)}::k{pascal(row['default'])}"
    return str(row["default"]).lower()


def options_text(spec: Spec) -> str:
    """Return the record of the options, their ranges, and a visitor over their members."""
    rows = spec["option"]
    members = "\n".join(
        f"  {option_type(row)} {row['name']} = {option_default(row)};  // {row['doc']}"
        for row in rows
    )
    highs = "\n".join(
        f"inline constexpr int k{pascal(row['name'])}{end.capitalize()} = {row[end]};"
        for row in rows
        if row["type"] == "int"
        for end in ("low", "high")
    )
    return (
        "/// The options of one world. Trusted: the bindings check them.\n"
        f"struct EnvConfig {{\n{members}\n}};\n{highs}\n"
        f"inline constexpr int kNSwitches = {len(switches(spec))};\n\n"
        "/// Call visit(name, pointer to member) for each option, in order.\n"
        + visitor_text("visit_options", "EnvConfig", rows)
    )


def reward_text(spec: Spec) -> str:
    """Return the record of the reward's terms, its sums, and a visitor over the terms."""
    rows = spec["reward_term"]
    members = "\n".join(f"  double {row['name']} = 0;  // {row['doc']}" for row in rows)
    return (
        f"inline constexpr int kNRewardTerms = {len(rows)};\n"
        "/// The terms of the reward in the order of the sum. A term that does not apply is +0.\n"
        f"struct RewardTerms {{\n{members}\n}};\n\n"
        "/// Call visit(name, pointer to member) for each term, in order.\n"
        + visitor_text("visit_reward_terms", "RewardTerms", rows)
        + "\n/// The sum of the terms that the mode keeps.\n"
        "constexpr double sum_of(const RewardTerms& terms, RewardMode mode) {\n"
        f"  if (mode == RewardMode::kSparse) return {sum_text(rows, 'sparse')};\n"
        f"  return {sum_text(rows)};\n}}\n"
    )


def sum_text(rows: list[Row], key: str = "name") -> str:
    """Return the sum of the terms that have a key, in order."""
    return " + ".join(f"terms.{row['name']}" for row in rows if row.get(key))


def visitor_text(name: str, record: str, rows: list[Row]) -> str:
    """Return a visitor over the members of a record."""
    visits = "\n".join(f'  visit("{row["name"]}", &{record}::{row["name"]});' for row in rows)
    return f"template <class Visit>\nconstexpr void {name}(Visit&& visit) {{\n{visits}\n}}\n"


def switches(spec: Spec) -> list[str]:
    """Return the names of the options that are on or off."""
    return [row["name"] for row in spec["option"] if row["type"] == "bool"]


def c_header_text(spec: Spec, header: str) -> str:
    """Return the C interface's header with its switches as the spec file has them now."""
    bits = "".join(
        f"  PROSPECTOR_{name.upper()} = {1 << bit},\n" for bit, name in enumerate(switches(spec))
    )
    return filled(header, {"switches": bits})
