"""Relations that names state by themselves: 复旦大学附属华山医院, 上海交大分子与纳米创新转化中心, 上海市徐汇区."""

from collections.abc import Iterator
from itertools import pairwise

from kg.entities import Placed, Resolved
from kg.sentences import Span
from kg.statements.frames import Claim
from kg.statements.grammar import Line

_RUN = frozenset({"Platform", "Park", "Project"})
_UNITS = frozenset({"University", "Hospital", "ResearchInstitute", "Company", "Association", "GovernmentAgency"})
_SITUATED = _UNITS | {"Platform", "Park", "Fund"}
_WHOLES = frozenset({"University", "Hospital", "Company", "ResearchInstitute", "Association", "GovernmentAgency"})


def claims(resolved: Resolved) -> Iterator[Claim]:
    """Yield what each longer name says of the owner that stands at its left."""
    by_outer: dict[int, list[Placed]] = {}
    for _, placed in resolved.placed:
        for p in placed:
            by_outer.setdefault(id(p.draft), []).append(p)
    for p in resolved.nested:
        by_outer.setdefault(id(p.draft), []).append(p)
    for inner in resolved.nested:
        outer = next(
            (p for p in by_outer.get(id(inner.inside), []) if p.start <= inner.start and inner.end <= p.end), None
        )
        if outer is None:
            continue
        span = Span(outer.start, outer.end)
        kind = outer.draft.type
        if inner.draft.type not in _WHOLES or inner.draft is outer.draft:
            continue
        if kind in _RUN:
            yield Claim(outer, "operatedBy", inner, span, "owner-in-name", 0.85)
        elif kind in _UNITS:
            yield Claim(outer, "partOf", inner, span, "whole-in-name", 0.9)


def places(line: Line) -> Iterator[Claim]:
    """Yield a place right after the one that it lies in (上海市徐汇区), and 闵行区的X."""
    for one, two in pairwise(line.placed):
        if _situated(line, one, two):
            yield Claim(two, "locatedIn", one, Span(one.start, two.end), "place-of", 0.75)
        if one.draft.type == two.draft.type == "Place" and one.end == two.start and _within(two, one):
            yield Claim(two, "partOf", one, Span(one.start, two.end), "place-in-place", 0.95)


def _situated(line: Line, one: Placed, two: Placed) -> bool:
    between = line.text[one.end : two.start].strip("“ ")
    return between == "的" and one.draft.type in {"Place", "Park"} and two.draft.type in _SITUATED


def _within(small: Placed, large: Placed) -> bool:
    entry = small.draft.entry
    return bool(entry and large.draft.entry and entry.part_of and large.draft.entry.name == entry.part_of)
