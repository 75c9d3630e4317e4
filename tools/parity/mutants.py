"""Plants faults in copies of envref and checks that the suites catch them: `nox -s mutants`."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import envref

from tools.repository import ROOT

TABLE = Path(__file__).with_name("mutants.toml")
TIMEOUT_S = 3600  # a survivor is played in full, which takes long on a busy machine


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault: in which file what is replaced by what."""

    name: str
    file: str
    before: str
    after: str
    in_ci: bool = False
    survives: str = ""
    """Why no suite can catch it; empty for those that must be caught."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the suites found about a mutant."""

    is_caught: bool
    seconds: float
    case: str = ""
    move: int = 0
    field: str = ""
    """The first field that differed."""


def read_mutants() -> list[Mutant]:
    """Return the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["mutant"]
    return [Mutant(**row) for row in rows]


def plant(mutant: Mutant, folder: Path) -> Path:
    """Copy envref into a folder with the fault in it.

    Raises:
        ValueError: The text to replace is not exactly once in the file.
    """
    shutil.copytree(Path(envref.__file__).parent, folder / "envref")
    path = folder / "envref" / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.before) != 1 or mutant.before == mutant.after:
        raise ValueError(f"{mutant.name}: {mutant.before!r} is not exactly once in {mutant.file}")
    path.write_text(text.replace(mutant.before, mutant.after), encoding="utf-8")
    return folder


def judge(mutant: Mutant, jobs: int) -> Verdict:
    """Play the default suites against the mutant, up to their first mismatch.

    Raises:
        RuntimeError: The command neither passed nor found one mismatch.
    """
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = plant(mutant, Path(name))
        bundles = folder / "bundles"
        done = subprocess.run(
            [
                *[sys.executable, "-m", "tools.parity", "--jobs", str(jobs)],
                *["--reference", str(folder), "--bundles", str(bundles)],
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        seconds = time.perf_counter() - start
        found = [json.loads(path.read_text()) for path in bundles.glob("*/case.json")]
    if done.returncode == 0 and not found:
        return Verdict(is_caught=False, seconds=seconds)
    if done.returncode != 1 or len(found) != 1:
        raise RuntimeError(f"{mutant.name}: exit code {done.returncode}\n{done.stderr}")
    case = found[0]
    field = case["first_difference"]["field"]
    return Verdict(True, seconds, case["name"], case["differing_move"], field)


def row_of(mutant: Mutant, verdict: Verdict) -> str:
    """Return a row of the table of results."""
    if not verdict.is_caught:
        return f"| {mutant.name} | {mutant.file} | survives | | |"
    return (
        f"| {mutant.name} | {mutant.file} | caught | {verdict.case}, move {verdict.move} "
        f"| {verdict.field} |"
    )


def report_of(verdicts: dict[str, Verdict]) -> str:
    """Return the page of results, docs/parity_mutants.md."""
    mutants = [mutant for mutant in read_mutants() if mutant.name in verdicts]
    caught = sum(verdict.is_caught for verdict in verdicts.values())
    lines = [
        "# What the parity suites catch",
        "",
        f"{len(mutants)} faults, each of one token or of the order of two lines, are planted in",
        f"copies of envref one at a time. `nox -s parity` with its defaults catches {caught};",
        "case, move and field are those of the first mismatch. `tools/parity/mutants.toml` has",
        "both texts of each fault. Written by `nox -s mutants -- --write docs/parity_mutants.md`.",
        "",
        "| fault | file | result | case | first differing field |",
        "|---|---|---|---|---|",
        *(row_of(mutant, verdicts[mutant.name]) for mutant in mutants),
        "",
    ]
    for mutant in mutants:
        if mutant.survives:
            lines += [f"**{mutant.name}** cannot be caught. {mutant.survives}", ""]
    return "\n".join(lines)


def main() -> int:
    """Judge mutants; return 1 if one that should be caught is not."""
    parser = argparse.ArgumentParser(prog="nox -s mutants --", description=__doc__)
    parser.add_argument("names", nargs="*", help="which mutants (default all)")
    parser.add_argument("--jobs", type=int, default=1, help="processes of the suites (default 1)")
    parser.add_argument("--write", type=Path, help="write the table of results to this file")
    given = parser.parse_args()
    known = {mutant.name: mutant for mutant in read_mutants()}
    for name in given.names:
        if name not in known:
            parser.error(f"mutant {name}: expected one of {', '.join(known)}")
    if given.names and given.write is not None:
        parser.error("--write: expected no names beside it, the table is of all mutants")
    verdicts: dict[str, Verdict] = {}
    wrong = 0
    for name in given.names or known:
        mutant = known[name]
        verdict = verdicts[name] = judge(mutant, given.jobs)
        is_wrong = verdict.is_caught == bool(mutant.survives)
        wrong += is_wrong
        note = "  <- not as expected" if is_wrong else ""
        print(f"{verdict.seconds:6.1f} s  {row_of(mutant, verdict)}{note}", flush=True)
    print(f"{len(verdicts)} mutants, {wrong} not as expected")
    if given.write is not None:
        given.write.write_text(report_of(verdicts), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
