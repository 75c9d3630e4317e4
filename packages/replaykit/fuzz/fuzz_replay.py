"""Fuzzes reading, verifying and editing with atheris, guided by code coverage.

    nox -s fuzz -- [SECONDS]

Half of the inputs are changed by libFuzzer as bytes, half by `tests/mutations.py`, which keeps
checksums and digests valid so that a change gets past them. Findings are: any exception but
ReplayError, a replay that verifies but is not what its actions give, and more than 512 MiB of
memory or 10 s for a file.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["replaykit"]):
    import replaykit
    import replaykit.cli.main  # everything that reads is instrumented

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from mutations import mutated  # beside the tests

DATA = Path(__file__).parents[1] / "tests" / "data"
STEPS_JUDGED = 5000
"""Longer files are only read, because simulating them finds nothing new."""


def judge(data: bytes) -> None:
    """Read a file with and without `allow_cut`, and compare a true one with a simulation."""
    for allow_cut in (True, False):
        try:
            replay = replaykit.Replay.from_bytes(data, allow_cut=allow_cut)
            if len(replay.actions) > STEPS_JUDGED:
                continue
            is_true = replay.is_whole and replaykit.verify(replay).is_true
            for _ in replaykit.frames(replay, stop=3, truth=True):
                pass
            again = replaykit.cut(replay)
        except replaykit.ReplayError:
            continue
        if is_true and again.content_digest != replay.content_digest:
            raise AssertionError("a replay that verifies is not what its actions give")


def change(data: bytes, size_max: int, seed: int) -> bytes:
    """Return a changed file: changed as bytes by libFuzzer, or as records."""
    rng = random.Random(seed)
    if rng.random() < 0.5:
        return bytes(atheris.Mutate(data, size_max))
    try:
        return mutated(data, rng)[:size_max]
    except Exception:  # no longer a file with records
        return bytes(atheris.Mutate(data, size_max))


def main() -> None:
    """Fuzz for the seconds of the first argument, starting from the stored files."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "600"
    corpus = Path("fuzz-corpus")
    corpus.mkdir(exist_ok=True)
    for path in DATA.rglob("*.abr"):
        if path.stat().st_size < 4096:
            (corpus / path.name).write_bytes(path.read_bytes())
    limits = [f"-max_total_time={seconds}", "-max_len=8192", "-rss_limit_mb=512", "-timeout=10"]
    atheris.Setup([sys.argv[0], str(corpus), *limits], judge, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
