"""What a finder of names proposes."""

from dataclasses import dataclass

from kg.lang.gazetteer import Entry

FIRMS = frozenset({"Company", "FinancialInstitution"})
"""The classes of firms: the words around their names are alike."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch ``[start, end)`` that may name a thing of the class ``klass``.

    ``score`` is the evidence a code point of it carries (0 to 1); ``senses`` are the known things that it may stand
    for, best first. ``weak`` candidates name something only where the context says so too.
    """

    start: int
    end: int
    klass: str
    rule: str
    score: float
    senses: tuple[Entry, ...] = ()
    weak: bool = False
    template: str = ""
    level: str = ""

    @property
    def length(self) -> int:
        """Its number of code points."""
        return self.end - self.start
