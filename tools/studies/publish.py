"""Writing what a study publishes: JSON, CSV, bundles, figure, and its part of the results page."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, Final

from replaykit.files import write_atomically
from replaykit.library.bundle import verify_bundle, write_bundle
from trainkit.errors import TrainkitError
from trainkit.evaluation.comparison import Comparison, Entry
from trainkit.evaluation.plots import save_figure
from trainkit.evaluation.tables import comparison_csv, csv_text
from trainkit.files import parse_json, write_json

from tools.studies.declaration import Study, read_study, study_names
from tools.studies.figures import figure_of
from tools.studies.matches import Match
from tools.studies.results import Played, results_of
from tools.studies.tables import markdown, tables_of

PAGE: Final = "README.md"
OVERVIEW: Final = "<!-- generated: studies -->"
Row = dict[str, Any]


def publish(study: Study, played: Played, out: Path) -> Row:
    """Write the files of a study into a folder; return its results.

    Raises:
        TrainkitError: A bundle does not verify, or Matplotlib is not installed.
    """
    results = results_of(study, played)
    for name, matches in played.items():
        if matches and any(match.bundled for match, _ in matches.values()):
            results["conditions"][name]["bundle"] = _bundle(study, name, matches, out)
            _evaluation(study, name, matches, out)
    if lines := _seed_rows(results):
        write_atomically(out / f"{study.name}_seeds.csv", csv_text(lines).encode())
    first = next(iter(study.declared.conditions))
    save_figure(figure_of(study, results), out / f"{study.name}_{first}.png")
    write_json(out / f"{study.name}.json", results)
    return results


def _bundle(study: Study, name: str, matches: dict[str, tuple[Match, Entry]], out: Path) -> Row:
    """Pack and verify the replays of a condition."""
    file = out / f"{study.name}_{name}.zip"
    replays = [path for match, _ in matches.values() for path in match.replays.rglob("*.abr")]
    table = write_bundle(sorted(replays), file)
    verdict = verify_bundle(file)
    if not verdict.is_true:
        raise TrainkitError(f"{file}: {verdict}")
    worlds = {episode["seed"] for episode in table["episodes"]}
    return {
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "episodes": len(table["episodes"]),
        "worlds": len(worlds),
    }


def _evaluation(
    study: Study, name: str, matches: dict[str, tuple[Match, Entry]], out: Path
) -> None:
    """Write the table that `trainkit evaluate` writes: every statistic of every player."""
    first, _ = next(iter(matches.values()))
    ordered = sorted(matches.values(), key=lambda pair: pair[1].kind == "bot")  # policies first
    entries = tuple(entry for match, entry in ordered if match.seeds == first.seeds)
    comparison = Comparison(entries, first.seeds, first.config, first.deterministic)
    write_json(out / f"{study.name}_{name}.json", comparison.to_dict())
    write_atomically(out / f"{study.name}_{name}.csv", comparison_csv(comparison).encode())


def _seed_rows(results: Row) -> list[Row]:
    """Return a line per training seed and condition."""
    lines = []
    for condition, values in results["conditions"].items():
        for row in values["rows"]:
            for seed in row["seeds"]:
                line = {"condition": condition, "player": row["player"], "seed": seed["seed"]}
                line |= {k: seed[k] for k in ("env_steps", "wall_minutes", "cpu_minutes")}
                line |= _columns("net_profit", seed["net_profit"]) | _columns(
                    "return", seed["return"]
                )
                for rival, measures in seed["differences"].items():
                    for measure, value in measures.items():
                        line |= _columns(f"{measure}_difference_{rival}", value)
                skill = seed.get("skill") or {}
                line |= {f"ahead_{k}": skill.get(k, "") for k in ("env_steps", "cpu_minutes")}
                lines.append(line)
    return lines


def _columns(name: str, value: Row) -> Row:
    ends = {f"{name}_{end}": value[end] for end in ("ci_low", "ci_high")}
    return {name: value["mean"]} | ends


def write_sections(out: Path, page: Path) -> list[str]:
    """Write the tables of all published studies into the page; return the names of the studies.

    Raises:
        TrainkitError: The page has no place for a study.
    """
    text = page.read_text(encoding="utf-8")
    names = published(out)
    if OVERVIEW in text:
        text = with_section(text, "studies", overview(out))
    for name in names:
        text = with_section(text, name, tables_of(parse_json((out / f"{name}.json").read_bytes())))
    write_atomically(page, text.encode())
    return names


def overview(out: Path) -> str:
    """Return the table of the declared studies: their questions, runs and hours."""
    lines = []
    for name in study_names():
        study = read_study(name, Path("runs"))
        runs = study.runs()
        hours = sum(run.cpu_minutes for run in runs) / 60
        state = "published" if (out / f"{name}.json").is_file() else "not published"
        lines.append([f"`{name}`", study.declared.question, state, str(len(runs)), f"{hours:.1f}"])
    return markdown(["study", "question", "results", "runs", "CPU h"], lines, (0, 1, 2))


def published(out: Path) -> list[str]:
    """Return the names of the studies whose results are in a folder."""
    found = []
    for path in sorted(out.glob("*.json")):
        if parse_json(path.read_bytes()).get("study") == path.stem:
            found.append(path.stem)
    return found


def with_section(text: str, name: str, tables: str) -> str:
    """Return a page with the generated part of a study replaced.

    Raises:
        TrainkitError: The page has no place for it.
    """
    begin, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise TrainkitError(f"the page has no lines {begin!r} and {end!r}: add them")
    return pattern.sub(lambda _: f"{begin}\n\n{tables}\n\n{end}", text)
