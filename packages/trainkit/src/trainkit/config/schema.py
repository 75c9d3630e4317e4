"""The configuration of a run: every key with its type, bounds, default and reason."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from trainkit.bots import DEMONSTRATORS
from trainkit.config.env_section import EnvSection
from trainkit.config.section import Fraction, Positive, Section
from trainkit.config.seeds import SEED_SETS
from trainkit.config.worlds_section import WorldsSection
from trainkit.config.yaml_text import dump_yaml
from trainkit.files import home_path

PLUMBING: Final = ("run_dir", "sync_to", "artifact_hook", "wandb")
"""Keys that name where output goes. No result depends on them; they may change on a resume."""

ROLLOUT_ROWS_MAX: Final = 2**22
"""Rows of a rollout; this many take five gigabytes."""

_TEST_SEEDS = SEED_SETS["test"]

if TYPE_CHECKING:
    BotName = str
else:
    BotName = Literal[DEMONSTRATORS]


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
        0.002, description="enough to keep exploring, too little to stay random"
    )
    bootstrap_time_limit: bool = Field(
        True,
        description="add the value of the last observation when time runs out, as "
        "Stable-Baselines3 does; false is correct if the policy observes the time left, as it does "
        "here, and keeps values from feeding on themselves in long runs",
    )
    clip_range: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        0.2, description="as in the PPO paper"
    )
    vf_coef: Annotated[float, Field(ge=0.0)] = Field(
        0.5, description="default of Stable-Baselines3; returns are scaled, so it needs no tuning"
    )
    max_grad_norm: Annotated[float, Field(gt=0.0)] = Field(
        0.5, description="default of Stable-Baselines3; limits the rare rollout with many wrecks"
    )


class NetworkSection(Section):
    """The policy and value networks, of the same shape."""

    hidden: Annotated[list[Positive], Field(min_length=1, max_length=8)] = Field(
        [256, 256], description="64 units learn faster per second, 256 reach a higher return"
    )
    activation: Literal["relu", "tanh"] = Field(
        "relu", description="tanh reaches a lower return here"
    )
    normalise_observations: bool = Field(
        True, description="by running mean and variance; without it a third of the profit is lost"
    )
    shared_trunk: bool = Field(
        False,
        description="policy and value share these layers, which halves the work of an update; with "
        "recurrent_ppo they share the LSTM",
    )
    engineered_features: bool = Field(
        False,
        description="append memory features to each observation: the route home, how rich rocks "
        "are, which is best; a policy without an LSTM has no memory; steps are slower",
    )
    lstm_size: Positive = Field(
        128, description="units of the LSTM before these layers, for recurrent_ppo only"
    )


class DemonstrationSection(Section):
    """Episodes of a bot that the policy imitates before the first window."""

    bot: BotName | None = Field(None, description="null: no imitation; start from random weights")
    rounds: Positive = Field(6, description="in each the bot plays one new episode of every world")
    epochs: Positive = Field(
        2, description="passes over a round; new episodes teach more than more passes"
    )
    batch_size: Annotated[int, Field(ge=2)] = Field(
        2048, description="steps in an update, sampled from all worlds and times"
    )
    learning_rate: Annotated[float, Field(gt=0.0)] = Field(
        1e-3, description="of an optimizer of its own; PPO starts with a new one"
    )


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
    evaluation: EvaluationSection = EvaluationSection()
    replay: ReplaySection = ReplaySection()
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
