"""The configuration of a run: every key with its type, bounds, default and reason."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from trainkit.config.env_section import EnvSection
from trainkit.config.learning import DemonstrationSection, NetworkSection, PPOSection
from trainkit.config.messages import sentence_of
from trainkit.config.section import Fraction, Positive, Section
from trainkit.config.seeds import SEED_SETS
from trainkit.config.workflow import CheckpointSection, InitSection, StageSection
from trainkit.config.worlds_section import WorldsSection
from trainkit.config.yaml_text import dump_yaml
from trainkit.files import home_path

PLUMBING: Final = ("run_dir", "checkpoints", "sync_to", "artifact_hook", "wandb")
"""Keys about where output goes and what stays of it. No result depends on them.

They may change on a resume.
"""

ROLLOUT_ROWS_MAX: Final = 2**22
"""Rows of a rollout; this many take five gigabytes."""

_TEST_SEEDS = SEED_SETS["test"]


class EvaluationSection(Section):
    """Evaluation after every window."""

    episodes: Annotated[int, Field(ge=0, le=10_000)] = Field(
        20, description="0: no evaluation; each on its own seed, the same after every window"
    )
    deterministic: bool = Field(False, description="greedy policies get stuck in loops")


class MilestoneSection(Section):
    """Thresholds at which a window's replay is tagged, once, as a milestone."""

    profit: list[float] = Field(
        [1_000.0, 10_000.0, 25_000.0, 50_000.0, 75_000.0, 100_000.0, 150_000.0],
        description="net profits; the last few are about what the bots earn in 2,000 ticks",
    )
    returns: list[float] = Field(
        [0.0, 25.0, 50.0, 100.0],
        description="returns; 0 is above that of doing nothing",
    )
    survival: Fraction | None = Field(
        1.0, description="share of the time budget that the ship survives; null: no milestone"
    )


class ReplaySection(Section):
    """The replay recorded after every window."""

    seed: Annotated[int, Field(ge=_TEST_SEEDS.start, lt=2**64)] = Field(
        _TEST_SEEDS.start, description="the same world after every window, to show progress"
    )
    deterministic: bool = Field(False, description="greedy policies get stuck in loops")
    milestones: MilestoneSection = MilestoneSection()


class WandbSection(Section):
    """Weights & Biases, besides TensorBoard and JSONL; training continues when it fails."""

    mode: Literal["disabled", "offline", "online"] = Field(
        "disabled",
        description="offline writes into the run folder, to upload later with wandb sync",
    )
    project: str = Field("asteroid-prospector", description="project that the run belongs to")
    entity: str | None = Field(None, description="a user or team; null: the account's own")
    group: str | None = Field(None, description="for runs that differ in their seed only")
    tags: list[str] = Field([], description="free words")


class RunConfig(Section):
    """Everything that a run depends on."""

    run_dir: str = Field(
        description="the run folder; its name is the run's id; ~/ is the home folder"
    )
    algorithm: Literal["maskable_ppo", "ppo", "recurrent_ppo", "random"] = Field(
        "maskable_ppo",
        description="without masks learning takes ten times as long; recurrent_ppo has masks and "
        "an LSTM, and is slower; random learns nothing, to test a setup",
    )
    seed: Annotated[int, Field(ge=0, lt=2**32)] = Field(
        0, description="of network, sampling and worlds; world i has seed + i"
    )
    windows: Positive = Field(50, description="number of windows")
    window_steps: Positive = Field(
        131_072, description="env steps in a window, summed over worlds; whole rollouts"
    )
    num_envs: Annotated[int, Field(ge=1, le=65_536)] = Field(
        256, description="enough to make the worlds' share of the time small"
    )
    rollout_steps: Positive = Field(128, description="steps of every world between updates")
    env_threads: Annotated[int, Field(ge=1, le=256)] = Field(
        1, description="more pay only with thousands of worlds: they take a small share of the time"
    )
    torch_threads: Annotated[int, Field(ge=1, le=256)] | Literal["auto"] = Field(
        "auto",
        description="of each process; auto: one for each core that is free when the run starts, up "
        "to 8, stored in manifest.json; more threads than free cores are many times slower",
    )
    matmul_precision: Literal["highest", "high", "medium"] = Field(
        "highest",
        description="of float32 products in torch; medium is faster on hardware with bfloat16",
    )
    device: Literal["cpu", "cuda", "auto"] = Field(
        "cpu", description="a GPU pays from about 256 units a layer and batches of 2048 up"
    )
    scale_rewards: bool = Field(True, description="divide by the running deviation of returns")
    env: EnvSection = EnvSection()
    worlds: WorldsSection = WorldsSection()
    ppo: PPOSection = PPOSection()
    network: NetworkSection = NetworkSection()
    demonstrations: DemonstrationSection = DemonstrationSection()
    init_from: InitSection = InitSection()
    stages: list[StageSection] = Field(
        [], description="a curriculum, in this order; after the last one, the keys of the run hold"
    )
    evaluation: EvaluationSection = EvaluationSection()
    replay: ReplaySection = ReplaySection()
    checkpoints: CheckpointSection = CheckpointSection()
    sync_to: str | None = Field(
        None,
        description="a URL for fsspec to which the files of each window are copied; null: none",
    )
    artifact_hook: str | None = Field(
        None, description="package.module:function, called for every checkpoint and replay"
    )
    wandb: WandbSection = WandbSection()

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        self._check_sizes()
        self._check_stages()
        bot = self.demonstrations.bot
        if bot and self.algorithm not in {"ppo", "maskable_ppo"}:
            raise ValueError(
                f"demonstrations.bot is {bot!r} with algorithm {self.algorithm!r}, expected null, "
                "or algorithm maskable_ppo or ppo"
            )
        seed_max = SEED_SETS["train"].stop - self.num_envs
        if self.seed > seed_max:
            raise ValueError(
                f"seed is {self.seed}, expected at most {seed_max}: "
                "training worlds have seeds below 2^32"
            )
        return self

    def _check_stages(self) -> None:
        """Check the configuration of each stage, and that their windows fit into the run."""
        for number in range(1, len(self.stages) + 1):
            try:
                self.of_stage(number)
            except ValidationError as error:
                sentence = sentence_of(error.errors()[0], RunConfig)
                raise ValueError(f"stages.{number - 1}.{sentence}") from None
        alone = [stage.windows for stage in self.stages if stage.until is None]
        fixed = sum(windows for windows in alone if isinstance(windows, int))
        if fixed > self.windows:
            raise ValueError(
                f"stages take {fixed} windows, expected at most windows = {self.windows}"
            )

    def of_stage(self, number: int) -> RunConfig:
        """Return the configuration that holds in a stage, counted from 1, or after the last one.

        Raises:
            ValidationError: A key of the stage is not allowed.
        """
        if not self.stages:
            return self
        stage = self.stages[number - 1] if number <= len(self.stages) else StageSection()
        values = self.model_dump(exclude={"stages"})
        if number > 1 and not stage.demonstrations:
            values["demonstrations"]["bot"] = None  # they come once, at the start
        for key in ("env", "ppo", "demonstrations"):
            values[key] |= getattr(stage, key)
        return RunConfig.model_validate(values)

    def _check_sizes(self) -> None:
        """Check that windows are whole rollouts, and rollouts whole batches."""
        rollout = self.num_envs * self.rollout_steps
        expected = f"num_envs * rollout_steps = {rollout}"
        if self.window_steps % rollout:
            below = self.window_steps // rollout * rollout
            raise ValueError(
                f"window_steps is {self.window_steps}, expected a multiple of {expected}: "
                f"{_nearest([below, below + rollout])}"
            )
        if rollout > ROLLOUT_ROWS_MAX:
            raise ValueError(
                f"num_envs * rollout_steps is {rollout}, expected at most {ROLLOUT_ROWS_MAX}"
            )
        if rollout % self.ppo.batch_size:
            raise ValueError(
                f"ppo.batch_size is {self.ppo.batch_size}, expected a divisor of {expected}: "
                f"{_nearest(_divisors(rollout, self.ppo.batch_size))}"
            )
        if self.algorithm == "recurrent_ppo" and self.ppo.batch_size % self.rollout_steps:
            raise ValueError(
                f"ppo.batch_size is {self.ppo.batch_size} with algorithm recurrent_ppo, expected a "
                f"multiple of rollout_steps = {self.rollout_steps}: a minibatch is the whole "
                "rollout of some worlds"
            )

    @property
    def run_path(self) -> Path:
        """The run folder."""
        return home_path(self.run_dir)

    @property
    def torch_device(self) -> str:
        """The device that `auto` stands for on this machine."""
        if self.device != "auto":
            return self.device
        import torch  # noqa: PLC0415  # takes seconds, and only training needs it

        return "cuda" if torch.cuda.is_available() else "cpu"

    @property
    def total_steps(self) -> int:
        """Env steps of all windows."""
        return self.windows * self.window_steps

    def learning_rate_after(self, env_steps: int) -> float:
        """Return the rate after so many env steps: a line from the first to the last of the run."""
        first, last = self.ppo.learning_rate, self.ppo.learning_rate_end
        return last + (first - last) * (1.0 - env_steps / self.total_steps)

    def without_plumbing(self) -> dict[str, Any]:
        """Return the keys that results depend on, as plain values."""
        return self.model_dump(exclude=set(PLUMBING))

    def digest(self) -> str:
        """Return the SHA-256 of the keys that results depend on, as hexadecimal digits."""
        text = json.dumps(self.without_plumbing(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def to_yaml(self) -> str:
        """Return the resolved configuration as YAML."""
        return dump_yaml(self.model_dump())


def _divisors(number: int, wanted: int) -> list[int]:
    """Return the divisors of number, 2 or more, on both sides of the wanted one."""
    below = (n for n in range(min(wanted, number), 1, -1) if number % n == 0)
    above = (n for n in range(wanted, number + 1) if number % n == 0)
    return [n for n in (next(below, 0), next(above, 0)) if n]


def _nearest(numbers: list[int]) -> str:
    names = [str(n) for n in numbers if n > 0]
    return f"the nearest {'are' if len(names) > 1 else 'is'} {' and '.join(names)}"
