"""The networks of a Stable-Baselines3 policy as plain functions of tensors.

SB3's `forward` and `evaluate_actions` build and validate distribution objects at every call. The
trainer and the players compute logits and values here instead; parameters, their initialization and
their names stay SB3's. Attributes used, of SB3 and sb3-contrib 2.7 to 2.9: `features_extractor`,
`mlp_extractor`, `action_net`, `value_net`, `lstm_actor`, `lstm_critic`, `shared_lstm`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import torch
from sb3_contrib.common.recurrent.policies import RecurrentActorCriticPolicy
from torch import nn

from trainkit.policies.networks import Policy, SharedTrunk, running_norm
from trainkit.policies.normalization import RunningNorm

LSTMState = tuple[torch.Tensor, torch.Tensor]
"""Hidden and cell state of n worlds, each (layers, n, units)."""


class RecurrentState(NamedTuple):
    """States of the actor's LSTM and of the critic's, the same one where they share it."""

    actor: LSTMState
    critic: LSTMState

    def of_worlds(self, worlds: torch.Tensor) -> RecurrentState:
        """Return the states of some worlds, int64 (m,)."""
        parts = [tensor.index_select(1, worlds) for pair in self for tensor in pair]
        return RecurrentState((parts[0], parts[1]), (parts[2], parts[3]))


class ActorCritic:
    """Logits and values of a feed-forward policy.

    Args:
        policy: SB3's policy. Its parameters are read at every call, never copied.
    """

    def __init__(self, policy: Policy) -> None:
        modules: Any = policy
        self.norm = running_norm(policy)
        self.trunk = _trunk_of(policy)
        self.heads = modules.mlp_extractor
        self.action_net: nn.Linear = modules.action_net
        self.value_net: nn.Linear = modules.value_net

    def normalize(
        self, observations: torch.Tensor, out: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the inputs of the layers, float32 (n, k), written into `out` if it is given.

        They stay the same until the running statistics are updated, after an update of the policy.
        """
        return _normalized(self.norm, observations, out)

    def __call__(self, inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits (n, 69) and values (n,) of normalized observations (n, k)."""
        actor, critic = self.heads(self.trunk(inputs))
        return self.action_net(actor), self.value_net(critic).squeeze(1)

    def logits(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return logits (n, 69) of normalized observations (n, k)."""
        logits: torch.Tensor = self.action_net(self.heads.forward_actor(self.trunk(inputs)))
        return logits

    def values(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return values (n,) of normalized observations (n, k)."""
        critic = self.heads.forward_critic(self.trunk(inputs))
        values: torch.Tensor = self.value_net(critic).squeeze(1)
        return values


class RecurrentActorCritic:
    """Logits and values of an LSTM policy, for single steps and whole sequences.

    Args:
        policy: sb3-contrib's policy. Its parameters are read at every call, never copied.
    """

    def __init__(self, policy: RecurrentActorCriticPolicy) -> None:
        modules: Any = policy
        self.norm = running_norm(policy)
        self.encoder = _trunk_of(policy)
        self.actor_lstm: nn.LSTM = modules.lstm_actor
        self.critic_lstm: nn.LSTM | None = None if modules.shared_lstm else modules.lstm_critic
        self.heads = modules.mlp_extractor
        self.action_net: nn.Linear = modules.action_net
        self.value_net: nn.Linear = modules.value_net

    def normalize(
        self, observations: torch.Tensor, out: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the inputs of the encoder, or of the LSTM without one, in `out` if it is given."""
        return _normalized(self.norm, observations, out)

    def initial_state(self, n: int, device: torch.device) -> RecurrentState:
        """Return the state of n worlds before their first observation: zeros."""
        shape = (self.actor_lstm.num_layers, n, self.actor_lstm.hidden_size)
        actor = (torch.zeros(shape, device=device), torch.zeros(shape, device=device))
        critic = (torch.zeros(shape, device=device), torch.zeros(shape, device=device))
        return RecurrentState(actor, actor if self.critic_lstm is None else critic)

    def __call__(
        self, inputs: torch.Tensor, state: RecurrentState, starts: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, RecurrentState]:
        """Return logits (t * n, 69), values (t * n,) and the state after the last step.

        Args:
            inputs: Normalized observations (t, n, k).
            state: Before the first step.
            starts: Where an episode starts, bool (t, n), on the CPU; the state is zero there.
        """
        encoded = self.encoder(inputs)
        actor, actor_state = run_lstm(self.actor_lstm, encoded, state.actor, starts)
        if self.critic_lstm is None:
            critic, critic_state = actor, actor_state
        else:
            critic, critic_state = run_lstm(self.critic_lstm, encoded, state.critic, starts)
        logits = self.action_net(self.heads.forward_actor(actor.flatten(0, 1)))
        values = self.value_net(self.heads.forward_critic(critic.flatten(0, 1))).squeeze(1)
        return logits, values, RecurrentState(actor_state, critic_state)


def _normalized(
    norm: RunningNorm | None, observations: torch.Tensor, out: torch.Tensor | None
) -> torch.Tensor:
    """Return scaled observations; without a normalization, the observations."""
    if out is not None:
        return out.copy_(observations) if norm is None else norm.write(observations, out)
    if norm is None:
        return observations
    scaled: torch.Tensor = norm(observations)
    return scaled


def _trunk_of(policy: Policy) -> nn.Module:
    """Return the layers that come first and that policy and value share, the identity without."""
    extractor: Any = policy.features_extractor
    return extractor.layers if isinstance(extractor, SharedTrunk) else nn.Identity()


def networks_of(policy: Policy) -> ActorCritic | RecurrentActorCritic:
    """Return logits and values of a policy as functions."""
    if isinstance(policy, RecurrentActorCriticPolicy):
        return RecurrentActorCritic(policy)
    return ActorCritic(policy)


def run_lstm(
    lstm: nn.LSTM, inputs: torch.Tensor, state: LSTMState, starts: torch.Tensor
) -> tuple[torch.Tensor, LSTMState]:
    """Return outputs (t, n, units) and the last state; sequences are cut where episodes start."""
    resets = starts.any(dim=1).tolist()
    cuts = [0, *(i for i in range(1, len(resets)) if resets[i]), len(resets)]
    outputs = []
    for first, last in pairwise(cuts):
        if resets[first]:
            keeps = (~starts[first]).to(inputs.device, inputs.dtype).view(1, -1, 1)
            state = (state[0] * keeps, state[1] * keeps)
        output, state = lstm(inputs[first:last], state)
        outputs.append(output)
    return torch.cat(outputs), state
