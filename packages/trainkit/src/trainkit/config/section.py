"""The base of all configuration sections, and types that they share."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

Positive = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(gt=0.0, lt=1.0)]
Fraction = Annotated[float, Field(ge=0.0, le=1.0)]


class Section(BaseModel):
    """A part of a configuration: unknown keys are refused, no value is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _take_empty_sections(cls, raw: Any) -> Any:
        """Take a section without keys, as `env:` with all of them commented out, as its default."""
        if not isinstance(raw, dict):
            return raw
        kinds = {name: field.annotation for name, field in cls.model_fields.items()}
        sections = {n for n, k in kinds.items() if isinstance(k, type) and issubclass(k, Section)}
        return {k: {} if v is None and k in sections else v for k, v in raw.items()}
