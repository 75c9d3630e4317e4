"""Resuming an interrupted recording: at every moment the longest recording is on the disk."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from resume_and_die import ACTIONS, DEAD

import envcore
import replaykit
from replaykit.errors import DamagedReplayError

from helpers import PLAYER

BLOCK_STEPS = 8
PROVENANCE = replaykit.Provenance(
    PLAYER,
    training=replaykit.Training(config_digest="cd" * 32, window=3),
    extra={"practice": True},
)


def recorder_of(path: Path | None = None, seed: int = 4) -> replaykit.EpisodeRecorder:
    env = envcore.AsteroidProspectorEnv(time_max=500)
    env.reset(seed=seed)
    return replaykit.EpisodeRecorder(env, PROVENANCE, block_steps=BLOCK_STEPS, path=path)


def whole_replay() -> replaykit.Replay:
    recorder = recorder_of()
    assert recorder.run(ACTIONS) == len(ACTIONS)
    return recorder.finish()


def partial_bytes(steps: int, seed: int = 4) -> bytes:
    """Return a recording that was interrupted after some steps; the last block may be short."""
    recorder = recorder_of(seed=seed)
    recorder.run(ACTIONS[:steps])
    return replace(recorder.finish(), result=None).to_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "one.abr"


def part_of(path: Path) -> Path:
    return path.with_name("one.abr.part")


def kept_of(path: Path) -> Path:
    return path.with_name("one.abr.part.kept")


def check_resumes(path: Path, steps: int) -> None:
    """Resume with at least so many steps and finish: the file is that of one uninterrupted run."""
    recorder = replaykit.resume(path)
    assert recorder.num_steps >= steps
    recorder.run(ACTIONS[recorder.num_steps :])
    assert recorder.finish().to_bytes() == whole_replay().to_bytes() == path.read_bytes()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("lost", "steps"), [(0, 48), (1, 40), (60, 40)])
def test_a_recording_resumes_at_its_last_intact_block(path: Path, lost: int, steps: int) -> None:
    recorder_of(path).run(ACTIONS[:50])  # six full blocks reach the file
    data = part_of(path).read_bytes()
    part_of(path).write_bytes(data[: len(data) - lost])

    assert len(replaykit.Replay.read(part_of(path), allow_cut=True).actions) == steps
    check_resumes(path, steps)


def test_resuming_keeps_the_whole_header(path: Path) -> None:
    part_of(path).write_bytes(partial_bytes(16))

    replaykit.resume(path)

    header = replaykit.Replay.read(part_of(path), allow_cut=True).header
    assert header.provenance == PROVENANCE
    assert header.extra == {"practice": True}


@pytest.mark.parametrize(("kept", "part"), [(40, 8), (40, 0), (40, 40), (8, 40), (44, 40), (0, 8)])
def test_the_longer_of_two_files_is_resumed(path: Path, kept: int, part: int) -> None:
    kept_of(path).write_bytes(partial_bytes(kept))
    part_of(path).write_bytes(partial_bytes(part))

    check_resumes(path, max(kept, part))


@pytest.mark.parametrize("part", [None, b"", b"\x89AB", "within the header"])
def test_a_file_without_a_header_yields_to_the_kept_one(path: Path, part: bytes | str) -> None:
    kept_of(path).write_bytes(partial_bytes(40))
    if part is not None:
        data = part if isinstance(part, bytes) else partial_bytes(8)[:30]
        part_of(path).write_bytes(data)

    check_resumes(path, 40)


def test_steps_of_a_short_last_block_stay_on_the_disk(path: Path) -> None:
    part_of(path).write_bytes(partial_bytes(44))

    recorder = replaykit.resume(path)

    assert recorder.num_steps == 44
    assert len(replaykit.Replay.read(kept_of(path), allow_cut=True).actions) == 44
    recorder.run(ACTIONS[44:48])
    assert not kept_of(path).exists()
    assert len(replaykit.Replay.read(part_of(path), allow_cut=True).actions) == 48


def refused(path: Path) -> str:
    """Return why there is nothing to resume; all files must be as they were."""
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(replaykit.ReplayError) as caught:
        replaykit.resume(path)
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before
    return str(caught.value)


def test_recordings_of_two_episodes_are_not_mixed(path: Path) -> None:
    kept_of(path).write_bytes(partial_bytes(40))
    part_of(path).write_bytes(partial_bytes(16, seed=5))

    assert "recordings of different episodes: move away" in refused(path)


def test_a_damaged_file_is_not_overwritten(path: Path) -> None:
    kept_of(path).write_bytes(partial_bytes(16))
    data = bytearray(partial_bytes(40))
    data[-1] ^= 1
    part_of(path).write_bytes(data)

    assert "Move it away to resume from one.abr.part.kept" in refused(path)
    kept_of(path).unlink()
    with pytest.raises(DamagedReplayError, match="checksum"):
        replaykit.resume(path)


def test_an_untrue_recording_is_refused(path: Path) -> None:
    made = replaykit.Replay.from_bytes(partial_bytes(8), allow_cut=True)
    false = replace(made, blocks=(replace(made.blocks[0], state_digest=bytes(16)),))
    false.write(part_of(path))

    assert "its last block states another world" in refused(path)


def test_without_a_recording_there_is_nothing_to_resume(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        replaykit.resume(path)


def resume_and_die(path: Path, operation: int, *options: str) -> subprocess.CompletedProcess[str]:
    script = Path(__file__).with_name("resume_and_die.py")
    command = [sys.executable, str(script), str(path), str(operation), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def longest_on_disk(path: Path) -> int:
    """Return the steps of the longest readable recording in the folder."""
    lengths = [0]
    for file in path.parent.iterdir():
        try:
            lengths.append(len(replaykit.Replay.read(file, allow_cut=True).actions))
        except replaykit.ReplayError:
            continue
    return max(lengths)


@pytest.mark.parametrize(("steps", "options"), [(36, []), (24, ["torn"])])
def test_a_process_that_dies_at_any_file_operation_loses_nothing(
    tmp_path: Path, steps: int, options: list[str]
) -> None:
    counted = tmp_path / "counted" / "one.abr"
    counted.parent.mkdir()
    part_of(counted).write_bytes(partial_bytes(steps))
    operations = int(resume_and_die(counted, 0).stdout)
    assert operations >= 12

    for operation in range(1, operations + 1):
        path = tmp_path / str(operation) / "one.abr"
        path.parent.mkdir()
        part_of(path).write_bytes(partial_bytes(steps))
        reached = steps
        for _ in range(2):  # the second process resumes what the first one left
            done = resume_and_die(path, operation, *options)
            assert (done.returncode, done.stderr) in ((DEAD, ""), (0, ""))
            assert longest_on_disk(path) >= reached
            reached = longest_on_disk(path)
            if path.exists():
                break
        if path.exists():
            assert path.read_bytes() == whole_replay().to_bytes()
        else:
            check_resumes(path, reached)


ENDLESS = """
import sys, numpy as np, replaykit
while True:
    recorder = replaykit.resume(sys.argv[1])
    print(recorder.num_steps, flush=True)
    recorder.run(np.full(640, 6))
"""


def test_a_killed_process_loses_nothing(path: Path) -> None:
    env = envcore.AsteroidProspectorEnv(time_max=1_000_000, pirates=False)
    env.reset(seed=4)
    recorder = replaykit.EpisodeRecorder(env, PROVENANCE, block_steps=BLOCK_STEPS, path=path)
    recorder.run(np.full(640, 6))
    reached = 640
    for resumptions in (1, 2, 3, 2, 1):
        process = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        printed = [int(process.stdout.readline()) for _ in range(resumptions)]
        process.kill()  # while it records, or resumes again
        process.communicate()
        assert printed == sorted(printed)
        assert printed[0] >= reached
        reached = longest_on_disk(path)
        assert reached >= printed[-1]
    assert replaykit.resume(path).num_steps == reached >= 3 * 640
