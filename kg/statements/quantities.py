"""Figures → observations: which entity a number is about."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.entities import Draft, Placed
from kg.figures import Figure, find
from kg.sentences import Span
from kg.statements.grammar import Group, Line, organizations, prepositional

_WHERE = frozenset({"Place", "Park"})
_ACTS = frozenset({"Event", "Programme", "Project"})
_DEEDS = frozenset({"Award", "Project", "Programme", "Event"})


def _bearers() -> frozenset[str]:
    return organizations() | _WHERE


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with the entity that it describes and the clause that says it."""

    about: Draft
    figure: Figure
    span: Span


def quantities(line: Line, carried: Group, topic: tuple[Draft, ...]) -> Iterator[Quantity]:
    """Yield the figures of a sentence about the subject of their clause, of an earlier one, or the topic."""
    for figure in find(line.text, line.span.start, line.span.end):
        if any(p.start < figure.end and figure.start < p.end and p.rule != "anaphor" for p in line.placed):
            continue
        about = _about(line, figure, carried) or (topic[0] if topic else None)
        if about is not None:
            yield Quantity(about, figure, _span(figure))


def _about(line: Line, figure: Figure, carried: Group) -> Draft | None:
    for p in line.placed:
        # 10亿元的某某基金: what follows has the figure.
        if p.start == figure.end + 1 and line.text[figure.end] == "的" and p.draft.type in _bearers() | _DEEDS:
            return p.draft
    clause = line.clause_of(figure.start)
    own = _bearer(line, line.subject(clause), figure, _bearers() | _DEEDS)
    if own:
        return own
    before = [g for g in line.groups if g[-1].end <= figure.start]
    for earlier in reversed([c for c in line.clauses if c.end <= clause.start]):
        found = _bearer(line, line.subject(earlier), figure, _bearers() | _ACTS)
        if found:
            return found
    for group in reversed(before):
        found = None if prepositional(line, group) else _bearer(line, group, figure, _bearers())
        if found:
            return found
    return next((p.draft for p in carried if p.draft.type in _bearers()), None)


def _bearer(line: Line, group: Group, figure: Figure, types: frozenset[str]) -> Draft | None:
    """Return the first of a group that can have the figure: the members of a list that it counts (等8家医院) cannot."""
    if not group or group[0].start >= figure.start:
        return None
    counted: Placed = group[-1]
    if line.text[counted.end : figure.start].strip("”“ ") in {"等", "等等", "等共"}:
        return None
    return next((p.draft for p in group if p.draft.type in types), None)


def _span(figure: Figure) -> Span:
    return Span(min(figure.clause_start, figure.start), max(figure.clause_end, figure.end))
