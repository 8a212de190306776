"""Enumerations: "A、B、C等高校" types every member, and its separators bound them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import rjieba

from kg.lang import alternatives, lexicon, table
from kg.names.candidate import Candidate
from kg.sentences import Passage

# What may stand before the noun that closes a list: 等首批8家企业.
_FIRST = frozenset(
    {"首批", "首个", "首家", "多家", "数家", "一批", "各类", "多个", "众多", "部分", "有关", "相关", "其他", "大量"}
)
_SEPARATOR = re.compile(r"、|以及|[和及与]")
_MEMBER = re.compile(r"[\w·\-+&“”()（）]{2,24}")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """The members of one list from its first separator to the noun that closes it, and the class it gives them."""

    first_end: int
    end: int
    klass: str
    members: tuple[tuple[int, int], ...]


@cache
def _closer() -> re.Pattern[str]:
    nouns = alternatives(_classes())
    # A count may stand before the noun: 等 10 余所高校.
    return re.compile(
        rf"等(?:(?!领域|方面|行业|产业|环节)[^,。;、:!?“”]){{0,16}}?({nouns})(?=[^\w]|[的在与和是共为]|分别|负责|代表|参|出|联|签|建|开|合|入|进|将|已|均|都|纷|达|携|共|组|$)"
    )


@cache
def _classes() -> dict[str, str]:
    return {row["noun"]: row["class"] for row in table("closers")}


@cache
def _outside() -> frozenset[str]:
    return lexicon("boundaries") - lexicon("activities")


def enumerations(passage: Passage) -> tuple[Enumeration, ...]:
    """Return the lists in a passage that a class noun closes."""
    found = (_enumeration(passage, match) for match in _closer().finditer(passage.text, passage.start, passage.end))
    return tuple(each for each in found if each is not None)


def listed(passage: Passage) -> Iterator[Candidate]:
    """Yield the members of lists: the separators are their edges, the closing noun gives their class."""
    for each in enumerations(passage):
        for start, end in each.members:
            yield Candidate(start, end, each.klass, "list-member", 0.7)


def _enumeration(passage: Passage, match: re.Match[str]) -> Enumeration | None:
    text = passage.text
    if any(h.senses and match.start() < h.start < match.start(1) for h in passage.hits_by_end.get(match.end(1), [])):
        # 等同济医院的平台: the noun is part of a name.
        return None
    inside = passage.between(match.start() + 1, match.start(1))
    if any(t.text in _outside() and t.text not in _FIRST and t.tag[0] not in "mq" for t in inside):
        return None
    left = max(text.rfind(sign, passage.start, match.start()) for sign in "。;:,!?") + 1
    left = max(left, passage.start)
    cuts = [
        m.span() for m in _SEPARATOR.finditer(text, left, match.start()) if m[0] == "、" or m.start() in passage.edges
    ]
    marks = [cut for cut in cuts if text[cut[0]] == "、"]
    if not marks:
        return None
    cuts = _joined(passage, cuts, marks[-1])
    bounds = [*cuts, (match.start(), match.start())]
    members = tuple(
        (before[1], after[0]) for before, after in pairwise(bounds) if _is_member(passage, before[1], after[0])
    )
    return Enumeration(bounds[0][0], match.end(), _classes()[match[1]], members)


def _joined(passage: Passage, cuts: list[tuple[int, int]], last: tuple[int, int]) -> list[tuple[int, int]]:
    """Keep the commas of the list, and a conjunction only as the last separator."""
    kept = [cut for cut in cuts if passage.text[cut[0]] == "、"]
    return kept + [cut for cut in cuts if cut[0] > last[0]][-1:]


def _is_member(passage: Passage, start: int, end: int) -> bool:
    if not _MEMBER.fullmatch(passage.text[start:end]):
        return False
    tokens = passage.between(start, end)
    if all(t.text in lexicon("generic") or (t.tag in {"n", "v", "vn"} and rjieba.has_word(t.text)) for t in tokens):
        # Kinds of things, no names: 集成电路、生物医药等产业.
        return False
    return not any(t.text in _outside() or t.tag in {"m", "q", "u", "uj", "r", "p"} for t in tokens)
