"""envcore/spec.py: the same tables for Python."""

from __future__ import annotations

from python_head import HEAD
from schema import ACTION_COSTS, Row, Spec, stride_of, width_of
from write_decode import decoded_text


def python_text(spec: Spec) -> str:
    """Return the whole module."""
    meta = spec["meta"]
    lines = [
        HEAD,
        f'SPEC_DIGEST: Final = "{spec["digest"]}"',
        f"SPEC_VERSION: Final = {meta['version']}",
        f'ENV_ID: Final = "{meta["entry"]}"',
        "ENV_TIME_MAX: Final[dict[str, int]] = {"
        + ", ".join(f'"{row["id"]}": {row["time_max"]}' for row in spec["env"])
        + "}",
        "",
        *(f"{name.upper()}: Final = {value}" for name, value in spec["sizes"].items()),
        "",
        names_line("COMMODITIES", spec["commodity"]),
        names_line("NODE_TYPES", spec["node_type"]),
        "",
        enum_text("Action", "The 69 actions.", spec["action"], "id"),
        enum_text("Event", 'Bit numbers of `info["events"]`.', spec["event"], "bit"),
        enum_text("EndCause", "How an episode ended.", spec["end_cause"], "id"),
        truncations_text(spec),
        enum_text("Domain", "Domains of random numbers.", spec["domain"], "id"),
        enum_text("NodeType", "Kinds of nodes.", spec["node_type"], "id"),
        actions_text(spec),
        commodities_text(spec),
        colors_text(spec),
        modes_text(spec),
        *(f"{name.upper()}: Final = {tuple(values)!r}" for name, values in spec["lists"].items()),
        "",
        *rules_lines(spec),
        "",
        observation_text(spec),
        decoded_text(spec),
        info_text(spec),
        options_text(spec),
        reward_text(spec),
        state_text("STATE_FIELDS", spec["state"]),
        state_text("STATE_ASTEROID_FIELDS", spec["state_asteroid"]),
    ]
    return "\n".join(lines).rstrip() + "\n"


def names_line(name: str, rows: list[Row]) -> str:
    """Return a tuple of names."""
    return f"{name}: Final = {tuple(row['name'] for row in rows)!r}"


def enum_text(name: str, doc: str, rows: list[Row], key: str) -> str:
    """Return an IntEnum."""
    members = "\n".join(f"    {row['name'].upper()} = {row[key]}" for row in rows)
    return f'\nclass {name}(IntEnum):\n    """{doc}"""\n\n{members}\n'


def truncations_text(spec: Spec) -> str:
    """Return the end causes that truncate an episode."""
    causes = [row["name"].upper() for row in spec["end_cause"] if row.get("truncates")]
    members = "".join(f"EndCause.{cause}, " for cause in causes).rstrip()
    return (
        f"TRUNCATIONS: Final = ({members})\n"
        '"""Ends that truncate an episode; every other end terminates it."""\n'
    )


def actions_text(spec: Spec) -> str:
    """Return the table of actions."""
    rows = "\n".join(
        f"    ActionSpec({row['id']}, {row['name']!r}, {row['family']!r}, {row['arg']}, "
        f"{row['ticks']}, {', '.join(repr(float(row[k])) for k in ACTION_COSTS)}, "
        f"{row['legal']!r}, {row['doc']!r}, {row['title']!r}, {row['key']!r}),"
        for row in spec["action"]
    )
    return f"\nACTIONS: Final = (\n{rows}\n)\n"


def commodities_text(spec: Spec) -> str:
    """Return the table of commodities."""
    keys = ("base_price", "price_min", "price_max", "depth")
    rows = "\n".join(
        f"    CommoditySpec({row['id']}, {row['name']!r}, {', '.join(repr(row[k]) for k in keys)}, "
        f"{row['title']!r}),"
        for row in spec["commodity"]
    )
    return f"COMMODITY_TABLE: Final = (\n{rows}\n)\n"


def colors_text(spec: Spec) -> str:
    """Return the colors by name."""
    rows = "\n".join(f"    {name!r}: {tuple(pair)!r}," for name, pair in spec["color"].items())
    return (
        f"COLORS: Final[dict[str, tuple[str, str]]] = {{\n{rows}\n}}\n"
        '"""Colors by name, as #rrggbb: on light and on dark ground."""\n'
    )


def modes_text(spec: Spec) -> str:
    """Return the scan and mining modes."""
    scans = "\n".join(
        f"    ScanMode({row['name']!r}, {row['blend']}, {row['gain']}, {row['noise']}),"
        for row in spec["scan_mode"]
    )
    mines = "\n".join(
        f"    MiningMode({row['name']!r}, {row['yield']}, {row['spread']}, {row['wear']}, "
        f"{row['fracture']}),"
        for row in spec["mining_mode"]
    )
    return f"SCAN_MODES: Final = (\n{scans}\n)\nMINING_MODES: Final = (\n{mines}\n)\n"


def rules_lines(spec: Spec) -> list[str]:
    """Return the constants of the rules, topic by topic."""
    lines: list[str] = []
    room = None
    for row in spec["rule"]:
        if row["room"] != room:
            room = row["room"]
            lines += ["", f"# {room}"]
        unit = f" [{row['unit']}]" if row.get("unit") else ""
        lines += [f"{row['name'].upper()}: Final = {row['value']!r}", f'"""{row["doc"]}{unit}"""']
    return lines


def observation_text(spec: Spec) -> str:
    """Return the observation's layout, blocks as one field per member."""
    rows = []
    for row in spec["observation"]:
        if "fields" not in row:
            rows.append(field_line(row["name"], row, row["first"], 1, width_of(row)))
        for field in row.get("fields", []):
            name = f"{row['name']}.{field['name']}"
            first = row["first"] + field["offset"]
            rows.append(field_line(name, field, first, row["repeat"], stride_of(row)))
    return "OBSERVATION: Final = (\n" + "\n".join(rows) + "\n)\n"


def field_line(name: str, row: Row, first: int, repeat: int, stride: int) -> str:
    """Return one ObservationField."""
    return (
        f"    ObservationField({name!r}, {first}, {row.get('count', 1)}, {repeat}, {stride}, "
        f"{row.get('low', 0.0)}, 1.0, {row.get('flag', False)}, {row['doc']!r}),"
    )


def info_text(spec: Spec) -> str:
    """Return the keys of info."""
    rows = "\n".join(
        f"    InfoSpec({row['name']!r}, {row['type']!r}, {row.get('start', 0)}, "
        f"{row.get('unit', '')!r}, {row['doc']!r}),"
        for row in spec["info"]
    )
    return f"INFO_KEYS: Final = (\n{rows}\n)\n"


def options_text(spec: Spec) -> str:
    """Return the options of the environment."""
    rows = "\n".join(
        f"    OptionSpec({row['name']!r}, {row['type']!r}, {row['default']!r}, "
        f"{row.get('low', 0)}, {row.get('high', 0)}, {tuple(row.get('choices', ()))!r}, "
        f"{row.get('unit', '')!r}, {row['doc']!r}),"
        for row in spec["option"]
    )
    return f"OPTIONS: Final = (\n{rows}\n)\n"


def reward_text(spec: Spec) -> str:
    """Return the terms of the reward."""
    rows = "\n".join(
        f"    RewardTerm({row['name']!r}, {row.get('sparse', False)}, {row['value']!r}, "
        f"{row['doc']!r}),"
        for row in spec["reward_term"]
    )
    return f'REWARD_TERMS: Final = (\n{rows}\n)\n"""In the order of the sum."""\n'


def state_text(name: str, rows: list[Row]) -> str:
    """Return the canonical state's order."""
    body = "\n".join(
        f"    StateField({row['path']!r}, {row['type']!r}, {float(row.get('low', 0))!r}, "
        f"{float(row.get('high', 2**64 - 1))!r}),"
        for row in rows
    )
    return f"{name}: Final = (\n{body}\n)\n"
