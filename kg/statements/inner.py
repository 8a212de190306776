"""Relations that names state by themselves: 复旦大学附属华山医院, 上海交大分子与纳米创新转化中心, 上海市徐汇区."""

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.entities import Placed, Resolved
from kg.entities.draft import loose
from kg.lang.gazetteer import gazetteer
from kg.sentences import Span
from kg.statements.frames import Claim
from kg.statements.grammar import Group, Line

_RUN = frozenset({"Platform", "Park", "Project"})
_UNITS = frozenset({"University", "Hospital", "ResearchInstitute", "Company", "Association", "GovernmentAgency"})
_PARTS = frozenset({"Hospital", "ResearchInstitute", "Platform", "University"})
_KINDS = re.compile(r"的[^,。;:、]{0,6}(?:机构|单位|平台|院所|研究院|研究所|医院|学院|部门)")
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
        if outer is None or not _owned(resolved.text, inner, outer):
            continue
        span = Span(outer.start, outer.end)
        kind = outer.draft.type
        if inner.draft.type not in _WHOLES or inner.draft is outer.draft:
            continue
        if kind in _RUN:
            yield Claim(outer, "operatedBy", inner, span, "owner-in-name", 0.85)
        elif kind in _UNITS:
            yield Claim(outer, "partOf", inner, span, "whole-in-name", 0.9)


def _owned(text: str, inner: Placed, outer: Placed) -> bool:
    """Whether what begins a name begins its full name too: 同济 of 同济医院 is not whom the full name begins with."""
    name, written = loose(outer.draft.name), loose(text[outer.start : outer.end])
    part_of = outer.draft.entry.part_of if outer.draft.entry else ""
    if written == name or inner.start > outer.start or part_of == inner.draft.name:
        return True
    forms = (loose(text[inner.start : inner.end]), loose(inner.draft.name))
    before = name[: min((at for form in forms if (at := name.find(form)) >= 0), default=0)]
    return not before or any(sense.entry.klass == "Place" for sense in gazetteer().senses(before))


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


def units(line: Line) -> Iterator[Claim]:
    """Yield units beside the whole that owns them: 上海交大的A、B, and A、B等上海交大的科研机构."""
    for one, two in pairwise(line.groups):
        between = line.text[one[-1].end : two[0].start].strip("”“ ")
        if between == "的" and len(one) == 1 and one[0].draft.type in _WHOLES:
            yield from _parts(two, one[0])
        if between == "等" and len(two) == 1 and two[0].draft.type in _WHOLES and _KINDS.match(line.text, two[0].end):
            yield from _parts(one, two[0])


def _parts(group: Group, whole: Placed) -> Iterator[Claim]:
    for p in group:
        if p.draft.type in _PARTS and p.draft is not whole.draft:
            yield Claim(p, "partOf", whole, Span(min(p.start, whole.start), max(p.end, whole.end)), "unit-of", 0.75)


def _within(small: Placed, large: Placed) -> bool:
    entry = small.draft.entry
    return bool(entry and large.draft.entry and entry.part_of and large.draft.entry.name == entry.part_of)
