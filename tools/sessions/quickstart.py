"""Runs the quickstart: from nothing to a trained policy that is compared and verified."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nox

from tools.repository import ROOT

RUN = "runs/quickstart"
RIVALS = [
    "pretrained:default",
    "random",
    "random_legal",
    "greedy_miner",
    "cautious_scanner",
    "market_timer",
    "prospector",
]


def run_quickstart(session: nox.Session) -> None:
    """Train, compare on the same worlds, verify the last replay; arguments `KEY=VALUE` override."""
    settings = dict(argument.partition("=")[::2] for argument in session.posargs)
    run = Path(settings.pop("run_dir", RUN))
    overrides = [f"--set={key}={value}" for key, value in settings.items()]
    session.run("trainkit", "run", "quickstart", f"--set=run_dir={run}", *overrides)
    session.run(
        *["trainkit", "evaluate", str(run), *RIVALS],
        *["--seeds", "test", "--episodes", "50", "--out", str(run / "evaluation.json")],
        *(text for text in overrides if text.startswith("--set=env.")),  # the same worlds for all
    )
    metadata = json.loads((ROOT / run / "run_metadata.json").read_text())
    replay = run / "replays" / f"{metadata['latest_replay']}.abr"
    session.run("replaykit", "verify", str(replay))
    server = Path(os.path.relpath(session.bin, ROOT)) / "playserver"
    print(f"\nTo watch it, start the page:  {server} serve --runs {run.parent}", flush=True)
