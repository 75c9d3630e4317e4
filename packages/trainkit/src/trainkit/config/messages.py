"""What is wrong with a configuration, and what is allowed instead, in words."""

from __future__ import annotations

from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from trainkit.config.yaml_text import shown


def sentence_of(problem: ErrorDetails, root: type[BaseModel]) -> str:
    """Return a problem as one sentence: the key's path, the value, and what is allowed."""
    path = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "missing":
        parent, _ = _section_at(problem["loc"][:-1], root)
        return f"{path} is missing: {parent.model_fields[str(problem['loc'][-1])].description}"
    section, names = _section_at(problem["loc"], root)
    if problem["type"] == "extra_forbidden":
        return f"{path} is an unknown key, allowed: {', '.join(section.model_fields)}"
    if problem["type"] == "value_error":
        return ": ".join(filter(None, [path, str(problem["ctx"]["error"])]))
    if not names:
        return f"{path} is {shown(problem['input'])}, expected a section with keys"
    schema = section.model_json_schema()["properties"][str(names[0])]
    if "anyOf" in schema and len(names) > 1:  # pydantic names the alternative after the key
        path = ".".join(str(part) for part in problem["loc"][: 1 - len(names)])
    return f"{path} is {shown(problem['input'])}, expected {allowed_values(schema)}"


def _section_at(
    path: tuple[int | str, ...], root: type[BaseModel]
) -> tuple[type[BaseModel], list[int | str]]:
    """Return the section that a path leads into, and the names that remain within it."""
    section = root
    names = list(path)
    while names and str(names[0]) in section.model_fields:
        annotation: Any = section.model_fields[str(names[0])].annotation
        if get_origin(annotation) is list and len(names) > 1 and _is_section(*get_args(annotation)):
            (section,) = get_args(annotation)
            names = names[2:]
            continue
        choices = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
        found = [kind for kind in choices if _is_section(kind)]
        if not found:
            break
        section = found[0]
        names.pop(0)
    return section, names


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def allowed_values(schema: dict[str, Any]) -> str:
    """Return in words what the JSON schema of a key allows."""
    if "anyOf" in schema:
        return " or ".join(allowed_values(choice) for choice in schema["anyOf"])
    if "$ref" in schema:
        return "a section with keys"
    if "enum" in schema:
        return "one of " + ", ".join(schema["enum"])
    if schema["type"] == "array":
        least, most = schema.get("minItems"), schema.get("maxItems")
        number = "" if least is None else f"{least} or more "
        number = number if most is None else f"{least}..{most} "
        return f"a list of {number}values, each {allowed_values(schema['items'])}"
    names = {"integer": "an integer", "number": "a number", "boolean": "true or false"}
    words = (names | {"null": "null", "object": "keys with values"}).get(schema["type"], "a text")
    bounds = [
        f"{sign} {schema[key]}"
        for sign, key in (
            (">=", "minimum"),
            (">", "exclusiveMinimum"),
            ("<=", "maximum"),
            ("<", "exclusiveMaximum"),
        )
        if key in schema
    ]
    return " ".join([words, " and ".join(bounds)]).strip()
