"""A policy as an ONNX model: the forward pass of docs/formats/policy.md, operator by operator."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from envcore import spec
from trainkit.errors import TrainkitError
from trainkit.policies.masked_categorical import ILLEGAL
from trainkit.policies.policy_file import PolicyFile

_OPSET: Final = 17
_IR_VERSION: Final = 8  # that of opset 17, which runtimes since 2022 read
_FIRST: Final = ("encoder.0.weight", "lstm.input.weight", "trunk.0.weight", "actor.0.weight")
_WORLDS: Final = "worlds"  # the name of the first dimension, of any size


def onnx_bytes(file: PolicyFile) -> bytes:
    """Return an ONNX model of a policy.

    Inputs: `observation` float32 (n, k); with masks, `mask` bool (n, 69); for each LSTM its state,
    `lstm_hidden` and `lstm_cell`, `critic_lstm_hidden` and `critic_lstm_cell`, float32 (n, units).
    Outputs: `probabilities` and `logits`, float32 (n, 69), `value` (n, 1), and each state with
    `_next` after its name, as in `lstm_hidden_next`. The metadata has the policy file's header
    under `policy`.

    Raises:
        TrainkitError: onnx is not installed.
    """
    try:
        import onnx  # noqa: PLC0415  # an extra
    except ImportError:
        raise TrainkitError("--to onnx: onnx is not installed: run pip install onnx") from None
    model = _Builder(onnx, file).model()
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data


class _Builder:
    """Collects the nodes of a graph; every method returns the name of its output.

    Args:
        onnx: The module.
        file: The policy.
    """

    def __init__(self, onnx: Any, file: PolicyFile) -> None:
        self._onnx = onnx
        self._file = file
        self._nodes: list[Any] = []
        self._inputs: list[Any] = []
        self._outputs: list[Any] = []
        self._states: list[Any] = []
        self._constants: dict[str, npt.NDArray[Any]] = {}

    def model(self) -> Any:
        """Return the whole model."""
        helper, tensors = self._onnx.helper, self._file.tensors
        first = next(name for name in _FIRST if name in tensors)
        self._add_input("observation", tensors[first].shape[1])
        self._forward()
        numpy_helper = self._onnx.numpy_helper
        graph = helper.make_graph(
            self._nodes,
            "policy",
            self._inputs,
            [*self._outputs, *self._states],
            [numpy_helper.from_array(array, name) for name, array in self._constants.items()],
        )
        model = helper.make_model(
            graph,
            producer_name="trainkit",
            ir_version=_IR_VERSION,
            opset_imports=[helper.make_opsetid("", _OPSET)],
        )
        helper.set_model_props(model, {"policy": self._file.header.to_json()})
        return model

    def _forward(self) -> None:
        tensors = self._file.tensors
        x = self._normalised("observation")
        if self._file.header.masks:
            self._add_input("mask", spec.N_ACTIONS, self._onnx.TensorProto.BOOL)
        x = self._layers("encoder", x)
        actor = self._lstm("lstm", x)
        critic = self._lstm("critic_lstm", x) if "critic_lstm.input.weight" in tensors else actor
        trunk = self._layers("trunk", actor)
        is_shared = "trunk.0.weight" in tensors
        logits = self._linear("policy", self._layers("actor", trunk), output="logits")
        if self._file.header.masks:
            logits = self._op("Where", "mask", logits, self._constant("illegal", -ILLEGAL))
        self._op("Softmax", logits, output="probabilities", axis=1)
        self._add_output("probabilities", spec.N_ACTIONS)
        self._add_output("logits", spec.N_ACTIONS)
        features = trunk if is_shared else self._layers("critic", critic)
        self._linear("value", features, output="value")
        self._add_output("value", 1)

    def _normalised(self, x: str) -> str:
        normaliser = self._file.header.normaliser
        if normaliser is None:
            return x
        centered = self._op("Sub", x, self._tensor("normaliser.mean"))
        scaled = self._op("Mul", centered, self._tensor("normaliser.scale"))
        low = self._constant("clip.low", -normaliser.clip)
        return self._op("Clip", scaled, low, self._constant("clip.high", normaliser.clip))

    def _lstm(self, name: str, x: str) -> str:
        """Return the output of an LSTM, x itself without one."""
        if f"{name}.input.weight" not in self._file.tensors:
            return x
        units = self._file.tensors[f"{name}.hidden.weight"].shape[1]
        hidden = self._add_input(f"{name}_hidden", units)
        cell = self._add_input(f"{name}_cell", units)
        gates = self._op(
            "Add", self._linear(f"{name}.input", x), self._linear(f"{name}.hidden", hidden)
        )
        i, f, g, o = (f"{name}_gate_{gate}" for gate in "ifgo")
        self._nodes.append(self._onnx.helper.make_node("Split", [gates], [i, f, g, o], axis=1))
        kept = self._op("Mul", self._op("Sigmoid", f), cell)
        added = self._op("Mul", self._op("Sigmoid", i), self._op("Tanh", g))
        cell = self._op("Add", kept, added, output=f"{name}_cell_next")
        shown = self._op("Tanh", cell)
        hidden = self._op("Mul", self._op("Sigmoid", o), shown, output=f"{name}_hidden_next")
        self._states += [self._info(hidden, units), self._info(cell, units)]
        return hidden

    def _layers(self, name: str, x: str) -> str:
        activation = {"relu": "Relu", "tanh": "Tanh"}[self._file.header.network.activation]
        number = 0
        while f"{name}.{number}.weight" in self._file.tensors:
            x = self._op(activation, self._linear(f"{name}.{number}", x))
            number += 1
        return x

    def _linear(self, name: str, x: str, output: str = "") -> str:
        weight, bias = self._tensor(f"{name}.weight"), self._tensor(f"{name}.bias")
        return self._op("Gemm", x, weight, bias, output=output, transB=1)

    def _op(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        output = output or f"{kind.lower()}_{len(self._nodes)}"
        self._nodes.append(
            self._onnx.helper.make_node(kind, list(inputs), [output], output, **attributes)
        )
        return output

    def _tensor(self, name: str) -> str:
        self._constants[name] = self._file.tensors[name]
        return name

    def _constant(self, name: str, value: float) -> str:
        self._constants[name] = np.array(value, np.float32)
        return name

    def _add_input(self, name: str, width: int, kind: Any = None) -> str:
        self._inputs.append(self._info(name, width, kind))
        return name

    def _add_output(self, name: str, width: int) -> None:
        self._outputs.append(self._info(name, width))

    def _info(self, name: str, width: int, kind: Any = None) -> Any:
        kind = kind or self._onnx.TensorProto.FLOAT
        return self._onnx.helper.make_tensor_value_info(name, kind, [_WORLDS, width])
