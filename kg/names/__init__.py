"""Sentence → candidates: all finders of named things, each with its evidence."""

from kg.names.candidate import FIRMS, Candidate
from kg.names.ceremonies import ceremonies
from kg.names.firms import firms
from kg.names.heads import headed
from kg.names.known import known
from kg.names.lists import listed
from kg.names.local import local
from kg.names.people import people
from kg.names.quoted import quoted
from kg.sentences import Passage

__all__ = ["FIRMS", "Candidate", "candidates"]


def candidates(passage: Passage) -> list[Candidate]:
    """Return all that the finders propose in a passage, in the order of the text; they overlap."""
    finders = (known, headed, ceremonies, listed, local, quoted, people, firms)
    found = [candidate for finder in finders for candidate in finder(passage)]
    return sorted(found, key=lambda c: (c.start, -c.end, -c.score, c.klass, c.rule))
