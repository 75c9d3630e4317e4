"""The configuration of a run: typed, checked, every default with its reason."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

import envcore
from trainkit.config.seeds import SEED_SETS

TRAIN_SEEDS_END = SEED_SETS["train"].stop
"""Training worlds have seeds below this; from here on they are for tests."""

PLUMBING = ("run_dir", "sync_to", "artifact_hook", "wandb")
"""Keys that say where things go; no result depends on them, and they may change on the way."""

ROLLOUT_ROWS_MAX = 2**22
"""Rows of a rollout; this many take five gigabytes."""

Positive = Annotated[int, Field(ge=1)]
Fraction = Annotated[float, Field(ge=0.0, le=1.0)]


class Section(BaseModel):
    """A part of the configuration: unknown keys are refused, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class EnvSection(Section):
    """Options of the worlds, see envcore.EnvConfig."""

    time_max: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        2000, description="ticks; short episodes give credit sooner than the full 20,000"
    )
    reward_mode: Literal["shaped", "sparse"] = Field(
        "shaped", description="sparse rewards are for evaluation"
    )
    pirates: bool = Field(True, description="off for a gentler curriculum")
    fractures: bool = Field(True, description="off for a gentler curriculum")
    scan_noise: bool = Field(True, description="off for a gentler curriculum")
    price_impact: bool = Field(True, description="off for a gentler curriculum")
    market_shocks: bool = Field(True, description="off for a gentler curriculum")

    def to_env_config(self) -> envcore.EnvConfig:
        """Return the options as envcore takes them."""
        return envcore.EnvConfig(**self.model_dump())


class PPOSection(Section):
    """Hyperparameters of PPO, named as in Stable-Baselines3."""

    learning_rate: Annotated[float, Field(gt=0.0)] = Field(
        1e-3, description="high, because batches are large; 3e-4 stalls"
    )
    learning_rate_end: Annotated[float, Field(ge=0.0)] = Field(
        1e-4, description="reached linearly at the last step"
    )
    gamma: Fraction = Field(0.998, description="a trip takes hundreds of steps")
    gae_lambda: Fraction = Field(0.97, description="long credit, at a little more variance")
    n_epochs: Positive = Field(4, description="passes over a rollout")
    batch_size: Annotated[int, Field(ge=2)] = Field(
        8192, description="large batches are fast and steady here; a divisor of the rollout"
    )
    ent_coef: Annotated[float, Field(ge=0.0)] = Field(
        0.002, description="enough to go on exploring, too little to keep it random"
    )
    bootstrap_time_limit: bool = Field(
        True,
        description="add the value of the last observation where time runs out, as "
        "Stable-Baselines3 does; false is right where the policy sees the end coming, as it does "
        "here, and in long runs keeps values from feeding on themselves",
    )
    clip_range: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        0.2, description="as in the PPO paper"
    )
    vf_coef: Annotated[float, Field(ge=0.0)] = Field(
        0.5, description="as Stable-Baselines3 has it; returns are scaled, so it needs no care"
    )
    max_grad_norm: Annotated[float, Field(gt=0.0)] = Field(
        0.5, description="as Stable-Baselines3 has it; holds back the rare rollout with many wrecks"
    )


class NetworkSection(Section):
    """The policy and value networks, of the same shape."""

    hidden: Annotated[list[Positive], Field(min_length=1, max_length=8)] = Field(
        [256, 256], description="64 wide learns faster per second, 256 gets further"
    )
    activation: Literal["relu", "tanh"] = Field("relu", description="tanh ends lower here")
    normalise_observations: bool = Field(
        True, description="running mean and variance; worth a third of the profit"
    )
    engineered_features: bool = Field(
        False,
        description="show beside each observation what the ship could remember and work out: the "
        "way home, how rich rocks are, which is best; a policy has no memory, and is slower so",
    )
    lstm_size: Positive = Field(
        128, description="units of the memory before these layers, of recurrent_ppo only"
    )


class DemonstrationSection(Section):
    """Episodes of a bot that the policy imitates before the first window."""

    bot: Literal["greedy_miner", "cautious_scanner", "market_timer", "prospector"] | None = Field(
        None, description="null for nobody: the policy begins with nothing"
    )
    rounds: Positive = Field(
        6, description="the bot plays an episode of every world in each; steps are kept for one"
    )
    epochs: Positive = Field(2, description="passes over a round; fresh episodes teach more")
    batch_size: Annotated[int, Field(ge=2)] = Field(
        2048, description="steps in an update, drawn from all worlds and times"
    )
    learning_rate: Annotated[float, Field(gt=0.0)] = Field(
        1e-3, description="of an optimizer of its own; that of PPO begins afresh"
    )


class EvaluationSection(Section):
    """Evaluation after every window."""

    episodes: Annotated[int, Field(ge=0, le=10_000)] = Field(
        20, description="0 for none; each on its own seed, the same at every window"
    )
    deterministic: bool = Field(False, description="argmax policies get stuck in loops")


class MilestoneSection(Section):
    """What a window's replay must reach to be tagged, once, as a milestone."""

    profit: list[float] = Field(
        [1_000.0, 10_000.0, 25_000.0, 50_000.0, 75_000.0, 100_000.0, 150_000.0],
        description="net profits; the last few are about what the bots earn in 2,000 ticks",
    )
    returns: list[float] = Field(
        [0.0, 25.0, 50.0, 100.0],
        description="returns; 0 is more than one gets for doing nothing",
    )
    survival: Fraction | None = Field(
        1.0, description="share of the time budget that the ship lives through; null for none"
    )


class ReplaySection(Section):
    """The replay recorded after every window."""

    seed: Annotated[int, Field(ge=TRAIN_SEEDS_END, lt=2**64)] = Field(
        TRAIN_SEEDS_END, description="the same world at every window, so that one sees progress"
    )
    deterministic: bool = Field(False, description="argmax policies get stuck in loops")
    milestones: MilestoneSection = MilestoneSection()


class WandbSection(Section):
    """Weights & Biases, beside TensorBoard and JSONL; training goes on when it fails."""

    mode: Literal["disabled", "offline", "online"] = Field(
        "disabled", description="offline writes into the run folder, for wandb sync later"
    )
    project: str = Field("asteroid-prospector", description="where runs are gathered")
    entity: str | None = Field(None, description="a user or team; null for the account's own")
    group: str | None = Field(None, description="for runs that differ in their seed only")
    tags: list[str] = Field([], description="free words")


class RunConfig(Section):
    """Everything that a run depends on."""

    run_dir: str = Field(description="the run folder; its name is the run's id")
    algorithm: Literal["maskable_ppo", "ppo", "recurrent_ppo", "random"] = Field(
        "maskable_ppo",
        description="without masks learning takes ten times as long; recurrent_ppo has them and a "
        "memory, and is slower; random learns nothing and is for trying the plumbing",
    )
    seed: Annotated[int, Field(ge=0, lt=2**32)] = Field(
        0, description="of network, sampling and worlds; world i has seed + i"
    )
    windows: Positive = Field(50, description="windows in all")
    window_steps: Positive = Field(
        131_072, description="env steps in a window, summed over worlds; whole rollouts"
    )
    num_envs: Annotated[int, Field(ge=1, le=65_536)] = Field(
        256, description="enough for the native batch to be nearly free"
    )
    rollout_steps: Positive = Field(128, description="steps of every world between updates")
    env_threads: Annotated[int, Field(ge=1, le=256)] = Field(
        1, description="the worlds take a small share of the time"
    )
    torch_threads: Annotated[int, Field(ge=1, le=256)] = Field(
        1, description="two are a little faster alone, and up to 30 times slower beside other work"
    )
    matmul_precision: Literal["highest", "high", "medium"] = Field(
        "highest", description="of float32 products in torch; medium is faster where bfloat16 is"
    )
    device: Literal["cpu", "cuda", "auto"] = Field(
        "cpu", description="a GPU pays from layers of some 256 units and batches of 2048 on"
    )
    scale_rewards: bool = Field(True, description="by the running deviation of returns")
    env: EnvSection = EnvSection()
    ppo: PPOSection = PPOSection()
    network: NetworkSection = NetworkSection()
    demonstrations: DemonstrationSection = DemonstrationSection()
    evaluation: EvaluationSection = EvaluationSection()
    replay: ReplaySection = ReplaySection()
    sync_to: str | None = Field(
        None, description="a URL for fsspec under which each window's files are copied; null: no"
    )
    artifact_hook: str | None = Field(
        None, description="package.module:function, called for every checkpoint and replay"
    )
    wandb: WandbSection = WandbSection()

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        rollout = self.num_envs * self.rollout_steps
        if self.window_steps % rollout:
            below = self.window_steps // rollout * rollout
            raise ValueError(
                f"window_steps is {self.window_steps}, expected a multiple of num_envs * "
                f"rollout_steps = {rollout}: {_nearest([below, below + rollout])}"
            )
        if rollout > ROLLOUT_ROWS_MAX:
            raise ValueError(
                f"num_envs * rollout_steps is {rollout}, expected at most {ROLLOUT_ROWS_MAX}"
            )
        if rollout % self.ppo.batch_size:
            raise ValueError(
                f"ppo.batch_size is {self.ppo.batch_size}, expected a divisor of num_envs * "
                f"rollout_steps = {rollout}: {_nearest(_divisors(rollout, self.ppo.batch_size))}"
            )
        if self.demonstrations.bot and self.algorithm not in {"ppo", "maskable_ppo"}:
            raise ValueError(
                f"demonstrations.bot is {self.demonstrations.bot!r} with algorithm "
                f"{self.algorithm!r}, expected null, or algorithm maskable_ppo or ppo"
            )
        if self.seed + self.num_envs > TRAIN_SEEDS_END:
            raise ValueError(
                f"seed is {self.seed}, expected at most {TRAIN_SEEDS_END - self.num_envs}: "
                "training worlds have seeds below 2^32"
            )
        return self

    @property
    def run_path(self) -> Path:
        """The run folder."""
        return Path(self.run_dir)

    @property
    def total_steps(self) -> int:
        """Env steps in all."""
        return self.windows * self.window_steps

    def without_folder(self) -> dict[str, Any]:
        """Return everything that results depend on, as plain values."""
        return self.model_dump(exclude=set(PLUMBING))

    def digest(self) -> str:
        """Return the SHA-256 of everything but the folder, as hexadecimal digits."""
        text = json.dumps(self.without_folder(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def to_yaml(self) -> str:
        """Return the resolved configuration as YAML."""
        return str(yaml.safe_dump(self.model_dump(), sort_keys=False))


def _divisors(number: int, wanted: int) -> list[int]:
    """Return the divisors of number, 2 or more, on both sides of the wanted one."""
    below = (n for n in range(min(wanted, number), 1, -1) if number % n == 0)
    above = (n for n in range(wanted, number + 1) if number % n == 0)
    return [n for n in (next(below, 0), next(above, 0)) if n]


def _nearest(numbers: list[int]) -> str:
    names = [str(n) for n in numbers if n > 0]
    return f"the nearest {'are' if len(names) > 1 else 'is'} {' and '.join(names)}"
