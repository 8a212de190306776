"""The named things that are known beforehand, and an automaton that finds all their forms in one pass.

Each ``.tsv`` of ``zh/`` whose columns are those of an entity gazetteer (name, class, aliases, place, partOf, id) is
read, and the places. An alias after ``~`` needs context: it may be another thing or an everyday word.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from kg import settings
from kg.lang import table, words
from kg.lang.folding import fold


@dataclass(frozen=True, slots=True)
class Entry:
    """One known thing: its official name, class, aliases, place, the whole it is part of, identifier, level."""

    name: str
    klass: str
    aliases: tuple[str, ...] = ()
    place: str = ""
    part_of: str = ""
    identifier: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a form may stand for; ``weak`` where only the context can tell."""

    entry: Entry
    weak: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A form found in a text at ``[start, end)``, with all its senses; none for the short name of a firm."""

    start: int
    end: int
    form: str
    senses: tuple[Sense, ...]


class Gazetteer:
    """All known things by their folded forms."""

    def __init__(self, entries: tuple[Entry, ...], firms: tuple[str, ...]) -> None:
        senses: dict[str, list[Sense]] = {}
        for entry in entries:
            for form, weak in _forms(entry):
                if not any(sense.entry is entry for sense in senses.setdefault(form, [])):
                    senses[form].append(Sense(entry, weak))
        self._senses = {form: tuple(found) for form, found in senses.items()}
        self._forms = [*senses, *(firm for firm in firms if firm not in senses)]
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._forms, matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False
        )
        self.by_name: dict[str, Entry] = {}
        for entry in entries:
            self.by_name.setdefault(entry.name, entry)

    def senses(self, form: str) -> tuple[Sense, ...]:
        """Return what a folded form may stand for."""
        return self._senses.get(form, ())

    def hits(self, text: str) -> list[Hit]:
        """Return every form in a folded text, overlapping ones too, in the order of their ends."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return [Hit(s, e, self._forms[i], self._senses.get(self._forms[i], ())) for i, s, e in found]


@cache
def gazetteer() -> Gazetteer:
    """Read the gazetteers once."""
    return Gazetteer((*_entities(), *_places()), (*words("company-short-names"), *words("everyday-firms")))


def _forms(entry: Entry) -> Iterator[tuple[str, bool]]:
    # A name of one or two characters is too often part of another word.
    yield fold(entry.name), len(entry.name) < 2
    for alias in entry.aliases:
        yield fold(alias.removeprefix("~")), alias.startswith("~")


def _entities() -> Iterator[Entry]:
    for path in sorted((settings.LANGUAGES / "zh").glob("*.tsv")):
        rows = table(path.stem)
        if rows and {"class", "aliases", "partOf"} <= set(rows[0]):
            for row in rows:
                aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
                yield Entry(row["name"], row["class"], aliases, row["place"], row["partOf"], row["id"])


def _places() -> Iterator[Entry]:
    for row in table("places"):
        aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
        yield Entry(row["name"], "Place", aliases, "", row["parent"], "", row["level"])
