"""A stranger's package with the name of one of ours is refused in one line, before it runs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from trainkit import siblings
from trainkit.siblings import SIGN, problem_of

from tools.repository import PACKAGE_NAMES, ROOT, project_of

IMPORTERS = [name for name in PACKAGE_NAMES if name != "envcore"]
COMMANDS = {name: project_of(name)["scripts"][name] for name in IMPORTERS if name != "envref"}
PROGRAMS = ("trainkit", "playserver")
STRANGER = """
from pathlib import Path
Path({trace!r}).touch()
class spec: SPEC_DIGEST = "00" * 32
"""


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """Return a file that exists once a stranger's package has run."""
    return tmp_path / "the stranger ran"


def strangers(folder: Path, name: str, version: str, trace: Path) -> dict[str, str]:
    """Install another project's package in a folder; return the variables that make it found."""
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text(STRANGER.format(trace=str(trace)), encoding="utf-8")
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
    )
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


def run_python(
    code: str, environment: dict[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False
    )


def called_as_a_command(name: str) -> str:
    """Return what the script of a command does, as pip writes it."""
    module, _, function = COMMANDS[name].partition(":")
    return (
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job ignores it
        f"sys.argv = [{f'/usr/bin/{name}'!r}, '--version']\n"
        f"from {module} import {function}\nsys.exit({function}())"
    )


@pytest.mark.parametrize("module", ["numpy", "click"])
@pytest.mark.parametrize("name", COMMANDS)
def test_ctrl_c_while_a_command_is_imported_ends_it_quietly(
    name: str, module: str, tmp_path: Path
) -> None:
    press = "import signal\nsignal.raise_signal(signal.SIGINT)\nraise ImportError"
    tmp_path.joinpath(f"{module}.py").write_text(press, encoding="utf-8")

    done = run_python(called_as_a_command(name), dict(os.environ), tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_all_importers_have_the_same_check() -> None:
    files = {(ROOT / f"packages/{name}/src/{name}/siblings.py").read_bytes() for name in IMPORTERS}
    assert len(files) == 1


@pytest.mark.parametrize("name", PACKAGE_NAMES)
def test_ours_has_the_sign(name: str) -> None:
    text = (ROOT / f"packages/{name}/src/{name}/__init__.py").read_text(encoding="utf-8")
    assert SIGN in text.partition("from __future__")[0]
    assert problem_of(name) == ""


@pytest.mark.parametrize("name", IMPORTERS)
def test_every_sibling_that_is_required_is_checked(name: str) -> None:
    text = (ROOT / f"packages/{name}/src/{name}/__init__.py").read_text(encoding="utf-8")
    required = [text.partition(">")[0] for text in project_of(name)["dependencies"]]
    siblings = ", ".join(f'"{found}"' for found in required if found in PACKAGE_NAMES)
    assert f'\ncheck_siblings("{name}", {siblings})\n' in text


@pytest.mark.parametrize("version", ["0.1.1", "1.7.0"])
@pytest.mark.parametrize("name", IMPORTERS)
def test_an_import_refuses_a_strangers_envcore(
    name: str, version: str, tmp_path: Path, trace: Path
) -> None:
    environment = strangers(tmp_path / "site", "envcore", version, trace)
    code = f"try:\n    import {name}\nexcept ImportError as error:\n    print(error)"

    done = run_python(code, environment, tmp_path)

    folder = tmp_path / "site" / "envcore"
    refusal = f"{name}: envcore {version} in {folder} is another project's: install this project's"
    assert done.stdout.startswith(refusal)
    assert done.stdout.count("\n") == 1
    for way in ("pip install ./packages/envcore", "--no-index --find-links", "--constraint INDEX"):
        assert way in done.stdout
    assert not trace.exists()


@pytest.mark.parametrize(
    ("name", "stranger"),
    [*((name, "envcore") for name in COMMANDS), *((name, "replaykit") for name in PROGRAMS)],
)
def test_a_command_refuses_it_in_one_line(
    name: str, stranger: str, tmp_path: Path, trace: Path
) -> None:
    environment = strangers(tmp_path / "site", stranger, "1.0.0", trace)

    done = run_python(called_as_a_command(name), environment, tmp_path)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"{name}: {stranger} 1.0.0 in ")
    assert done.stderr.count("\n") == 1
    assert not trace.exists()


def test_a_sibling_that_is_missing_is_reported_with_the_same_advice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ImportError, match=r"^trainkit: envsun is not installed: .*docs/install"):
        siblings.check_siblings("trainkit", "envsun")
    monkeypatch.setattr("sys.argv", ["C:/Scripts/trainkit.exe"])
    with pytest.raises(SystemExit, match=r"^trainkit: envsun is not installed"):
        siblings.check_siblings("trainkit", "envsun")


def test_a_package_in_an_archive_is_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "frozen.zip", "w") as archive:
        archive.writestr("envfrozen/__init__.py", "x = 1")
    monkeypatch.syspath_prepend(str(tmp_path / "frozen.zip"))
    assert problem_of("envfrozen") == ""
