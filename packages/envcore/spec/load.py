"""Load prospector.toml: resolve its names, check it, take its digest, fill its prose."""

from __future__ import annotations

import tomllib
from pathlib import Path

from prose import filled_prose
from resolve import resolved
from schema import Spec, check_spec, check_tables, digest_of, expand_actions

SPEC_PATH = Path(__file__).with_name("prospector.toml")


def load_spec(path: Path = SPEC_PATH) -> Spec:
    """Return the spec as the writers need it; actions come one row each.

    Raises:
        SpecError: The file is not well formed, or types a number that it declares elsewhere.
    """
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    check_tables(raw)
    meaning = resolved(raw)
    spec = filled_prose(meaning)
    spec["digest"] = digest_of(meaning)
    spec["action_groups"] = spec["action"]  # as written: a row for all that differ in a slot
    spec["action"] = expand_actions(spec)
    spec["families"] = list(dict.fromkeys(row["family"] for row in spec["action"]))
    check_spec(spec)
    return spec
