"""Files written by hand with generated parts, each between two comments that name it."""

from __future__ import annotations

import re

from schema import SpecError

REGION = re.compile(
    r"(^[^\n]*<generated: (\w+)>[^\n]*\n).*?(^[^\n]*</generated>)", re.DOTALL | re.MULTILINE
)


def filled(page: str, parts: dict[str, str]) -> str:
    """Return a file with a text in each of its regions; every text must have one.

    Raises:
        SpecError: The regions are not those of the texts.
    """
    regions = sorted(name for _, name, _ in REGION.findall(page))
    if regions != sorted(parts):
        raise SpecError(f"a file has the generated regions {regions}, expected {sorted(parts)}")
    return REGION.sub(lambda region: f"{region[1]}{parts[region[2]]}{region[3]}", page)
