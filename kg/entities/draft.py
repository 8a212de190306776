"""An entity in the making, and the places where it is mentioned."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from kg.lang.gazetteer import Entry
from kg.ontology import ontology

YEAR = re.compile(r"^(?:\d{4}年(?:度)?|第[一二三四五六七八九十\d]+届|首届)")
_LOOSE = dict.fromkeys(map(ord, "“”\"'《》·-—() \n\t"))


@cache
def type_of(klass: str) -> str:
    """Return which of the fifteen types a class is or lies under."""
    return ontology().type_of(klass)


@dataclass(slots=True, eq=False)
class Draft:
    """An entity in the making: what it may be called and where it is mentioned."""

    klass: str
    entry: Entry | None
    rule: str
    score: float
    forms: Counter[str] = field(default_factory=Counter)
    mentions: list[tuple[int, int, str]] = field(default_factory=list)
    key: str = ""

    @property
    def type(self) -> str:
        """Its type of the fifteen."""
        return type_of(self.klass)

    @property
    def name(self) -> str:
        """Its official name where it is known, else the fullest form of the text."""
        if self.entry:
            return self.entry.name
        longest = max(self.forms, key=lambda form: (self.forms[form] > 0, len(form), form))
        bare = YEAR.sub("", longest) if self.type in {"Award", "Event"} else longest
        return bare if len(bare) > 2 else longest

    def known_names(self) -> set[str]:
        """Return its names in loose form, those of the gazetteer too."""
        return {loose(form) for form in self.forms} | ({loose(self.entry.name)} if self.entry else set())


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention with the draft that it stands for; ``inside`` is that of the longer name that it stands in."""

    start: int
    end: int
    draft: Draft
    rule: str
    inside: Draft | None = None


def loose(form: str) -> str:
    """Return a form for comparison: without quotes, brackets, dots and spaces, in lower case."""
    return form.translate(_LOOSE).casefold()


def whole(form: str) -> str:
    """Return a form of which the text broke the line as one, without spaces between Chinese characters."""
    return re.sub(r"\s+", " ", re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", form))
