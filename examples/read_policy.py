"""Read and run a policy without trainkit or torch, by its format page only: docs/formats/policy.md.

Prints the header and the shape of every tensor; `Policy` computes probabilities of actions:

    python examples/read_policy.py policy.safetensors

It needs NumPy beside the standard library.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Policy:
    """A policy file as NumPy arrays.

    Args:
        data: The bytes of the file.
    """

    def __init__(self, data: bytes) -> None:
        (length,) = struct.unpack_from("<Q", data)
        entries: dict[str, Any] = json.loads(data[8 : 8 + length])
        self.header: dict[str, Any] = json.loads(entries.pop("__metadata__")["policy"])
        body = data[8 + length :]
        if (self.header["format"], self.header["schema"]) != ("prospector-policy", 1):
            raise ValueError("not a policy file of schema 1")
        if hashlib.sha256(body).hexdigest() != self.header["weights_digest"]:
            raise ValueError("damaged: the digest of the tensors differs")
        self.tensors: dict[str, Floats] = {
            name: np.frombuffer(body[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
            for name, entry in entries.items()
        }
        self.reset(1)

    def reset(self, num_worlds: int) -> None:
        """Start an episode in every world: the LSTM's state is zero."""
        shape = (num_worlds, self.header["network"]["lstm_size"])
        self.hidden, self.cell = np.zeros(shape, np.float32), np.zeros(shape, np.float32)

    def probabilities(self, inputs: Floats, masks: npt.NDArray[np.bool_]) -> Floats:
        """Return the probability of each action, (n, 69).

        Args:
            inputs: Observations (n, 260), or (n, 430) with memory features; stacked.
            masks: Legal actions (n, 69).
        """
        x = self._normalised(inputs)
        if self.header["algorithm"] == "recurrent_ppo":
            x = self._lstm(self._layers("encoder", x))
        logits = self._linear("policy", self._layers("actor", self._layers("trunk", x)))
        if self.header["masks"]:
            logits = np.where(masks, logits, -np.inf)
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)

    def _normalised(self, x: Floats) -> Floats:
        if self.header["normaliser"] is None:
            return x
        clip = np.float32(self.header["normaliser"]["clip"])
        scaled = (x - self.tensors["normaliser.mean"]) * self.tensors["normaliser.scale"]
        return np.asarray(np.clip(scaled, -clip, clip))

    def _lstm(self, x: Floats) -> Floats:
        gates = self._linear("lstm.input", x) + self._linear("lstm.hidden", self.hidden)
        i, f, g, o = np.split(gates, 4, axis=1)
        self.cell = sigmoid(f) * self.cell + sigmoid(i) * np.tanh(g)
        self.hidden = sigmoid(o) * np.tanh(self.cell)
        return self.hidden

    def _layers(self, name: str, x: Floats) -> Floats:
        is_relu = self.header["network"]["activation"] == "relu"
        number = 0
        while f"{name}.{number}.weight" in self.tensors:
            x = self._linear(f"{name}.{number}", x)
            x = np.maximum(x, 0) if is_relu else np.tanh(x)
            number += 1
        return x

    def _linear(self, name: str, x: Floats) -> Floats:
        return np.asarray(x @ self.tensors[f"{name}.weight"].T + self.tensors[f"{name}.bias"])


def sigmoid(x: Floats) -> Floats:
    """Return the logistic function."""
    return np.asarray(1 / (1 + np.exp(-x)))


def main() -> None:
    """Print the header and the shape of every tensor."""
    policy = Policy(Path(sys.argv[1]).read_bytes())
    shapes = {name: list(tensor.shape) for name, tensor in sorted(policy.tensors.items())}
    sys.stdout.write(json.dumps({"header": policy.header, "tensors": shapes}, indent=2) + "\n")


if __name__ == "__main__":
    main()
