"""What a function and a comment are called in the syntax tree of each language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import tree_sitter_cpp
import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Parser


@dataclass(frozen=True, slots=True)
class Grammar:
    """A parser and the node types that matter here."""

    parser: Parser
    functions: frozenset[str]


PYTHON_FUNCTIONS = frozenset({"function_definition"})
CPP_FUNCTIONS = frozenset({"function_definition", "lambda_expression"})
TYPESCRIPT_FUNCTIONS = frozenset(
    {
        "arrow_function",
        "function_declaration",
        "function_expression",
        "generator_function_declaration",
        "method_definition",
    }
)

LANGUAGES = {
    ".py": (tree_sitter_python.language, PYTHON_FUNCTIONS),
    ".cpp": (tree_sitter_cpp.language, CPP_FUNCTIONS),
    ".hpp": (tree_sitter_cpp.language, CPP_FUNCTIONS),
    ".ts": (tree_sitter_typescript.language_typescript, TYPESCRIPT_FUNCTIONS),
    ".mjs": (tree_sitter_typescript.language_typescript, TYPESCRIPT_FUNCTIONS),
    ".tsx": (tree_sitter_typescript.language_tsx, TYPESCRIPT_FUNCTIONS),
}
"""By the suffix of a file."""


@cache
def grammar_of(suffix: str) -> Grammar:
    """Return the grammar for files with this suffix."""
    language, functions = LANGUAGES[suffix]
    return Grammar(Parser(Language(language())), functions)
