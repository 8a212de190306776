"""Answers of queries, and how each kind is written."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    serialize,
)
from pyoxigraph import Triple as Fact

from kg import graph
from kg.errors import UsageError
from kg.query.syntax import PREFIXES

Term: TypeAlias = NamedNode | BlankNode | Literal | Fact
Naming: TypeAlias = Callable[[Iterable[str]], Mapping[str, str]]
"""Gives the labels of those of some IRIs that have one."""

_RESULTS = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
FORMATS = ("table", *_RESULTS, "turtle")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {NamedNode(_XSD + name) for name in ("integer", "decimal", "double", "float")}


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a SELECT. Its rows come from the store as they are read, and can be read once."""

    solutions: QuerySolutions
    naming: Naming

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(variable.value for variable in self.solutions.variables)

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]:
        for solution in self.solutions:
            yield tuple(solution[name] for name in self.variables)


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer of a CONSTRUCT or DESCRIBE: each triple once, sorted."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer of an ASK."""

    answer: QueryBoolean

    def __bool__(self) -> bool:
        return bool(self.answer)


Result: TypeAlias = Table | Triples | Truth


def render(result: Result, form: str = "") -> str:
    """Write an answer in one of ``FORMATS``; without one, as turtle where it is made of triples, else as a table.

    Raises ``UsageError`` where the format is unknown or does not suit the answer.
    """
    valid = ("turtle",) if isinstance(result, Triples) else tuple(name for name in FORMATS if name != "turtle")
    form = form or valid[0]
    if form not in valid:
        raise UsageError(f'the format "{form}" does not suit {_kind(result)}: use {" or ".join(valid)}')
    if isinstance(result, Triples):
        return (serialize(result.facts, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()
    if form == "table":
        return _table(result) if isinstance(result, Table) else f"{str(bool(result)).lower()}\n"
    answer = result.solutions if isinstance(result, Table) else result.answer
    written = (answer.serialize(format=_RESULTS[form]) or b"").decode()
    return written if written.endswith("\n") else written + "\n"


def _kind(result: Result) -> str:
    return {Table: "a SELECT", Triples: "a CONSTRUCT or DESCRIBE", Truth: "an ASK"}[type(result)]


def _table(table: Table) -> str:
    rows = list(table)
    labels = table.naming({term.value for row in rows for term in row if isinstance(term, NamedNode)})
    numbers = {
        number
        for number in range(len(table.variables))
        if all(row[number] is None or _is_number(row[number]) for row in rows)
    }
    return aligned(table.variables, [[shown(term, labels) for term in row] for row in rows], right=numbers)


def _is_number(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype in _NUMBERS


def shown(term: Term | None, labels: Mapping[str, str]) -> str:
    """Return a term as people read it: an IRI by its label or short name, a literal by its value."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return labels.get(term.value) or short(term.value)
    return term.value if isinstance(term, Literal) else str(term)


def short(iri: str) -> str:
    """Return an IRI with the longest predefined prefix that fits, such as ``ikg:Hospital``."""
    return graph.short(iri, PREFIXES)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: full-width characters take two, combining ones none."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def aligned(header: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """Return lines with columns under a header; the columns numbered in ``right`` are flush right."""
    numbers = frozenset(right)
    cells = [list(header), *([plain(cell) for cell in row] for row in rows)]
    widths = [max(width(row[number]) for row in cells) for number in range(len(header))]
    cells.insert(1, ["─" * size for size in widths])
    return "".join(_line(row, widths, numbers) for row in cells)


def _line(row: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    padded = []
    for number, (cell, size) in enumerate(zip(row, widths, strict=True)):
        gap = " " * (size - width(cell))
        padded.append(gap + cell if number in right else cell + gap)
    return "  ".join(padded).rstrip() + "\n"


def plain(text: str) -> str:
    """Return a text on one line without control characters, which could rule a terminal."""
    return "".join(c for c in " ".join(text.split()) if unicodedata.category(c) != "Cc")
