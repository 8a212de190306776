"""How two entities are connected: the shortest chains of relations, whichever way each relation points."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import UsageError
from kg.query.facts import Fact, between, neighbours
from kg.query.names import labels, resolve
from kg.query.results import plain, short
from kg.store import Store

MOST_STEPS = 6
_Edges = dict[str, list[tuple[str, tuple[str, str, str]]]]
"""From an entity to those one step nearer to the start, each with the relation that leads there."""


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of facts from one entity to another; ``nodes`` are the entities (IRIs) along it, both ends included."""

    nodes: tuple[str, ...]
    steps: tuple[Fact, ...]


def path(store: Store, start: str, goal: str, most: int = MOST_STEPS, limit: int = 3) -> list[Path]:
    """Return up to ``limit`` of the shortest chains between two names, none of more than ``most`` steps.

    A name that several entities bear stands for all of them. Raises ``UsageError`` for a name that nothing has, and
    where both names mean the same thing.
    """
    sources, goals = set(resolve(store, start)), set(resolve(store, goal))
    if sources & goals:
        raise UsageError(f'"{start}" and "{goal}" are the same thing: {short(min(sources & goals))}')
    edges, reached = _search(store, sources, goals, most)
    chains: list[Path] = []
    for end in reached:
        for chain in _chains(edges, sources, end):
            if len(chains) == limit:
                return chains
            nodes = (*(node for node, _ in chain), end)
            chains.append(Path(nodes, tuple(between(store, triple) for _, triple in chain)))
    return chains


def _search(store: Store, sources: set[str], goals: set[str], most: int) -> tuple[_Edges, list[str]]:
    """Walk outwards in rings, keeping of each entity all the ways that lead back by one ring."""
    edges: _Edges = {}
    seen, ring = set(sources), sorted(sources)
    for _ in range(most):
        found: _Edges = {}
        inner = set(ring)
        for triple in neighbours(store, ring):
            subject, _, obj = triple
            for near, far in ((subject, obj), (obj, subject)):
                if near in inner and far not in seen:
                    found.setdefault(far, []).append((near, triple))
        edges |= found
        seen |= found.keys()
        ring = sorted(found)
        if not ring or goals & found.keys():
            break
    return edges, sorted(goals & edges.keys())


def _chains(edges: _Edges, sources: set[str], end: str) -> Iterator[list[tuple[str, tuple[str, str, str]]]]:
    if end in sources:
        yield []
        return
    for near, triple in sorted(edges[end]):
        for chain in _chains(edges, sources, near):
            yield [*chain, (near, triple)]


def narrated(store: Store, chains: list[Path]) -> str:
    """Return chains as text for a terminal, each step with its words and where they stand."""
    from kg.query.card import reference

    called = labels(store, {node for chain in chains for node in chain.nodes})
    blocks = []
    for chain in chains:
        lines = [plain(called.get(chain.nodes[0], short(chain.nodes[0])))]
        for near, far, fact in zip(chain.nodes, chain.nodes[1:], chain.steps, strict=False):
            lines.append(f"  {_arrow(fact, forward=fact.subject == near)} {plain(called.get(far, short(far)))}")
            lines += [
                f"      “{plain(quote.sentence)}”  {reference(quote.issued, quote.title, quote.source)}"
                for quote in fact.quotes[:1]
            ] or ["      通用知识 reference"]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _arrow(fact: Fact, *, forward: bool) -> str:
    from kg.ontology import ontology

    name = f"{ontology().labels.get(fact.predicate, (fact.predicate,))[0]} {fact.predicate}"
    if fact.predicate in ontology().symmetric:
        return f"—{name}—"
    return f"—{name}→" if forward else f"←{name}—"
