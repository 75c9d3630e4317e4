"""Compares prose with the list of banned phrases and the list of places that may keep them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from tools.prose.extract import names_of, prose_of

PHRASES = Path(__file__).with_name("phrases.toml")
ALLOWED = Path(__file__).with_name("allowed.toml")
GAP = r"""(?:[ \t]*"?\n[ \t/#*>"]*|[ \t]+)"""
"""Between two words: spaces, or a line break within a comment, a page or adjacent strings."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A banned phrase: a regular expression, bounded by words, in any case of letters."""

    pattern: str
    instead: str
    """What to write, as advice to a person."""
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Allowed:
    """Files that may keep a phrase."""

    path: str
    """A path, or a pattern of paths with `*`."""
    pattern: str
    """That of the phrase; empty for all phrases."""
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Whether this entry allows a finding."""
        return fnmatch(finding.file, self.path) and self.pattern in ("", finding.phrase.pattern)


@dataclass(frozen=True, slots=True)
class Finding:
    """A banned phrase in a file."""

    file: str
    line: int
    text: str
    phrase: Phrase

    def __str__(self) -> str:
        """Return the place, the words found and what to write."""
        return f'{self.file}:{self.line}: "{self.text}": write {self.phrase.instead}'


def read_phrases(path: Path = PHRASES) -> list[Phrase]:
    """Return the banned phrases.

    Raises:
        ValueError: An entry has other keys than `pattern` and `instead`.
    """
    phrases = []
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["phrase"]:
        if set(row) != {"pattern", "instead"}:
            raise ValueError(f"{path.name}: {row}: expected the keys pattern and instead")
        words = row["pattern"].replace(" ", GAP)
        regex = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
        phrases.append(Phrase(row["pattern"], row["instead"], regex))
    return phrases


def read_allowed(phrases: Iterable[Phrase], path: Path = ALLOWED) -> list[Allowed]:
    """Return the exceptions.

    Raises:
        ValueError: An entry lacks its path or its reason, or names an unknown phrase.
    """
    known = {phrase.pattern for phrase in phrases} | {""}
    entries = []
    for row in tomllib.loads(path.read_text(encoding="utf-8")).get("allowed", []):
        entry = Allowed(row.get("path", ""), row.get("pattern", ""), row.get("reason", ""))
        if not entry.path or not entry.reason or set(row) - {"path", "pattern", "reason"}:
            raise ValueError(f"{path.name}: {row}: expected path, reason and perhaps pattern")
        if entry.pattern not in known:
            raise ValueError(f"{path.name}: {row}: phrases.toml has no such pattern")
        entries.append(entry)
    return entries


def findings_of(file: str, source: bytes, phrases: Iterable[Phrase]) -> list[Finding]:
    """Return the banned phrases of a file, in the order of its lines."""
    prose = prose_of(file, source)
    names = list(names_of(file, source.decode()))
    return sorted(
        (finding for phrase in phrases for finding in _findings(file, prose, names, phrase)),
        key=lambda finding: finding.line,
    )


def problems_of(findings: Iterable[Finding], allowed: Iterable[Allowed]) -> list[str]:
    """Return a line for each finding that is not allowed and each exception that is not needed."""
    found, entries = list(findings), list(allowed)
    problems = [str(one) for one in found if not any(entry.covers(one) for entry in entries)]
    problems += [
        f"{ALLOWED.name}: {entry.path} {entry.pattern}".strip() + " is not needed, remove the entry"
        for entry in entries
        if not any(entry.covers(one) for one in found)
    ]
    return problems


def _findings(
    file: str, prose: str, names: Iterable[tuple[int, str]], phrase: Phrase
) -> Iterator[Finding]:
    for match in phrase.regex.finditer(prose):
        line = prose.count("\n", 0, match.start()) + 1
        yield Finding(file, line, " ".join(match[0].split()), phrase)
    for line, name in names:
        if named := phrase.regex.search(name):
            yield Finding(file, line, named[0].replace(" ", "_"), phrase)
