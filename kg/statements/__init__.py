"""Clauses and entities → statements with evidence."""

from collections.abc import Iterator, Sequence

from kg.entities import Resolved
from kg.statements import frames, inner, people, stakes
from kg.statements.arguments import Scene
from kg.statements.frames import Claim
from kg.statements.grammar import Group, Line
from kg.statements.quantities import Quantity, quantities

__all__ = ["Claim", "Quantity", "Scene", "claims", "figures", "scenes"]


_FRAMES = frames.FRAMES | stakes.FRAMES


def scenes(resolved: Resolved) -> tuple[Scene, ...]:
    """Return the sentences with their mentions, each with the subject that is carried into it."""
    found: list[Scene] = []
    carried: Group = ()
    for passage, placed in resolved.placed:
        for span in passage.sentences:
            line = Line(passage, span, tuple(p for p in placed if span.holds(p.start, p.end)))
            found.append(Scene(line, carried))
            carried = _subject(line) or carried
    return tuple(found)


def _subject(line: Line) -> Group:
    """Return the subject of a sentence: that of its first clause that has one."""
    return next((s for c in line.clauses if (s := line.subject(c))), ())


def claims(resolved: Resolved, told: Sequence[Scene]) -> list[Claim]:
    """Return all relations that a document states in its sentences and names, in the order of the text."""
    found = frames.distinct(_all(resolved, told))
    led = {(id(c.subject.draft), id(c.object.draft)) for c in found if c.predicate == "heads"}
    kept = [c for c in found if c.predicate != "affiliatedWith" or _ends(c) not in led]
    return sorted(kept, key=lambda c: (c.span.start, c.span.end, c.predicate, c.subject.start, c.object.start))


def _ends(claim: Claim) -> tuple[int, int]:
    return id(claim.subject.draft), id(claim.object.draft)


def _all(resolved: Resolved, told: Sequence[Scene]) -> Iterator[Claim]:
    yield from inner.claims(resolved)
    governments = {d.name.removesuffix("人民政府"): d for d in resolved.drafts if d.name.endswith("人民政府")}
    for scene in told:
        yield from _by_rules(scene)
        yield from people.claims(scene.line, scene.carried, governments)
        yield from inner.places(scene.line)
        yield from inner.units(scene.line)


def _by_rules(scene: Scene) -> Iterator[Claim]:
    """Yield what the triggers of a sentence state, each read by the frame of its rule."""
    for rule in frames.rules():
        for match in frames.matches(scene.line, rule):
            yield from _FRAMES[rule.frame](scene, rule, match)


def figures(resolved: Resolved, told: Sequence[Scene]) -> list[Quantity]:
    """Return all figures that a document states about an entity, in the order of the text."""
    return [each for scene in told for each in quantities(scene.line, scene.carried, resolved.topic)]
