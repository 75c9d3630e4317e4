"""Sections about what is learned and how: PPO, the network, demonstrations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from trainkit.bots import DEMONSTRATORS
from trainkit.config.section import Fraction, Positive, Section

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
    engineered_features: bool | Literal["compact"] = Field(
        False,
        description="append memory features to each observation: the route home, how rich rocks "
        "are, which is best; a policy without an LSTM has no memory; `compact`: 40 of the 170, for "
        "about half of the extra time",
    )
    frame_stack: Annotated[int, Field(ge=1, le=32)] = Field(
        1,
        description="how many of the latest observations, with their features, the policy reads at "
        "once; the first one of an episode stands for those before it; 1: no stack",
    )
    encoder: Annotated[list[Positive], Field(max_length=8)] = Field(
        [],
        description="units of layers between the observation and the LSTM, which policy and value "
        "share, for recurrent_ppo only; an LSTM on 128 units is cheaper than one on 260 inputs",
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
