"""The layers of the C++ core: which file includes which, and rules without tricks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.repository import ROOT

CPP = ROOT / "packages" / "envcore" / "cpp"

# every layer and the layers whose headers it may include, lowest first
LAYERS: dict[str, set[str]] = {
    "generated": set(),
    "numerics": {"generated"},
    "memory": {"generated", "numerics"},
    "rules": {"generated", "numerics"},
    "plain": {"generated"},  # the second world shares the tables only
    "state": {"generated", "numerics", "rules"},
    "vector": {"generated", "numerics", "rules"},
    "c_api": {"generated", "numerics", "memory", "rules", "state", "vector"},
}
# the topics of rules/, lowest first: a file includes headers of its own and of earlier topics
TOPICS = [
    *("random", "world", "step_record"),
    *("belt", "field", "market", "action_mask", "legality", "effects", "pirates", "exposure"),
    *("episode_end", "step", "reward", "info", "observation"),
]
FILES = sorted(path for layer in LAYERS for path in (CPP / layer).rglob("*.?pp"))
RULES = [path for path in FILES if path.is_relative_to(CPP / "rules")]

TRICKS = {
    "an intrinsic or vector register": r"\b_mm\d*_\w+|\b__m(64|128|256|512)\w*|intrin\.h"
    r"|\bv\w+q?_[fsu]\d+\b|\b(u?int|float)\d+x\d+_t\b|arm_neon\.h",
    "a SIMD load or store": r"\b(low|high)_register\b|\b(load|store)u?\(",
    "assembly": r"\b(__)?asm(__)?\b",
    "a compiler builtin or attribute": r"\b__builtin_\w+|__attribute__|\[\[gnu::",
    "code for one instruction set": r"\b__(AVX|SSE|BMI|FMA|ARM|aarch64|x86_64)\w*|^\s*#\s*if",
    "a branch hint": r"\[\[(un)?likely\]\]",
    "an optimization barrier": r"\b(optimization|memory)_barrier\b|\bENVCORE_NOINLINE\b",
    "a prefetch": r"\bprefetch\w*",
}
"""What numerics/ is for, as regular expressions by what they find."""
MEASURED = {("rules/market.cpp", "ENVCORE_NOINLINE")}
"""Tricks that stay in a rule; the comment beside each gives its measured gain."""


def name_of(path: Path) -> str:
    """Return a C++ file's path below cpp/."""
    return path.relative_to(CPP).as_posix()


def includes_of(path: Path) -> list[str]:
    """Return the headers of this repository that a C++ file includes, as paths below cpp/."""
    return re.findall(r'^#include "(.+)"', path.read_text(encoding="utf-8"), re.MULTILINE)


def topic_of(name: str) -> str:
    """Return the topic of a file of rules/: its folder if it is in one, else its name."""
    _, *folders, file = Path(name).parts
    return folders[0] if folders else Path(file).stem


def tricks_in(text: str) -> list[tuple[str, str]]:
    """Return what a rule must not contain, as (kind, text) pairs; comments do not count."""
    code = re.sub(r"//.*", "", text)
    return [
        (kind, match[0])
        for kind, pattern in TRICKS.items()
        for match in re.finditer(pattern, code, re.MULTILINE)
    ]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_core_file_includes_lower_layers_only(path: Path) -> None:
    layer = Path(name_of(path)).parts[0]
    for included in includes_of(path):
        assert (CPP / included).is_file(), included
        other = Path(included).parts[0]
        assert other == layer or other in LAYERS[layer], f"{name_of(path)} includes {included}"


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_a_rule_includes_earlier_topics_only(path: Path) -> None:
    topic = TOPICS.index(topic_of(name_of(path)))
    for included in includes_of(path):
        if included.startswith("rules/"):
            assert TOPICS.index(topic_of(included)) <= topic, f"{name_of(path)}: {included}"


def test_the_reward_sees_the_record_of_a_step_alone() -> None:
    included = includes_of(CPP / "rules" / "reward.hpp") + includes_of(CPP / "rules" / "reward.cpp")
    assert set(included) == {"rules/reward.hpp", "rules/step_record.hpp"}


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_a_rule_has_no_tricks(path: Path) -> None:
    found = {(name_of(path), text) for _, text in tricks_in(path.read_text(encoding="utf-8"))}
    assert found <= MEASURED, f"move these into numerics/, behind a value type: {found - MEASURED}"


def test_every_measured_trick_is_still_there() -> None:
    for name, text in MEASURED:
        assert text in (CPP / name).read_text(encoding="utf-8"), f"{name}: {text}"


@pytest.mark.parametrize(
    "line",
    [
        "#include <immintrin.h>",
        "  const __m256d x = y;",
        "  const float64x2_t x = y;",
        "  vst1q_f64(out, x);",
        "  return _mm256_add_pd(a, b);",
        "  values.store(out);",
        '  asm("" : "+x"(x));',
        "  if (__builtin_expect(x > 0, 1)) return;",
        "#ifdef __AVX2__",
        "  if (x > 0) [[unlikely]] return;",
        "  optimization_barrier(x);",
        "  prefetch_lines(&world, 64);",
        "  auto* wide = reinterpret_cast<__m128i*>(bytes);",
    ],
)
def test_a_planted_trick_is_found(line: str) -> None:
    clean = (CPP / "rules" / "reward.cpp").read_text(encoding="utf-8")
    assert not tricks_in(clean)
    assert tricks_in(f"{clean}\n{line}\n")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_core_uses_neither_python_nor_libm(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"#include [<\"](pybind11|Python\.h|bindings)", text)
    # libm differs between platforms; sqrt and frexp are exact everywhere
    assert re.findall(r"std::(exp|log|log1p|sin|cos|pow|tanh|fma|rand)\b", text) == []
