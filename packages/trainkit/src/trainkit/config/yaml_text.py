"""YAML as people write it: read into plain values, or refused with a reason in one line.

Numbers such as 1e-3 are numbers, keys are text as written, `on` included, a key that is
given twice is an error, and `<<` merges. What takes more memory than its file suggests is refused.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

VALUES_MAX: Final = 100_000
"""Values in a file, aliases counted as often as they are used."""
DEPTH_MAX: Final = 50
INT_DIGITS_MAX: Final = 400
"""Digits of an integer; the largest float has 309."""

_CORE_TAG: Final = "tag:yaml.org,2002:"


class YamlError(ValueError):
    """A text is not YAML that is read here; the message is one line."""


def parse_yaml(text: str) -> Any:
    """Return the values in a YAML text.

    Raises:
        YamlError: The text is not YAML, or holds values that no configuration needs.
    """
    try:
        value = yaml.load(text, _Loader)  # a SafeLoader
    except yaml.YAMLError as error:
        where = " ".join(str(error).split()).replace('in "<unicode string>", ', "at ")
        raise YamlError(where) from None
    except RecursionError:
        raise YamlError(f"nested deeper than {DEPTH_MAX} levels") from None
    except (ValueError, LookupError, ArithmeticError, AttributeError):  # of `!!int x`, `!!bool x`
        raise YamlError("a value does not fit the tag before it") from None
    _check_values(value)
    return value


def dump_yaml(value: Any) -> str:
    """Return plain values as YAML that parse_yaml reads back, in their order."""
    return str(yaml.dump(value, Dumper=_Dumper, sort_keys=False))


_SHOWN_MAX: Final = 200  # characters


def shown(value: Any) -> str:
    """Return a value for a message, shortened to what fits in a line."""
    text = repr(value) if _is_small(value) else f"{type(value).__name__} with many values"
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}..."


class _Loader(yaml.SafeLoader):
    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Compose a mapping whose keys are text, each given once."""
        node = super().compose_mapping_node(anchor)
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                kind = "list" if isinstance(key, yaml.SequenceNode) else "mapping"
                raise yaml.constructor.ConstructorError(
                    problem=f"a key is a {kind}, expected text", problem_mark=key.start_mark
                )
            if key.value in seen:
                raise yaml.YAMLError(f"the key {key.value} is given twice")
            seen.add(key.value)
            if key.tag.startswith(_CORE_TAG) and key.tag != f"{_CORE_TAG}merge":
                key.tag = f"{_CORE_TAG}str"
        return node

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Put the keys that `<<` names before a mapping's own."""
        super().flatten_mapping(node)
        if len(node.value) > VALUES_MAX:
            raise yaml.YAMLError(f"a mapping merges more than {VALUES_MAX:,} keys")

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        """Read an integer that fits into a line."""
        if len(node.value) > INT_DIGITS_MAX:
            raise yaml.YAMLError(
                f"an integer has {len(node.value):,} digits, expected at most {INT_DIGITS_MAX}"
            )
        number: int = super().construct_yaml_int(node)
        return number


_NUMBERS: Final = {
    "int": r"[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)$",
    "float": r"[-+]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][-+]?\d+)?$|[-+]?\.(inf|Inf|INF)$|"
    r"\.(nan|NaN|NAN)$",
}
_Loader.add_constructor(f"{_CORE_TAG}int", _Loader.construct_yaml_int)
_Loader.yaml_implicit_resolvers = {  # 1:30 and 2026-11-30 are text
    letter: [row for row in rows if row[0].removeprefix(_CORE_TAG) not in {*_NUMBERS, "timestamp"}]
    for letter, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _name, _pattern in _NUMBERS.items():
    _Loader.add_implicit_resolver(
        f"{_CORE_TAG}{_name}", re.compile(_pattern), list("-+.0123456789")
    )


class _Dumper(yaml.SafeDumper):
    """Quotes the texts that _Loader, or other readers of YAML 1.1, would read as something else."""


_Dumper.yaml_implicit_resolvers = {
    letter: [*_Loader.yaml_implicit_resolvers[letter], *rows]
    for letter, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _check_values(value: Any) -> None:
    """Refuse trees that are too large or too deep, and what JSON and messages cannot hold."""
    pending = [(value, 0)]
    count = 0
    while pending:
        current, depth = pending.pop()
        count += 1
        if count > VALUES_MAX:
            raise YamlError(f"more than {VALUES_MAX:,} values")
        if depth > DEPTH_MAX:
            raise YamlError(f"nested deeper than {DEPTH_MAX} levels")
        if isinstance(current, dict):
            pending.extend((part, depth + 1) for pair in current.items() for part in pair)
        elif isinstance(current, list):
            pending.extend((part, depth + 1) for part in current)
        elif isinstance(current, str):
            _check_text(current)
        elif not isinstance(current, int | float | None):  # of tags such as !!binary and !!set
            raise YamlError(f"a value is of type {type(current).__name__}, expected plain values")


def _check_text(text: str) -> None:
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise YamlError(f"the text {text[:40]!a} has a character that is not allowed")


def _is_small(value: Any) -> bool:
    """Return whether a value's text has a length that is worth making."""
    pending, count = [value], 0
    while pending and count <= _SHOWN_MAX:
        count += 1
        current = pending.pop()
        if isinstance(current, dict):
            pending.extend(current.values())
        elif isinstance(current, list | tuple | set):
            pending.extend(current)
        elif isinstance(current, int) and current.bit_length() > 8 * _SHOWN_MAX:
            return False
    return not pending
