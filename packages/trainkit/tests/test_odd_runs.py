"""Commands that read a run folder say in one line what is wrong with it, and wait for nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from trainkit.errors import RunFolderError
from trainkit.runs.reading import read_run
from trainkit.sweeps.run import Trial, train_trial

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
NOT_UTF_8 = os.fsdecode(b"x\xff")
TAKES_BYTES = pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
FILES = {"config.yaml": "seed: 3\n", "run_metadata.json": "{}", "metrics/windows.jsonl": ""}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (os.mkfifo, "Not a regular file"),
        (Path.mkdir, "Is a directory"),
        (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"),
        (lambda path: path.write_bytes(b"\xff\xfe\n"), "run"),
        (lambda path: path.write_bytes(b"null\n"), "expected keys with values"),
    ],
)
def test_a_damaged_file_is_named(
    tmp_path: Path, name: str, make: Callable[[Path], object], expected: str
) -> None:
    run = tmp_path / "run"
    (run / "metrics").mkdir(parents=True)
    for file, text in FILES.items():
        (run / file).write_text(text, encoding="utf-8")
    (run / name).unlink()
    make(run / name)
    if name.endswith(".jsonl") and (run / name).is_file():  # rows end before a damaged one
        assert read_run(str(run)).rows == []
        return
    with pytest.raises(RunFolderError, match=expected) as refused:
        read_run(str(run))
    assert "\n" not in str(refused.value)


@TAKES_BYTES
def test_players_and_folders_whose_names_are_not_utf_8_are_shown_with_escapes(
    tmp_path: Path, trainkit: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / NOT_UTF_8
    folder.mkdir()
    monkeypatch.chdir(folder)
    bot = Path(f"{NOT_UTF_8}.py")
    bot.write_text(
        "from trainkit.bots import BOTS\n"
        "class Mine(BOTS['random']):\n    name = version = 'b\\udcfe'\n",
        encoding="utf-8",
    )
    small = ("--episodes", "2", "--set", "env.time_max=20")

    code, _, errors = trainkit("evaluate", f"{bot}:Mine", *small, "--csv", "table.csv")
    assert (code, errors) == (0, "")
    assert "b\\udcfe" in Path("table.csv").read_text(encoding="utf-8")

    code, _, errors = trainkit("evaluate", f"{NOT_UTF_8}=random", *small, "--csv", "named.csv")
    assert (code, errors) == (0, "")
    assert "x\\udcff" in Path("named.csv").read_text(encoding="utf-8")

    code, _, errors = trainkit("init", "quickstart", "--out", f"{NOT_UTF_8}.yaml")
    assert (code, errors) == (0, "")
    assert "x\\udcff.yaml" in Path(f"{NOT_UTF_8}.yaml").read_text(encoding="utf-8")


def test_the_log_of_a_trial_takes_any_text(monkeypatch: pytest.MonkeyPatch, tiny_run: Path) -> None:
    def say(*_: object, **__: object) -> str:
        print(f"runs/\u00e9{NOT_UTF_8}")
        return "completed"

    monkeypatch.setattr("trainkit.learn.trainer.train", say)
    config = tiny_run / "config.yaml"
    trial = Trial("tiny", 0, 1, {}, config, [], tiny_run.parent)

    assert train_trial(trial)["status"] == "completed"

    log = tiny_run.parent / "logs" / "tiny.log"
    assert log.read_text(encoding="utf-8") == "runs/\u00e9x\\udcff\n"
