"""The quickstart of the README, as one session."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

import nox

from tools.repository import ROOT
from tools.sessions.requirements import install

QUICKSTART_RUN: Final = Path("runs/quickstart")
RIVALS: Final = [
    *("pretrained:default", "random", "random_legal", "greedy_miner"),
    *("cautious_scanner", "market_timer", "prospector"),
]


def run_quickstart(session: nox.Session) -> None:
    """Train, compare on the same worlds, verify the replay; arguments go to --set."""
    install(session, "packages")
    settings = dict(argument.partition("=")[::2] for argument in session.posargs)
    run = Path(settings.pop("run_dir", str(QUICKSTART_RUN)))
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
