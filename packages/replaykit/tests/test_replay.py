"""Recording, writing and reading."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import envcore
import replaykit
from envcore.spec import Action
from replaykit.format.header import header_json, pack_header
from replaykit.format.records import MAGIC, RecordType, pack_record

from helpers import CONFIG, PROVENANCE, foreign_file, recorded


def test_a_replay_reads_back_as_it_was_written(tmp_path: Path) -> None:
    replay = recorded(holds=300)
    path = tmp_path / "episode.abr"

    replay.write(path)
    again = replaykit.Replay.read(path)

    assert again.header == replay.header
    assert again.result == replay.result
    assert again.actions.tobytes() == replay.actions.tobytes()
    assert again.content_digest == replay.content_digest
    assert again.to_bytes() == path.read_bytes()
    assert list(tmp_path.iterdir()) == [path]


def test_replays_are_equal_by_what_they_hold() -> None:
    replay = recorded(seed=3)
    again = replaykit.Replay.from_bytes(replay.to_bytes())
    assert again == replay
    assert again.blocks[0] == replay.blocks[0]
    assert len({*again.blocks, *replay.blocks}) == len(replay.blocks)
    assert again != recorded(seed=4)
    assert again.blocks[0] != 5


def test_the_representation_names_player_and_episode() -> None:
    replay = replaykit.record_actions([6, 6], config=CONFIG, seed=3, provenance=PROVENANCE)
    assert repr(replay) == "<Replay of 'random_legal', seed 3, episode 0: 2 steps, return -0.002>"
    part = replace(replaykit.cut(replay, 1), result=None)
    assert repr(part) == (
        "<Replay of 'random_legal', seed 3, episode 0 from a state: 1 steps, cut off>"
    )


def test_two_recordings_of_one_episode_are_the_same_bytes() -> None:
    assert recorded(seed=3).to_bytes() == recorded(seed=3).to_bytes()
    assert recorded(seed=3).content_digest != recorded(seed=3, episode=1).content_digest


def test_the_result_equals_the_environments_info() -> None:
    env = envcore.AsteroidProspectorEnv(**CONFIG.to_dict())
    env.reset(seed=5)
    recorder = replaykit.EpisodeRecorder(env, provenance=PROVENANCE)
    total, steps, info = 0.0, 0, {}
    while not env.has_ended:
        _, reward, _, _, info = recorder.step(Action.HOLD_DRIFT)
        total += reward
        steps += 1

    result = recorder.finish().result

    assert result is not None
    assert (result.steps, result.total, result.ticks) == (steps, total, info["ticks"])
    assert result.end_cause == info["end_cause"] == "timeout"
    assert result.state_digest == env.state_digest().hex()


def test_recording_actions_gives_the_same_replay_as_playing_them() -> None:
    played = recorded(seed=11, holds=250)

    again = replaykit.record_actions(
        played.actions, config=CONFIG, seed=11, provenance=played.header.provenance
    )

    assert again.to_bytes() == played.to_bytes()


@settings(max_examples=50, deadline=None)
@given(
    actions=st.lists(st.integers(-(2**70), 2**70) | st.integers(0, 68), max_size=60),
    seed=st.integers(0, 2**64 - 1),
    episode=st.integers(0, 2**64 - 1),
    block_steps=st.integers(1, 20),
)
def test_any_actions_survive_the_round_trip(
    actions: list[int], seed: int, episode: int, block_steps: int
) -> None:
    env = envcore.AsteroidProspectorEnv(time_max=50)
    env.reset(seed=seed, options={"episode": episode})
    recorder = replaykit.EpisodeRecorder(env, provenance=PROVENANCE, block_steps=block_steps)
    taken = []
    for action in actions:
        if env.has_ended:
            break
        recorder.step(action)
        taken.append(action if 0 <= action <= 68 else 69)
    replay = recorder.finish()

    again = replaykit.Replay.from_bytes(replay.to_bytes())

    assert again.actions.tolist() == taken
    assert again.to_bytes() == replay.to_bytes()
    assert replaykit.verify(again).is_true


def test_a_file_cut_anywhere_is_refused_or_gives_its_prefix() -> None:
    env = envcore.AsteroidProspectorEnv(time_max=100)
    env.reset(seed=1)
    recorder = replaykit.EpisodeRecorder(env, provenance=PROVENANCE, block_steps=16)
    recorder.run(np.full(200, 6))
    whole = recorder.finish()
    data = whole.to_bytes()

    for size in range(len(data)):
        with pytest.raises(replaykit.ReplayError):
            replaykit.Replay.from_bytes(data[:size])
        try:
            prefix = replaykit.Replay.from_bytes(data[:size], allow_cut=True)
        except replaykit.TruncatedReplayError:
            continue  # not even a header
        except replaykit.NotAReplayError:
            assert size == 0
            continue
        assert not prefix.is_whole
        assert prefix.actions.tolist() == whole.actions[: len(prefix.actions)].tolist()


def test_every_flipped_byte_is_refused() -> None:
    data = recorded().to_bytes()
    for i in range(len(data)):
        flipped = data[:i] + bytes([data[i] ^ 0x10]) + data[i + 1 :]
        with pytest.raises(replaykit.ReplayError):
            replaykit.Replay.from_bytes(flipped)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), has_magic=st.booleans())
def test_noise_ends_in_a_replay_error(data: bytes, has_magic: bool) -> None:
    with pytest.raises(replaykit.ReplayError):
        replaykit.Replay.from_bytes(MAGIC + data if has_magic else data)


def test_a_newer_major_version_is_refused_by_its_number() -> None:
    data = recorded().to_bytes()
    newer = data[:7] + b"\x02" + data[8:]

    with pytest.raises(replaykit.UnsupportedVersionError, match="format version is 2, this"):
        replaykit.Replay.from_bytes(newer)


def test_unknown_optional_records_are_skipped_and_unknown_others_refused() -> None:
    replay = recorded()
    header = pack_record(RecordType.HEADER, pack_header(replay.header))
    rest = replay.to_bytes()[len(MAGIC) + len(header) :]
    optional = pack_record(200, b"anything")
    needed = pack_record(9, b"anything")

    again = replaykit.Replay.from_bytes(MAGIC + header + optional + rest + optional)
    assert again.content_digest == replay.content_digest

    with pytest.raises(replaykit.DamagedReplayError, match="unknown type 9"):
        replaykit.Replay.from_bytes(MAGIC + header + needed + rest)


def test_unknown_header_keys_are_kept() -> None:
    replay = recorded()
    value = json.loads(header_json(replay.header)) | {"weather": "calm"}
    header = replaykit.Header(
        **{
            name: getattr(replay.header, name)
            for name in replay.header.__slots__
            if name != "extra"
        },
        extra={"weather": "calm"},
    )
    assert json.loads(header_json(header)) == value

    data = replaykit.Replay(header, replay.blocks, replay.result).to_bytes()

    assert replaykit.Replay.from_bytes(data).to_bytes() == data


def test_another_spec_is_refused_by_both_digests() -> None:
    with pytest.raises(replaykit.ForeignSpecError, match="spec digest is 000000000000, this build"):
        replaykit.Replay.from_bytes(foreign_file(recorded()))


def test_a_decompression_bomb_is_refused_before_it_expands() -> None:
    replay = recorded()
    data = replay.to_bytes()
    header = pack_record(RecordType.HEADER, pack_header(replay.header))
    huge = b"\x02" + (2**32 - 1).to_bytes(4, "little")

    with pytest.raises(replaykit.DamagedReplayError, match="length is 4294967295, at most"):
        replaykit.Replay.from_bytes(MAGIC + header + huge + data)


@pytest.mark.parametrize("steps", [500, 2000])
def test_files_stay_under_two_bytes_a_step(steps: int) -> None:
    rng = np.random.default_rng(0)
    config = envcore.EnvConfig(time_max=steps * 3, pirates=False)
    actions = rng.choice([6, 11, 33, 42, 0], steps)  # never dull, never deadly for long

    replay = replaykit.record_actions(actions, config=config, seed=1, provenance=PROVENANCE)

    if len(replay.actions) >= 500:
        assert len(replay.to_bytes()) < 2 * len(replay.actions)


def test_recording_from_the_middle_starts_from_a_state() -> None:
    env = envcore.AsteroidProspectorEnv(time_max=50)
    env.reset(seed=1)
    env.step(6)
    state = env.get_state()
    recorder = replaykit.EpisodeRecorder(env, provenance=PROVENANCE)
    recorder.run(np.full(60, 6))

    again = replaykit.Replay.from_bytes(recorder.finish().to_bytes())

    assert (again.header.start, again.state) == ("state", state)
    assert len(again.actions) == 50 - 1
    assert replaykit.verify(again).message.startswith("true from its stored state: 49 steps")


def test_a_finished_recording_takes_nothing_more() -> None:
    env = envcore.AsteroidProspectorEnv(time_max=50)
    env.reset(seed=1)
    recorder = replaykit.EpisodeRecorder(env, provenance=PROVENANCE)
    recorder.step(6)
    assert recorder.num_steps == 1
    recorder.finish()
    for more in (lambda: recorder.step(6), lambda: recorder.run(np.full(2, 6)), recorder.finish):
        with pytest.raises(replaykit.ReplayError, match="the recording is finished"):
            more()


def test_an_ended_episode_cannot_be_recorded() -> None:
    env = envcore.AsteroidProspectorEnv(time_max=1)
    env.reset(seed=1)
    env.step(6)

    with pytest.raises(replaykit.ReplayError, match="the episode has ended"):
        replaykit.EpisodeRecorder(env, provenance=PROVENANCE)


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        recorded().write(tmp_path / "missing" / "episode.abr")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("block_steps", [0, -1, 65_537])
def test_a_block_must_have_steps(block_steps: int) -> None:
    env = replaykit.env_at(CONFIG, 4, 0)
    with pytest.raises(replaykit.ReplayError, match=f"{block_steps} is not one of 1..65536"):
        replaykit.EpisodeRecorder(env, PROVENANCE, block_steps=block_steps)


@pytest.mark.parametrize("actions", [[], (), np.zeros(0, np.int64)])
def test_a_recording_without_actions_has_no_steps(actions: object) -> None:
    replay = replaykit.record_actions(actions, config=CONFIG, seed=1, provenance=PROVENANCE)
    assert len(replay.actions) == 0
    assert replaykit.verify(replay).is_true
