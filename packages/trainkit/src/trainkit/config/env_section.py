"""The section `env` of a configuration, derived from the options of the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, create_model

import envcore
from envcore.spec import ENV_TIME_MAX, OPTIONS, OptionSpec
from trainkit.config.section import Section

_TIME_MAX: Final = 2000  # trainkit's own default

_REASONS: Final = {
    "time_max": f"short episodes give credit sooner than the full {max(ENV_TIME_MAX.values()):,}",
    "reward_mode": "sparse rewards are for evaluation",
}


class _EnvSection(Section):
    """Options of the worlds, see envcore.EnvConfig."""

    def to_env_config(self) -> envcore.EnvConfig:
        """Return the options as envcore takes them."""
        return envcore.EnvConfig(**self.model_dump())

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...  # the fields that create_model adds


def _field_of(option: OptionSpec) -> tuple[Any, Any]:
    """Return the type and the field of an option."""
    reason = _REASONS.get(option.name, "false makes an easier curriculum")
    kinds: dict[str, Any] = {
        "int": Annotated[int, Field(ge=option.low, le=option.high)],
        "bool": bool,
        "choice": Literal[option.choices] if option.choices else None,
    }
    default = _TIME_MAX if option.name == "time_max" else option.default
    description = f"{option.doc.rstrip('.')}; {reason}"
    return kinds[option.type], Field(default, description=description)


if TYPE_CHECKING:
    EnvSection = _EnvSection
else:
    EnvSection = create_model(
        "EnvSection",
        __base__=_EnvSection,
        __module__=__name__,
        __doc__=_EnvSection.__doc__,
        **{option.name: _field_of(option) for option in OPTIONS},
    )
