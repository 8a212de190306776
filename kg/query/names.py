"""From what people type to entities, and from entities to what people read."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.model import ID, ONTOLOGY
from kg.ontology import ontology
from kg.query.results import short
from kg.query.syntax import PREFIXES
from kg.store import Store

_EXACT, _PREFIX, _PART = range(3)
_LANGUAGES = ("zh", "en")
_NEAR = 3
"""How many near names a message suggests."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that was found: the name that matched, and how well (0 the whole name, 1 its beginning, 2 a part)."""

    iri: str
    label: str
    klass: str
    name: str
    rank: int

    @property
    def id(self) -> str:
        """The short form of the IRI, which commands and queries take."""
        return short(self.iri)


def values(iris: Iterable[str]) -> str:
    """Return IRIs as the inside of a VALUES block. Raises ``UsageError`` for what is no IRI."""
    return " ".join(str(node(iri)) for iri in iris)


def node(iri: str) -> NamedNode:
    """Return the node of an IRI. Raises ``UsageError`` for what is no IRI."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise UsageError(f'"{iri}" is no IRI: {error}') from None


def folded(name: str) -> str:
    """Return a name as it is compared: without difference of case, of width and of spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def resolve(store: Store, name: str) -> list[str]:
    """Return the IRIs of all entities with this name; ``id:徐汇区`` and full IRIs name one.

    Raises ``UsageError`` with near names where no entity has it.
    """
    found = _named_directly(store, name) or _exactly(store, name) or _alike(store, name)
    if not found:
        raise UsageError(f'no entity is called "{name}"{_suggestion(store, name)}')
    return found


def one(store: Store, name: str) -> str:
    """Return the IRI of the one entity with this name. Raises ``UsageError`` where there is none, or several."""
    found = resolve(store, name)
    if len(found) > 1:
        candidates = ", ".join(short(iri) for iri in found)
        raise UsageError(f'"{name}" is a name of {len(found)} entities; say which: {candidates}')
    return found[0]


def find(store: Store, text: str, limit: int = 0) -> list[Match]:
    """Return the entities one of whose names holds the text: whole names first, then beginnings, then parts.

    Among equals the shorter name comes first. ``limit`` 0 returns all.
    """
    wanted = folded(text)
    best: dict[str, tuple[int, int, str]] = {}
    for iri, name in _names(store):
        rank = _rank(wanted, folded(name))
        if rank is not None:
            best[iri] = min(best.get(iri, (_PART + 1, 0, "")), (rank, len(name), name))
    ranked = sorted((*key, iri) for iri, key in best.items())[: limit or None]
    iris = [iri for *_, iri in ranked]
    called, typed = labels(store, iris), classes(store, iris)
    return [Match(iri, called.get(iri, short(iri)), typed.get(iri, ""), name, rank) for rank, _, name, iri in ranked]


def labels(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """Return the label of each entity and the title of each document among the IRIs; Chinese before other languages.

    Two things with one label are told apart by their short IRI.
    """
    wanted = sorted(iri for iri in set(iris) if iri.startswith(ID))
    if not wanted:
        return {}
    rows = store.select(f"SELECT DISTINCT ?e ?n {{ VALUES ?e {{ {values(wanted)} }} ?e rdfs:label ?n }}")
    best: dict[str, tuple[bool, str]] = {}
    for entity, label in rows:
        key = (not (label.language or "").startswith("zh"), label.value)
        best[entity.value] = min(best.get(entity.value, (True, "\U0010ffff")), key)
    chosen = {iri: label for iri, (_, label) in best.items()}
    shared = {label for label in chosen.values() if list(chosen.values()).count(label) > 1}
    return {iri: short(iri) if label in shared else label for iri, label in chosen.items()}


def naming(store: Store) -> partial[dict[str, str]]:
    """Return ``labels`` with its store."""
    return partial(labels, store)


def classes(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """Return the local name of each entity's most particular class."""
    vocabulary = ontology()
    found: dict[str, list[str]] = {}
    wanted = sorted(set(iris))
    if not wanted:
        return {}
    for entity, klass in store.select(f"SELECT DISTINCT ?e ?c {{ VALUES ?e {{ {values(wanted)} }} ?e a ?c }}"):
        found.setdefault(entity.value, []).append(klass.value.removeprefix(ONTOLOGY))
    return {
        iri: min(names, key=lambda name: (-len(vocabulary.ancestors.get(name, ())), name))
        for iri, names in found.items()
    }


def _named_directly(store: Store, name: str) -> list[str]:
    iri = name.removeprefix("<").removesuffix(">")
    prefix, colon, rest = iri.partition(":")
    if colon and prefix in PREFIXES and not rest.startswith("//"):
        iri = PREFIXES[prefix] + rest
    if not iri.startswith(("http://", "https://")):
        return []
    if not store.select(f"SELECT ?p {{ {node(iri)} ?p ?o }} LIMIT 1"):
        raise UsageError(f"the store has no entity {short(iri)}{_suggestion(store, iri.removeprefix(ID))}")
    return [iri]


def _exactly(store: Store, name: str) -> list[str]:
    """Find the name as it is typed, by the store's index."""
    literals = [Literal(name), *(Literal(name, language=language) for language in _LANGUAGES)]
    rows = store.select(f"""SELECT DISTINCT ?e {{
        VALUES ?n {{ {" ".join(map(str, literals))} }}
        VALUES ?p {{ rdfs:label skos:altLabel }}
        ?e ?p ?n FILTER(STRSTARTS(STR(?e), STR(id:)))
    }} ORDER BY ?e""")
    return [row[0].value for row in rows]


def _alike(store: Store, name: str) -> list[str]:
    wanted = folded(name)
    return sorted({iri for iri, each in _names(store) if folded(each) == wanted})


def _names(store: Store) -> Iterator[tuple[str, str]]:
    rows = store.select("""SELECT DISTINCT ?e ?n {
        VALUES ?p { rdfs:label skos:altLabel } ?e ?p ?n FILTER(STRSTARTS(STR(?e), STR(id:)))
    }""")
    for entity, name in rows:
        yield entity.value, name.value


def _rank(wanted: str, name: str) -> int | None:
    if wanted == name:
        return _EXACT
    if not wanted or wanted not in name:
        return None
    return _PREFIX if name.startswith(wanted) else _PART


def _suggestion(store: Store, name: str) -> str:
    from difflib import get_close_matches

    known = {folded(each): each for _, each in sorted(_names(store), reverse=True)}
    wanted = folded(name)
    near = get_close_matches(wanted, known, n=_NEAR, cutoff=0.5)
    near += sorted((each for each in known if wanted in each or each in wanted), key=lambda each: (len(each), each))
    chosen = list(dict.fromkeys(known[each] for each in near if each))[:_NEAR]
    return f"; near are {', '.join(chosen)}" if chosen else "; try kg find with a part of the name"
