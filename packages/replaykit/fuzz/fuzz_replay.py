"""Fuzzes reading, verifying and editing with atheris, guided by what the readers cover.

    nox -s fuzz -- [SECONDS]

Half of the inputs are changed by libFuzzer as bytes, half by `tests/mutations.py`, which mends
checksums and digests so that a change gets past them. Anything but a ReplayError is a finding, as
is a replay that verifies and does not hold, and more than 256 MiB of memory or 10 s for a file.
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
"""Longer files are only read: simulating them tells nothing new."""


def judge(data: bytes) -> None:
    """Read a file in both ways and hold what it says to be true against a simulation."""
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
    """Return another file: libFuzzer's change of bytes, or one that knows records."""
    rng = random.Random(seed)
    if rng.random() < 0.5:
        return bytes(atheris.Mutate(data, size_max))
    try:
        return mutated(data, rng)[:size_max]
    except Exception:  # what is no file any more can not be changed with understanding
        return bytes(atheris.Mutate(data, size_max))


def main() -> None:
    """Fuzz for as long as the first argument says, in seconds; start from the stored files."""
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
