"""The PPO update against Stable-Baselines3's own: losses and gradients on the same rollout."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from gymnasium import Env, spaces
from sb3_contrib import MaskablePPO
from sb3_contrib.common.maskable.distributions import MaskableCategorical
from stable_baselines3 import PPO as SB3PPO
from stable_baselines3.common.logger import Logger
from stable_baselines3.common.vec_env import DummyVecEnv

from envcore import spec
from trainkit.config.schema import RunConfig
from trainkit.envs.training_worlds import TrainingWorlds
from trainkit.learn.objective import LOSSES
from trainkit.learn.ppo import PPO
from trainkit.learn.recurrent_ppo import RecurrentPPO
from trainkit.learn.rollout import Batch
from trainkit.policies.masked_categorical import log_prob_and_entropy, mask_bias, sample
from trainkit.policies.networks import POLICIES, policy_arguments

STEPS, WORLDS = 32, 8
# float32 sums of 256 terms in another order: relative differences of some 1e-6, here with a margin
TOLERANCE = {"rtol": 2e-4, "atol": 2e-6}


def make_config(algorithm: str, **network: Any) -> RunConfig:
    return RunConfig.model_validate(
        {
            "run_dir": "runs/x",
            "algorithm": algorithm,
            "num_envs": WORLDS,
            "rollout_steps": STEPS,
            "window_steps": WORLDS * STEPS,
            "env": {"time_max": 40},
            "ppo": {"batch_size": WORLDS * STEPS, "n_epochs": 1, "max_grad_norm": 1e9},
            "network": {"hidden": [32, 32], "lstm_size": 16} | network,
        }
    )


def make_learner(config: RunConfig) -> PPO:
    worlds = TrainingWorlds(config.num_envs, config.env.to_env_config())
    learner = (RecurrentPPO if config.algorithm == "recurrent_ppo" else PPO)(config, worlds)
    learner.collect()
    learner.update()  # weights and statistics away from where they start
    learner.collect()
    return learner


class Spaces(Env[Any, Any]):
    """An environment of which SB3 reads the spaces only."""

    observation_space = spaces.Box(-1.0, 1.0, (spec.OBS_DIM,), np.float32)
    action_space = spaces.Discrete(spec.N_ACTIONS)  # type: ignore[assignment]


def sb3_learner(config: RunConfig, learner: PPO) -> Any:
    """Return SB3's learner with the same weights and the same rollout, about to train."""
    kind = {"ppo": SB3PPO, "maskable_ppo": MaskablePPO}[config.algorithm]
    ppo, rollout = config.ppo, learner.rollout
    theirs: Any = kind(
        POLICIES[config.algorithm],  # type: ignore[arg-type]
        DummyVecEnv([Spaces] * WORLDS),
        learning_rate=0.0,
        n_steps=STEPS,
        batch_size=ppo.batch_size,
        n_epochs=1,
        gamma=ppo.gamma,
        gae_lambda=ppo.gae_lambda,
        clip_range=ppo.clip_range,
        ent_coef=ppo.ent_coef,
        vf_coef=ppo.vf_coef,
        max_grad_norm=ppo.max_grad_norm,
        policy_kwargs=policy_arguments(config.algorithm, config.network),
        device="cpu",
    )
    theirs.set_logger(Logger(None, []))
    theirs.policy.load_state_dict(learner.policy.state_dict())
    buffer = theirs.rollout_buffer
    buffer.reset()
    starts = np.zeros(WORLDS, np.float32)
    for t in range(STEPS):
        given: dict[str, Any] = {}
        if config.algorithm == "maskable_ppo":
            given["action_masks"] = (rollout.mask_bias[t] == 0).numpy()
        buffer.add(
            rollout.observations[t].numpy(),
            rollout.actions[t].numpy()[:, None],
            learner_rewards(learner)[t],
            starts,
            rollout.values[t],
            rollout.log_probs[t],
            **given,
        )
        starts = rollout.dones[t].numpy().astype(np.float32)
    buffer.compute_returns_and_advantage(rollout.values[-1], rollout.dones[-1].numpy())
    return theirs


def learner_rewards(learner: PPO) -> np.ndarray[Any, Any]:
    """Return the rewards that advantages were computed from, scaled and with values added."""
    rollout, ppo = learner.rollout, learner.config.ppo
    continues = 1.0 - rollout.dones.float()
    after = torch.zeros_like(rollout.values[-1])
    rewards = torch.zeros_like(rollout.advantages)
    for t in range(STEPS - 1, -1, -1):
        carried = ppo.gamma * ppo.gae_lambda * continues[t] * after
        bootstrap = ppo.gamma * rollout.values[t + 1] * continues[t]
        rewards[t] = rollout.advantages[t] - carried - bootstrap + rollout.values[t]
        after = rollout.advantages[t]
    return rewards.numpy()


@pytest.mark.parametrize("algorithm", ["ppo", "maskable_ppo"])
@pytest.mark.parametrize("shared_trunk", [False, True])
def test_an_update_is_stable_baselines3s(algorithm: str, shared_trunk: bool) -> None:
    config = make_config(algorithm, shared_trunk=shared_trunk)
    learner = make_learner(config)
    theirs = sb3_learner(config, learner)
    rollout = learner.rollout
    np.testing.assert_allclose(
        theirs.rollout_buffer.advantages, rollout.advantages.numpy(), rtol=1e-4, atol=1e-5
    )

    theirs.train()
    (batch,) = learner._minibatches()
    loss, measures = learner.loss(batch)
    learner.policy.optimizer.zero_grad()
    loss.backward()

    logged = theirs.logger.name_to_value
    for name, value in zip(LOSSES, measures, strict=True):
        assert float(value) == pytest.approx(logged[f"train/{name}"], rel=1e-4, abs=1e-6), name
    assert float(rollout.explained_variance()) == pytest.approx(
        logged["train/explained_variance"], rel=1e-3
    )
    for (name, ours), other in zip(
        learner.policy.named_parameters(), theirs.policy.parameters(), strict=True
    ):
        np.testing.assert_allclose(ours.grad.numpy(), other.grad.numpy(), **TOLERANCE, err_msg=name)


@pytest.mark.parametrize(
    "network", [{}, {"encoder": [24], "shared_trunk": True}], ids=["two LSTMs", "encoder"]
)
def test_a_recurrent_update_is_sb3_contribs(network: dict[str, Any]) -> None:
    """sb3-contrib pads sequences; on one whole rollout per world its own policy gives the same."""
    config = make_config("recurrent_ppo", **network)
    learner = make_learner(config)
    assert isinstance(learner, RecurrentPPO)
    (batch,) = learner._minibatches()
    loss, _ = learner.loss(batch)
    learner.policy.optimizer.zero_grad()
    loss.backward()
    ours = {name: p.grad.clone() for name, p in learner.policy.named_parameters()}

    theirs = sb3_recurrent_loss(learner, batch)
    learner.policy.optimizer.zero_grad()
    theirs.backward()

    assert loss.item() == pytest.approx(theirs.item(), rel=1e-4)
    for name, parameter in learner.policy.named_parameters():
        np.testing.assert_allclose(
            ours[name].numpy(), parameter.grad.numpy(), **TOLERANCE, err_msg=name
        )


def order_of(learner: PPO, batch: Batch) -> torch.Tensor:
    """Return the worlds of a minibatch, found by their inputs."""
    first, wanted = learner.rollout.inputs.flatten(2), batch.inputs
    same = (first.swapaxes(0, 1)[:, None] == wanted.swapaxes(0, 1)[None]).all(dim=(2, 3))
    return same.int().argmax(dim=0)


def sb3_recurrent_loss(learner: PPO, batch: Batch) -> torch.Tensor:
    """Return the loss as sb3-contrib computes it, with its policy's own LSTM and distribution."""
    policy: Any = learner.policy
    t, n, width = batch.inputs.shape

    def by_world(tensor: torch.Tensor) -> torch.Tensor:
        return tensor.reshape(t, n, -1).swapaxes(0, 1).flatten(0, 1).squeeze(1)

    order = order_of(learner, batch)
    assert batch.starts is not None
    assert batch.state is not None
    inputs = batch.inputs.swapaxes(0, 1).reshape(-1, width)
    starts = batch.starts.swapaxes(0, 1).flatten().float()
    if learner.config.network.encoder:  # their extractor normalizes; batch.inputs are normalized
        inputs = policy.features_extractor.layers(inputs)
    actor, _ = policy._process_sequence(inputs, batch.state.actor, starts, policy.lstm_actor)
    critic = actor
    if policy.lstm_critic is not None:
        critic, _ = policy._process_sequence(inputs, batch.state.critic, starts, policy.lstm_critic)
    logits = policy.action_net(policy.mlp_extractor.forward_actor(actor))
    values = policy.value_net(policy.mlp_extractor.forward_critic(critic)).flatten()
    distribution = MaskableCategorical(logits=logits)
    distribution.apply_masking((by_world(batch.mask_bias) == 0).numpy())
    ppo = learner.config.ppo
    advantages = by_world(learner.rollout.advantages.index_select(1, order))
    advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
    ratio = (distribution.log_prob(by_world(batch.actions)) - by_world(batch.log_probs)).exp()
    clipped = ratio.clamp(1 - ppo.clip_range, 1 + ppo.clip_range)
    policy_loss = -torch.min(advantages * ratio, advantages * clipped).mean()
    value_loss = ((by_world(batch.returns) - values) ** 2).mean()
    entropy = distribution.entropy().mean()
    return policy_loss - ppo.ent_coef * entropy + ppo.vf_coef * value_loss


def test_a_recurrent_rollout_has_the_values_of_one_pass() -> None:
    """What was collected step by step is what the whole sequence gives, across resets."""
    learner = make_learner(make_config("recurrent_ppo"))
    assert learner.rollout.dones.any()
    (batch,) = learner._minibatches()

    with torch.no_grad():
        logits, values = learner._evaluate(batch)
        log_probs, _ = log_prob_and_entropy(logits, batch.mask_bias, batch.actions)

    np.testing.assert_allclose(log_probs.numpy(), batch.log_probs.numpy(), rtol=1e-4, atol=1e-5)
    collected = learner.rollout.values[:-1].index_select(1, order_of(learner, batch)).flatten()
    np.testing.assert_allclose(values.numpy(), collected.numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("algorithm", ["maskable_ppo", "recurrent_ppo"])
def test_only_legal_actions_are_sampled(algorithm: str) -> None:
    learner = make_learner(make_config(algorithm))
    legal = learner.rollout.mask_bias == 0

    taken = legal.gather(2, learner.rollout.actions.unsqueeze(2))

    assert bool(taken.all())
    assert not bool(legal.all())


def test_illegal_actions_have_probability_zero() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(1000, 69, generator=generator) * 30
    legal = torch.rand(1000, 69, generator=generator) < 0.1
    legal[:, 6] = True

    p = (logits + mask_bias(legal)).softmax(dim=1)

    assert bool((p[~legal] == 0).all())
    torch.testing.assert_close(p.sum(dim=1), torch.ones(1000))


@pytest.mark.parametrize("uniform", [0.0, 0.5, 1 - 2.0**-24])
def test_sampling_at_the_ends_of_the_interval_is_legal(uniform: float) -> None:
    generator = torch.Generator().manual_seed(1)
    logits = torch.randn(1000, 69, generator=generator) * 30
    legal = torch.rand(1000, 69, generator=generator) < 0.1
    legal[:, 6] = True
    p = (logits + mask_bias(legal)).softmax(dim=1)

    actions = sample(p, torch.full((1000,), uniform))

    assert bool((p.gather(1, actions.unsqueeze(1)) > 0).all())


def test_samples_have_the_frequencies_of_the_probabilities() -> None:
    p = torch.tensor([0.0, 0.1, 0.0, 0.6, 0.3, 0.0])
    uniform = torch.arange(10_000) / 10_000

    actions = sample(p.expand(10_000, 6), uniform)

    counts = torch.bincount(actions, minlength=6)
    np.testing.assert_allclose(counts.numpy(), [0, 1000, 0, 6000, 3000, 0], atol=1)
