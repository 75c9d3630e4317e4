"""The tables of a study in Markdown, from its published JSON alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

RIVALS: Final = 2
Row = dict[str, Any]


def tables_of(results: Row) -> str:
    """Return the generated part of the results page about a study."""
    parts = [_TABLES[results["figure"]](results)]
    if seeds := _seed_lines(results):
        parts.append(seeds)
    parts.append(_sources(results))
    return "\n\n".join(parts)


def _variants(results: Row) -> str:
    """Return a row per player, in the first condition."""
    condition = next(iter(results["conditions"].values()))
    skill = results["skill"] and results["skill"]["above"]
    rivals = _rivals(condition)
    heads = ["player", "net profit", "return", "survival", "normalised"]
    heads += [f"net profit - {rival}'s" for rival in rivals] + ["seeds", "CPU min"]
    heads += [f"ahead of {skill}: env steps", "CPU min"] if skill else []
    lines = [_line(row, rivals, skill) for row in condition["rows"]]
    return markdown(heads, lines)


def _rivals(condition: Row) -> list[str]:
    """Return the players that a table compares with: the first two that the study declares."""
    declared = [row["player"] for row in condition["rows"] if row["is_rival"]]
    return declared[:RIVALS]


def _line(row: Row, rivals: list[str], skill: str | None) -> list[str]:
    cells = [
        row["label"],
        interval(row["net_profit"]),
        interval(row["return"], ".1f"),
        share(row["survival"]["mean"]),
        score(row["normalised"]),
    ]
    cells += [_difference(row, r, "net_profit") if not row["is_rival"] else "" for r in rivals]
    cells += [
        str(row["runs"]) if row["seeds"] else "",
        _span(s["cpu_minutes"] for s in row["seeds"]),
    ]
    if skill:
        reached = [seed["skill"] for seed in row["seeds"] if seed.get("skill")]
        note = f" ({len(reached)} of {row['runs']})" if 0 < len(reached) < row["runs"] else ""
        steps = _span((s["env_steps"] / 1e6 for s in reached), " M")
        never = "never" if row["seeds"] and not reached else ""
        cells += [never or steps + note, _span(s["cpu_minutes"] for s in reached)]
    return cells


def _generalisation(results: Row) -> str:
    """Return a row per number of training worlds: there, elsewhere, and the gap."""
    training, heldout = (
        {row["player"]: row for row in results["conditions"][name]["rows"]}
        for name in ("training", "heldout")
    )
    lines = [
        [
            row["label"],
            interval(training[player]["net_profit"]),
            interval(row["net_profit"]),
            interval(results["gaps"][player], "+,.0f"),
            score(row["normalised"]),
            str(row["runs"]),
        ]
        for player, row in heldout.items()
        if player in results["gaps"]
    ]
    heads = ["trained on", "net profit on training worlds", "on held-out worlds", "gap"]
    return markdown([*heads, "normalised, held-out", "seeds"], lines)


def _conditions(results: Row) -> str:
    """Return a row per condition, with the policies and bots side by side."""
    conditions = results["conditions"].values()
    names = list(dict.fromkeys(row["player"] for c in conditions for row in c["rows"]))
    labels = {row["player"]: row["label"] for c in conditions for row in c["rows"]}
    lines = []
    for condition in conditions:
        rows = {row["player"]: row for row in condition["rows"]}
        lines.append([condition["label"], *(_profit_and_score(rows.get(name)) for name in names)])
    return markdown(["worlds", *(labels[name] for name in names)], lines)


def _profit_and_score(row: Row | None) -> str:
    if row is None:
        return ""
    known = row["normalised"]
    return interval(row["net_profit"]) + (f" ({known['mean']:.2f})" if known else "")


_TABLES: dict[str, Callable[[Row], str]] = {
    "variants": _variants,
    "generalisation": _generalisation,
    "conditions": _conditions,
}


def _seed_lines(results: Row) -> str:
    """Return a row per training seed, in the last condition; nothing if nothing was trained."""
    condition = list(results["conditions"].values())[-1]
    if results["figure"] == "variants":
        condition = next(iter(results["conditions"].values()))
    rivals = _rivals(condition)
    heads = ["player", "seed", "net profit"]
    heads += [f"{m} - {r}'s" for r in rivals for m in ("net profit", "return")]
    heads += ["M env steps", "wall min", "CPU min"]
    lines = [
        [
            row["label"],
            str(seed["seed"]),
            interval(seed["net_profit"]),
            *(_difference(seed, r, m) for r in rivals for m in ("net_profit", "return")),
            f"{seed['env_steps'] / 1e6:.1f}",
            f"{seed['wall_minutes']:.1f}",
            f"{seed['cpu_minutes']:.1f}",
        ]
        for row in condition["rows"]
        for seed in row["seeds"]
    ]
    return f"Each training seed, on the same worlds:\n\n{markdown(heads, lines)}" if lines else ""


def _sources(results: Row) -> str:
    """Return where the figures and the episodes are."""
    name = results["study"]
    parts = [f"All figures: [{name}.json]({name}.json)."]
    for values in results["conditions"].values():
        bundle = values.get("bundle")
        if bundle is not None:
            file = bundle["file"]
            parts.append(
                f"[{file}]({file}) has the {bundle['episodes']:,} episodes of the first "
                f"{bundle['worlds']} of {values['rows'][0]['worlds']['count']} worlds "
                f"({values['label']}): `replaykit verify-bundle docs/results/{file}`."
            )
    return " ".join(parts)


def markdown(heads: list[str], lines: list[list[str]], texts: tuple[int, ...] = (0,)) -> str:
    """Return a Markdown table; the columns at these places are text, the others numbers."""
    rules = ["---" if place in texts else "---:" for place in range(len(heads))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in ([heads, rules, *lines]))


def interval(value: Row, form: str = ",.0f") -> str:
    """Return a mean with its interval."""
    return f"{value['mean']:{form}} [{value['ci_low']:{form}}, {value['ci_high']:{form}}]"


def share(value: float) -> str:
    """Return a share in percent."""
    return f"{100 * value:.1f} %"


def score(value: Row | None) -> str:
    """Return a normalised score, nothing if there is none."""
    return "" if value is None else interval(value, ".3f")


def _difference(row: Row, rival: str, measure: str) -> str:
    known = row["differences"].get(rival)
    form = "+,.0f" if measure == "net_profit" else "+.1f"
    return "" if known is None else interval(known[measure], form)


def _span(values: Iterable[float], unit: str = "") -> str:
    """Return the least and the greatest of some values."""
    found = sorted(f"{value:.1f}" for value in values)
    numbers = sorted(found, key=float)
    if not numbers:
        return ""
    ends = numbers[:1] if numbers[0] == numbers[-1] else [numbers[0], numbers[-1]]
    return " to ".join(ends) + unit
