"""Measures how long the functions of a source file are.

A function's length is the number of lines from its signature to its end that hold code: blank
lines, comments and the docstring do not count, nested functions do. The callback of `describe`
in a TypeScript test is a group of tests and not a function.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from tools.limits.grammars import grammar_of

GROUPS_OF_TESTS = (b"describe",)
TEST_MACRO = b"TEST"
ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a source file."""

    name: str
    """With the names of what it stands in: `Class.method`, `outer.inner`."""
    line: int
    """Line of its signature, from 1."""
    length: int
    """Lines of code."""


def functions_of(suffix: str, source: bytes) -> list[Function]:
    """Return the functions of a file, outer ones before their inner ones.

    Args:
        suffix: Of the file's name, one of `grammars.LANGUAGES`.
        source: What is in the file.
    """
    grammar = grammar_of(suffix)
    root = grammar.parser.parse(source).root_node
    return list(_functions_in(root, "", grammar.functions))


def _functions_in(node: Node, outer: str, kinds: frozenset[str]) -> Iterator[Function]:
    """Yield the functions below a node; `outer` is the name of what the node stands in."""
    for child in node.named_children:
        name = outer
        if child.type in kinds and not _is_group_of_tests(child):
            name = f"{outer}.{_name_of(child)}".lstrip(".")
            yield Function(name, child.start_point.row + 1, len(_code_rows(child)))
        elif child.type == "class_definition":
            name = f"{outer}.{_name_of(child)}".lstrip(".")
        yield from _functions_in(child, name, kinds)


def _name_of(node: Node) -> str:
    """Return the name of a function or class.

    An anonymous function has the name of its variable; the C++ macro `TEST` comes
    with its argument, which is the name of the test.
    """
    owner: Node | None = node
    if node.type in {"arrow_function", "function_expression"}:
        owner = node.parent
    if owner is None:
        return ANONYMOUS
    named = owner.child_by_field_name("name") or owner.child_by_field_name("key")
    while named is None and (inner := owner.child_by_field_name("declarator")) is not None:
        owner = inner
        if "identifier" in owner.type or owner.type.endswith("_name"):
            named = owner
    if named is None or named.text is None:
        return ANONYMOUS
    if named.text == TEST_MACRO and named.parent is not None and named.parent.text is not None:
        return " ".join(named.parent.text.decode("utf-8", "replace").split())
    return " ".join(named.text.decode("utf-8", "replace").split())


def _is_group_of_tests(node: Node) -> bool:
    """Return whether a function is the callback of a call like `describe("...", () => {...})`."""
    call = node.parent.parent if node.parent is not None else None
    if call is None or call.type != "call_expression":
        return False
    called = call.child_by_field_name("function")
    return called is not None and (called.text or b"").split(b".")[0] in GROUPS_OF_TESTS


def _code_rows(node: Node) -> set[int]:
    """Return the rows on which a node has code."""
    if node.type == "comment" or _is_docstring(node):
        return set()
    if not node.children:
        return set(range(node.start_point.row, node.end_point.row + 1))
    return {row for child in node.children for row in _code_rows(child)}


def _is_docstring(node: Node) -> bool:
    """Return whether a node is the docstring of a Python function or class."""
    parent = node.parent
    is_text = node.type == "expression_statement" and node.named_child_count == 1
    return (
        is_text
        and node.named_children[0].type == "string"
        and parent is not None
        and parent.type == "block"
        and parent.named_children[0] == node
    )
