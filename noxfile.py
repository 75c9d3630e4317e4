"""Every check and every way to build, the same by hand and in CI: `nox -s SESSION`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))  # a command like nox has its own folder there

from tools.clients import CLIENTS  # noqa: E402
from tools.repository import PACKAGE_NAMES  # noqa: E402
from tools.sessions import suites  # noqa: E402
from tools.sessions.clients import run_client  # noqa: E402
from tools.sessions.distributions import build_distributions  # noqa: E402
from tools.sessions.fuzzing import fuzz_replays, fuzz_states  # noqa: E402
from tools.sessions.lint_files import cpp_files, import_contracts  # noqa: E402
from tools.sessions.quickstart import run_quickstart  # noqa: E402
from tools.sessions.requirements import built_wheels, install  # noqa: E402

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
# these change no file of the tree
nox.options.sessions = ["lint", "typecheck", "generated", "stubs", "tests"]

CORE = Path("packages/envcore")
CPP = CORE / "cpp"
SOURCES = [f"packages/{name}/src" for name in PACKAGE_NAMES]
BENCHES = ["step", "train", "features", "replay", "playserver", "page"]
SANITIZERS = {"address": "asan", "thread": "tsan"}


@nox.session
def quickstart(session: nox.Session) -> None:
    """Install, train, compare with bots and a pretrained policy, verify; arguments go to --set."""
    run_quickstart(session)


@nox.session
def tests(session: nox.Session) -> None:
    """Install everything and run all tests: C++, Python, page; arguments go to pytest."""
    install(session, "tests")
    suites.run_cpp_tests(session, "dev")
    suites.run_python_tests(session, "not ray and not client")
    suites.run_web_tests(session)


@nox.session
def tests_python(session: nox.Session) -> None:
    """Run the Python tests except those in Chromium: for systems where only they can run."""
    install(session, "tests")
    suites.run_python_tests(session, "not ray and not client and not browser")


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
def tests_all(session: nox.Session) -> None:
    """Run the same on every Python that we support; nox names those that are not here."""
    tests_python(session)


@nox.session
def ray(session: nox.Session) -> None:
    """Run what needs Ray: sweeps and evaluations on a cluster of two workers on this machine."""
    install(session, "ray")
    for folder in ("packages/trainkit/tests", "tests/examples/test_code_blocks.py"):
        session.run("pytest", folder, "-m", "ray", *session.posargs)


@nox.parametrize("name", [nox.param(name, id=name) for name in CLIENTS])
@nox.session
def clients(session: nox.Session, name: str) -> None:
    """Run other libraries on the packages, each in its own environment; -s "clients(NAME)" one."""
    run_client(session, name)


@nox.session
def cpp(session: nox.Session) -> None:
    """Run the C++ tests without Python; an argument names another preset than dev."""
    install(session, "cpp")
    suites.run_cpp_tests(session, *(session.posargs or ["dev"]))


@nox.session
def sanitize(session: nox.Session) -> None:
    """Run the C++ tests under sanitizers: `-- address` (with undefined, the default) or thread."""
    chosen = session.posargs or ["address"]
    if unknown := set(chosen) - SANITIZERS.keys():
        session.error(f"sanitizer {unknown}: expected one of {', '.join(SANITIZERS)}")
    install(session, "cpp")
    for name in chosen:
        suites.run_cpp_tests(session, SANITIZERS[name])


@nox.session
def parity(session: nox.Session) -> None:
    """Play envcore and envref side by side and compare every bit; arguments go to the command."""
    install(session, "parity")
    session.run("python", "-m", "tools.parity", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Plant every fault of the table in copies of envref and see each caught; names choose some."""
    install(session, "parity")
    session.run("python", "-m", "tools.parity.mutants", *session.posargs)


@nox.session
def platforms(session: nox.Session) -> None:
    """Play the recorded episodes on compilers, processors and systems; `-- all`, or names."""
    install(session, *suites.groups_of_platforms(session.posargs))
    session.run("python", "-m", "tools.platforms", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Fuzz the replay reader with atheris for ten minutes; `-- SECONDS` for another time."""
    fuzz_replays(session)


@nox.session
def fuzz_core(session: nox.Session) -> None:
    """Fuzz states, options and actions under sanitizers for five minutes; `-- SECONDS [SEED]`."""
    fuzz_states(session)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, lengths, words, imports and CI; `-- --fix` repairs style."""
    install(session, "lint")
    fix = "--fix" in session.posargs
    session.run("ruff", "format", *([] if fix else ["--check"]), ".")
    session.run("ruff", "check", *(["--fix"] if fix else []), ".")
    files, mode = cpp_files(), ["-i"] if fix else ["--dry-run", "--Werror"]
    session.log("clang-format %s: %d files", " ".join(mode), len(files))
    session.run("clang-format", *mode, *files, log=False)
    session.run("python", "-m", "tools.limits")
    session.run("python", "-m", "tools.prose")
    session.run("python", "-m", "tools.change_notes")
    environment = {"PYTHONPATH": os.pathsep.join(str(ROOT / source) for source in SOURCES)}
    for config in import_contracts():
        session.run("lint-imports", "--config", config, env=environment)
    # what a workflow may do, and that its actions are pinned
    session.run("hadolint", "containers/Containerfile")
    session.run("zizmor", "--offline", "--quiet", "--min-severity", "medium", ".github/workflows")


@nox.session
def typecheck(session: nox.Session) -> None:
    """Check types with mypy, strictly."""
    install(session, "typecheck")
    session.run("mypy", *SOURCES)
    rest = ["noxfile.py", "conftest.py", "benchmarks", "examples", "tests", "tools"]
    rest += ["docs/_hooks", "docs/_plots", f"{CPP}/wasm/build.py", f"{CPP}/wasm/publish.py"]
    session.run("mypy", *rest)
    with session.chdir(CORE / "spec"):
        session.run("mypy", "--config-file", str(ROOT / "pyproject.toml"), ".")


@nox.session
def stubs(session: nox.Session) -> None:
    """Compare the stubs of the native module with the installed one."""
    install(session, "stubs")
    allowlist = str(ROOT / CORE / "stubtest_allowlist.txt")
    with session.chdir(session.create_tmp()):  # away from the sources, which would hide it
        session.run("stubtest", "envcore._native", "--allowlist", allowlist)


@nox.session
def generated(session: nox.Session) -> None:
    """Check that committed generated files are fresh: tables of the spec and the wasm module."""
    session.run("python", str(CORE / "spec" / "generate.py"), "--check")
    session.run("python", f"{CPP}/wasm/publish.py", "--check")


@nox.session
def gen(session: nox.Session) -> None:
    """Write what is generated from the spec file; `-- --check` only compares."""
    session.run("python", str(CORE / "spec" / "generate.py"), *session.posargs)


@nox.session
def wasm(session: nox.Session) -> None:
    """Compile the core for the page with pinned ziglang; or `-- --check`, `-- --rebuild` it."""
    if "--check" not in session.posargs:
        install(session, "wasm")  # the first compilation takes minutes
    session.run("python", f"{CPP}/wasm/publish.py", *session.posargs)


@nox.session
def api(session: nox.Session) -> None:
    """Write the description of playserver's API, and the page's types that come from it."""
    install(session, "packages")
    described = session.run("playserver", "openapi", silent=True)
    (ROOT / "packages/playserver/openapi.json").write_text(str(described), encoding="utf-8")
    suites.install_web_packages(session)
    suites.run_npm(session, "run", "generate")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site into build/site from the sources alone, strictly; `-- --site-dir FOLDER`."""
    install(session, "docs")
    env = {"NO_MKDOCS_2_WARNING": "1"}  # a notice on the future of its libraries, not on our pages
    session.run("mkdocs", "build", "--strict", *session.posargs, env=env)


@nox.session
def plots(session: nox.Session) -> None:
    """Draw the pictures of the documentation from the world itself; names choose some."""
    install(session, "plots")
    session.run("python", "docs/_plots/make_plots.py", *session.posargs)


@nox.session
def animation(session: nox.Session) -> None:
    """Make the animation of the README and the tour's pictures of the page; names choose some."""
    install(session, "animation")
    session.run("python", "docs/_plots/make_page_pictures.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed: all suites in one report; `-- step`, `train`, `replay` or `playserver` alone.

    `-- features` or `-- page` alone; `-- --compare REV REV [SUITE ...]` compares two commits.
    """
    suite, *arguments = session.posargs or [""]
    if suite in BENCHES:
        install(session, f"bench-{suite}")
        session.run("python", f"benchmarks/bench_{suite}.py", *arguments)
        return
    install(session, *(f"bench-{name}" for name in BENCHES))
    session.run("python", "benchmarks/bench_all.py", *session.posargs)


@nox.session
def study(session: nox.Session) -> None:
    """Train, evaluate and publish a study: `-- NAME`; `-- --list`, and `-- --leaderboard`."""
    install(session, "study")
    session.run("python", "-m", "tools.studies", *session.posargs)


@nox.session
def pretrained(session: nox.Session) -> None:
    """Make the policies that come with trainkit: `-- default=RUN long=RUN`; minutes for each."""
    install(session, "study")
    session.run("python", "benchmarks/make_pretrained.py", *session.posargs)


@nox.session
def web(session: nox.Session) -> None:
    """Check the page and try it in Chromium; arguments go to pytest."""
    suites.run_web_tests(session)
    install(session, "web")
    session.run("pytest", "packages/playserver/tests", *session.posargs)


@nox.session
def wheels(session: nox.Session) -> None:
    """Build into dist/: envcore's wheel and sdist, each tried in a fresh environment, and the rest.

    On Linux the wheel gets the manylinux tag that its symbols allow; the tags for old systems come
    from cibuildwheel's images, see packages/envcore/pyproject.toml.
    """
    install(session, "wheels")
    build_distributions(session)


@nox.session
def index(session: nox.Session) -> None:
    """Write build/index of this tree's wheels; `-- FOLDER ... --out O --url U` of others."""
    install(session, "index")
    session.run("python", "-m", "tools.index", *(session.posargs or built_wheels(session)))


@nox.session
def installs(session: nox.Session) -> None:
    """Install by every way of docs/install.md, time it, plant a stranger's; `-- WAY ...` some."""
    install(session, "index")
    wheels = built_wheels(session)
    session.run("python", "-m", "tools.installs", *session.posargs, "--wheels", *wheels)


@nox.session
def containers(session: nox.Session) -> None:
    """Build and try both images with Docker or Podman; `-- --base IMAGE` with another base."""
    install(session, "containers")
    session.run("python", "-m", "tools.containers", *session.posargs)


@nox.session
def release_check(session: nox.Session) -> None:
    """Build all five packages, look at every file, install them alone and try their commands."""
    install(session, "release")
    session.run("python", "-m", "tools.release", *session.posargs)
