"""One entity with all that is known of it and the words that say so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from pyoxigraph import QuerySolution

from kg.model import ID
from kg.ontology import ontology
from kg.query.facts import QUOTED, QUOTED_VARIABLES, Fact, Quote, about, quote, text
from kg.query.names import classes, labels, one, values
from kg.query.results import plain, short
from kg.store import Store

_MODALITY = {"planned": "拟 planned", "denied": "否认 denied", "ended": "终止 ended"}


@dataclass(frozen=True, slots=True, order=True)
class Figure:
    """A number that a document states of an entity, in base units."""

    measure: str
    period: str
    value: Decimal
    unit: str
    approximate: bool
    quote: Quote


@dataclass(frozen=True, slots=True)
class Card:
    """An entity: its names, class, facts in both directions, and figures.

    ``labels`` holds the label of each entity that a fact speaks of, ``same_as`` identifiers elsewhere.
    """

    iri: str
    klass: str
    names: tuple[str, ...]
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    same_as: tuple[str, ...]
    labels: Mapping[str, str]

    @property
    def label(self) -> str:
        """The entity's label."""
        return self.labels.get(self.iri, short(self.iri))


def show(store: Store, name: str) -> Card:
    """Return the card of the one entity with this name. Raises ``UsageError`` where there is none, or several."""
    iri = one(store, name)
    facts = tuple(about(store, iri))
    ends = {end for fact in facts for end in (fact.subject, fact.object) if end.startswith(ID)}
    called = labels(store, {iri} | ends)
    return Card(
        iri=iri,
        klass=classes(store, [iri]).get(iri, ""),
        names=_texts(store, iri, "skos:altLabel|rdfs:label", without=called.get(iri, "")),
        facts=facts,
        figures=tuple(_figures(store, iri)),
        same_as=_texts(store, iri, "skos:exactMatch"),
        labels=called,
    )


def _texts(store: Store, iri: str, path: str, without: str = "") -> tuple[str, ...]:
    rows = store.select(f"SELECT DISTINCT ?n {{ {values([iri])} {path} ?n }}")
    return tuple(sorted({row["n"].value for row in rows} - {without}))


def _figures(store: Store, iri: str) -> Iterator[Figure]:
    rows = store.select(f"""
        SELECT DISTINCT ?measure ?period ?value ?unit ?approximate {QUOTED_VARIABLES} {{
        VALUES ?x {{ {values([iri])} }}
        GRAPH ?d {{
            ?f ikg:about ?x ; ikg:measure ?measure ; ikg:value ?value ; ikg:evidence ?e .
            OPTIONAL {{ ?f ikg:unit ?unit }}
            OPTIONAL {{ ?f ikg:period ?period }}
            OPTIONAL {{ ?f ikg:approximate ?approximate }}
            {QUOTED}
        }}
    }}""")
    yield from sorted(map(_read_figure, rows))


def _read_figure(row: QuerySolution) -> Figure:
    return Figure(
        measure=row["measure"].value,
        period=text(row, "period"),
        value=Decimal(row["value"].value),
        unit=text(row, "unit"),
        approximate=text(row, "approximate") == "true",
        quote=quote(row),
    )


def described(card: Card) -> str:
    """Return a card as text for a terminal; the numbers in brackets lead to the sources at its end."""
    sources: dict[tuple[str, str, str], int] = {}
    lines = [f"{plain(card.label)}  {_term(card.klass)}", card.iri]
    if card.names:
        lines.append("又名 also: " + ", ".join(map(plain, card.names)))
    lines += [f"= {iri}" for iri in card.same_as]
    for (predicate, forward), group in groupby(_sorted(card), key=lambda fact: _side(card, fact)):
        lines += ["", _heading(predicate, forward=forward)]
        for fact in group:
            lines += _fact(card, fact, sources)
    if card.figures:
        lines += ["", "数据 figures"]
        for figure in card.figures:
            lines += [f"  {_figure(figure)}", *_quoted(figure.quote, sources)]
    if sources:
        lines += ["", "来源 sources"]
        lines += [f"  [{number}] {reference(*source)}" for source, number in sources.items()]
    return "\n".join(lines) + "\n"


def _sorted(card: Card) -> list[Fact]:
    order = [*ontology().relations, "type"]
    facts = (fact for fact in card.facts if fact.predicate in order)
    return sorted(facts, key=lambda fact: (order.index(fact.predicate), not _side(card, fact)[1]))


def _side(card: Card, fact: Fact) -> tuple[str, bool]:
    symmetric = fact.predicate in ontology().symmetric
    return fact.predicate, symmetric or fact.subject == card.iri


def _term(name: str) -> str:
    zh, en = ontology().labels.get(name, (name, name))
    return f"{zh} {en}"


def _heading(predicate: str, *, forward: bool) -> str:
    if predicate == "type":
        return "类型 type"
    inverse = ontology().inverse.get(predicate, "")
    return _term(predicate) if forward else _term(inverse) if inverse else f"← {_term(predicate)}"


def _fact(card: Card, fact: Fact, sources: dict[tuple[str, str, str], int]) -> list[str]:
    other = fact.object if fact.subject == card.iri else fact.subject
    name = _term(other.rpartition("#")[2]) if fact.predicate == "type" else card.labels.get(other, short(other))
    marks = [_MODALITY.get(fact.modality, fact.modality)] if fact.modality else []
    marks += [] if fact.quotes else ["通用知识 reference"]
    marks += [str(fact.confidence)] if fact.confidence else []
    lines = [f"  {plain(name)}" + (f"  ({', '.join(marks)})" if marks else "")]
    for each in fact.quotes:
        lines += _quoted(each, sources)
    return lines


def _figure(figure: Figure) -> str:
    value = f"{figure.value:,f}"
    period = f" ({figure.period})" if figure.period else ""
    about = "约 " if figure.approximate else ""
    return plain(f"{figure.measure}{period}: {about}{value} {figure.unit}")


def _quoted(said: Quote, sources: dict[tuple[str, str, str], int]) -> list[str]:
    number = sources.setdefault((said.issued, said.title, said.source), len(sources) + 1)
    return [f"      “{plain(said.sentence)}” [{number}]"]


def reference(issued: str, title: str, source: str) -> str:
    """Return a document's date, title and source on one line."""
    named = f"《{title}》" if title else ""
    return plain("  ".join(part for part in (issued, named, source) if part))
