"""What all models share: their configuration and the types of their numbers.

64-bit numbers (seeds, episodes) are decimal strings: JavaScript rounds numbers above 2^53.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Model(BaseModel):
    """Base of all models: refuses NaN and infinity, drops unknown keys of files."""

    model_config = ConfigDict(
        extra="ignore",
        serialize_by_alias=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,  # an answer has every key
    )


def json_of(model: BaseModel) -> str:
    """Return a model as JSON, with the keys of the schema.

    Everything that leaves the server goes through here, or through FastAPI, which writes the same:
    events, messages of a socket, files of a static site.
    """
    return model.__pydantic_serializer__.to_json(model, by_alias=True).decode()


class RequestBody(Model):
    """Base of what a client sends: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid")


def _refuse_boolean(value: object) -> object:
    """Refuse booleans, which pydantic would accept as 0 or 1."""
    if isinstance(value, bool):
        raise ValueError("expected a number, not true or false")  # pydantic's
    return value


def _decimal_pattern(largest: int) -> str:
    """Return a pattern that matches the decimal numbers 0..largest."""
    digits = str(largest)
    shorter = f"0|[1-9][0-9]{{0,{len(digits) - 2}}}"
    lower = [
        f"{digits[:i]}[{1 if i == 0 else 0}-{int(digits[i]) - 1}][0-9]{{{len(digits) - i - 1}}}"
        for i in range(len(digits))
        if int(digits[i]) > (1 if i == 0 else 0)
    ]
    return f"^({'|'.join([shorter, *lower, digits])})$"


NO_BOOLEAN: Final = BeforeValidator(_refuse_boolean)
Share = Annotated[float, Field(ge=0, le=1)]
AxisPlace = Annotated[int, Field(ge=0, le=2**53)]
"""A place on the axis of curves, small enough to be exact as a float."""
Decimal64 = Annotated[str, Field(pattern=_decimal_pattern(2**64 - 1))]
"""A number in 0..2^64-1 as a decimal string."""
