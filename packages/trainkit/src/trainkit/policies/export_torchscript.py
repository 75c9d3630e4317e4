"""A policy as TorchScript: the forward pass of docs/formats/policy.md, for C++ and Python."""

from __future__ import annotations

import io
import warnings
from typing import Any

import torch
from torch import nn
from torch.nn.functional import linear

from envcore import spec
from trainkit.policies.masked_categorical import ILLEGAL
from trainkit.policies.policy_file import PolicyFile


class PolicyGraph(nn.Module):
    """The forward pass of a policy file; inputs and outputs are those of its ONNX model.

    Args:
        file: The policy.
    """

    def __init__(self, file: PolicyFile) -> None:
        super().__init__()
        self._header = file.header
        for name, array in file.tensors.items():
            self.register_buffer(name.replace(".", "_"), torch.from_numpy(array.copy()))
        self._names = frozenset(file.tensors)
        self.lstms = [n for n in ("lstm", "critic_lstm") if f"{n}.input.weight" in self._names]

    def forward(self, observation: torch.Tensor, *others: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return probabilities, logits, value, and the next state of each LSTM."""
        inputs = list(others)
        mask = inputs.pop(0) if self._header.masks else None
        x = self._layers("encoder", self._normalised(observation))
        outputs, states = {"": x}, []
        for name in self.lstms:
            outputs[name], cell = self._lstm(name, x, inputs.pop(0), inputs.pop(0))
            states += [outputs[name], cell]
        actor, critic = outputs[self.lstms[0] if self.lstms else ""], list(outputs.values())[-1]
        trunk = self._layers("trunk", actor)
        logits = self._linear("policy", self._layers("actor", trunk))
        legal = logits if mask is None else logits.masked_fill(~mask, -ILLEGAL)
        features = trunk if "trunk.0.weight" in self._names else self._layers("critic", critic)
        return (legal.softmax(dim=1), logits, self._linear("value", features), *states)

    def example(self, num_worlds: int = 2) -> tuple[torch.Tensor, ...]:
        """Return inputs of the right shapes."""
        first = ("encoder.0", "lstm.input", "trunk.0", "actor.0")
        weights = [self._tensor(f"{n}.weight") for n in first if f"{n}.weight" in self._names]
        inputs = [torch.zeros(num_worlds, weights[0].shape[1])]
        if self._header.masks:
            inputs.append(torch.ones(num_worlds, spec.N_ACTIONS, dtype=torch.bool))
        size = (num_worlds, self._header.network.lstm_size)
        return (*inputs, *(torch.zeros(size) for _ in self.lstms for _ in range(2)))

    def _normalised(self, x: torch.Tensor) -> torch.Tensor:
        normaliser = self._header.normaliser
        if normaliser is None:
            return x
        scaled: torch.Tensor = x - self._tensor("normaliser.mean")
        scaled = scaled * self._tensor("normaliser.scale")
        return scaled.clamp(-normaliser.clip, normaliser.clip)

    def _lstm(
        self, name: str, x: torch.Tensor, hidden: torch.Tensor, cell: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        gates = self._linear(f"{name}.input", x) + self._linear(f"{name}.hidden", hidden)
        i, f, g, o = gates.chunk(4, dim=1)
        cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
        return o.sigmoid() * cell.tanh(), cell

    def _layers(self, name: str, x: torch.Tensor) -> torch.Tensor:
        number = 0
        while f"{name}.{number}.weight" in self._names:
            x = self._linear(f"{name}.{number}", x)
            x = x.relu() if self._header.network.activation == "relu" else x.tanh()
            number += 1
        return x

    def _linear(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return linear(x, self._tensor(f"{name}.weight"), self._tensor(f"{name}.bias"))

    def _tensor(self, name: str) -> Any:
        return getattr(self, name.replace(".", "_"))


def torchscript_bytes(file: PolicyFile) -> bytes:
    """Return a policy as TorchScript; `policy.json` in it is the policy file's header."""
    graph, data = PolicyGraph(file), io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # torch prefers torch.export
        traced = torch.jit.trace(graph, graph.example())
        extra = {"policy.json": file.header.to_json()}
        torch.jit.save(traced, data, _extra_files=extra)
    return data.getvalue()
