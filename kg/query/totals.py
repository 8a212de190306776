"""How much a store holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import ONTOLOGY
from kg.ontology import ontology
from kg.query.names import values
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Counts:
    """Totals over all documents; entities by particular type, and relations (each once) by predicate."""

    documents: int
    entities: int
    relations: int
    figures: int
    mentions: int
    statements: int
    types: dict[str, int]
    predicates: dict[str, int]


def counts(store: Store) -> Counts:
    """Count what the documents of a store say."""
    vocabulary = ontology()
    types = _by(store, "a", vocabulary.types)
    # A park is a place too, and counts as a park.
    for name in vocabulary.types:
        for ancestor in vocabulary.ancestors.get(name, ()):
            if ancestor in types:
                types[ancestor] -= types[name]
    predicates = _relations(store, vocabulary.relations)
    return Counts(
        documents=_number(store, "ikg:Document"),
        entities=sum(types.values()),
        relations=sum(predicates.values()),
        figures=_number(store, "ikg:Observation"),
        mentions=_number(store, "ikg:Mention"),
        statements=_number(store, "rdf:Statement"),
        types=types,
        predicates=predicates,
    )


def _number(store: Store, klass: str) -> int:
    rows = store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a {klass} }}")
    return int(next(iter(rows))["n"].value)


def _by(store: Store, path: str, names: Iterable[str]) -> dict[str, int]:
    listed = list(names)
    rows = store.select(f"""SELECT ?k (COUNT(DISTINCT ?x) AS ?n) {{
        VALUES ?k {{ {values(ONTOLOGY + name for name in listed)} }}
        GRAPH ?d {{ ?d a ikg:Document . ?x {path} ?k }}
    }} GROUP BY ?k""")
    found = {row["k"].value.removeprefix(ONTOLOGY): int(row["n"].value) for row in rows}
    return {name: found.get(name, 0) for name in listed}


def _relations(store: Store, names: Iterable[str]) -> dict[str, int]:
    listed = list(names)
    rows = store.select(f"""SELECT ?p (COUNT(*) AS ?n) {{
        {{ SELECT DISTINCT ?s ?p ?o {{
            VALUES ?p {{ {values(ONTOLOGY + name for name in listed)} }}
            GRAPH ?d {{ ?d a ikg:Document . ?s ?p ?o }}
        }} }}
    }} GROUP BY ?p""")
    found = {row["p"].value.removeprefix(ONTOLOGY): int(row["n"].value) for row in rows}
    return {name: found.get(name, 0) for name in listed}
