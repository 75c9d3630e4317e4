"""`python -m tools.containers`: build both images; they and compose work as documented."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections.abc import Callable
from typing import Final

from tools.containers.compose import check_services, services
from tools.containers.engine import LOCKED_DOWN, Engine, EngineError, working_engine

USER: Final = "10001"
RUN: Final = "tiny"
SETTINGS: Final = (
    *("window_steps=512", "num_envs=8", "rollout_steps=32", "env.time_max=60"),
    *("ppo.batch_size=64", "ppo.n_epochs=1", "evaluation.episodes=4", f"run_dir=/runs/{RUN}"),
)
READY_S: Final = 120
ASK: Final = (
    "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8000{}').read().decode())"
)


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.containers", description=__doc__)
    parser.add_argument("--base", help="another base image than the pinned one")
    parser.add_argument(
        "--build-option", action="append", default=[], help="an option of `build`; repeatable"
    )
    given = parser.parse_args()
    name = working_engine()
    if name is None:
        print("containers: neither docker nor podman works on this machine, nothing was tried")
        return 1 if os.environ.get("CI") == "true" else 0
    base = ["--build-arg", f"BASE={given.base}"] if given.base else []
    engine = Engine(name, [*base, *given.build_option])
    mark = secrets.token_hex(4)
    try:
        check_images(engine, mark)
    except (EngineError, OSError) as error:
        print(f"containers: {error}", file=sys.stderr)
        return 1
    print(f"containers: both images and the compose file work with {name}")
    return 0


def check_images(engine: Engine, mark: str) -> None:
    """Build and try both images and compose; remove containers and volumes, keep the images.

    Raises:
        EngineError: Something did not work.
    """
    trainer, page = "prospector-trainer", "prospector-page"
    for target, image in (("page", page), ("trainer", trainer)):
        _say(f"build {image}")
        engine.build(target, image)
    runs = f"prospector-runs-{mark}"
    engine.call("volume", "create", runs)
    try:
        check_trainer(engine, trainer, runs)
        check_page(engine, page, runs, f"prospector-page-{mark}")
    finally:
        engine.call("volume", "rm", "--force", runs)
    _say("both with compose: up, down, up")
    command = ["run", "quickstart", *_settings("windows=300")]
    with services(engine.name, mark, command) as both:
        check_services(both, RUN)


def check_trainer(engine: Engine, image: str, runs: str) -> None:
    """Check the trainer: its user, its installation, and a run into a volume."""
    _say("the trainer's user and doctor")
    _expect(engine.run(image, "-u", options=["--entrypoint", "id"]).strip() == USER, "its user")
    _expect("All is well." in engine.run(image, "doctor"), "its doctor")
    _say("a small run into a volume")
    volume = ["--volume", f"{runs}:/runs"]
    engine.run(image, "run", "quickstart", *_settings("windows=1"), options=volume)


def check_page(engine: Engine, image: str, runs: str, container: str) -> None:
    """Check the page: refused without a token, healthy with one, and it shows the run."""
    _say("the page without a token")
    try:
        engine.run(image)
    except EngineError as error:
        _expect("need a token" in str(error), f"a page without a token says: {error}")
    else:
        raise EngineError("the page starts without a token")
    _say("the page with one")
    token = f"PLAYSERVER_TOKEN={secrets.token_hex(16)}"
    options = ["--detach", "--name", container, "--volume", f"{runs}:/runs:ro", "--env", token]
    engine.call("run", *LOCKED_DOWN, *options, image)
    try:
        _wait(lambda: _is_healthy(engine, container), "the page is not healthy")
        _expect(engine.call("exec", container, "id", "-u").strip() == USER, "the page's user")
        listed = engine.call("exec", container, "python", "-c", ASK.format("/api/runs"))
        _expect(f'"{RUN}"' in listed, f"the page does not list the run: {listed}")
        html = engine.call("exec", container, "python", "-c", ASK.format("/"))
        _expect("<script" in html, f"the page's HTML is {html}")
    finally:
        engine.call("rm", "--force", container)


def _settings(*more: str) -> list[str]:
    return [f"--set={setting}" for setting in (*SETTINGS, *more)]


def _is_healthy(engine: Engine, container: str) -> bool:
    if engine.name == "podman":  # without systemd it does not check by itself
        try:
            engine.call("healthcheck", "run", container)
        except EngineError:
            return False
        return True
    state = engine.call("inspect", "--format", "{{.State.Health.Status}}", container)
    return state.strip() == "healthy"


def _wait(is_done: Callable[[], bool], problem: str) -> None:
    end = time.monotonic() + READY_S
    while not is_done():
        if time.monotonic() > end:
            raise EngineError(f"{problem} after {READY_S} s")
        time.sleep(1)


def _expect(is_so: bool, what: str) -> None:
    if not is_so:
        raise EngineError(f"not as expected: {what}")


def _say(what: str) -> None:
    print(f"containers: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
