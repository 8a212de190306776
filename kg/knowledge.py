"""A graph as one object for programs: build it, ask it, draw it, export it."""

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pyoxigraph import Literal, NamedNode

from kg import settings
from kg.query import Card, Match, Table, Triples, find, one, render, run, show
from kg.query import document as called
from kg.query.results import Term
from kg.store import Store

if TYPE_CHECKING:
    import networkx as nx

    from kg.build import Summary

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PYTHON: dict[str, Callable[[str], object]] = {
    _XSD + "integer": int,
    _XSD + "decimal": Decimal,
    _XSD + "double": float,
    _XSD + "boolean": "true".__eq__,
}


class Graph:
    """The knowledge graph in a store; it opens the store when it is first asked. Use it in a ``with`` statement."""

    def __init__(self, where: str | PathLike[str] = settings.STORE) -> None:
        self.where = str(where)
        self._open: Store | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the store; the next question opens it again."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def _store(self) -> Store:
        if self._open is None:
            self._open = Store.open(self.where)
        return self._open

    def build(
        self,
        paths: Iterable[str | PathLike[str]] = (settings.SEEDS,),
        output: str | PathLike[str] = settings.OUTPUT,
        *,
        jobs: int = 1,
        full: bool = False,
    ) -> "Summary":
        """Bring the graph up to date with texts and folders, and write ``graph.ttl``, ``graph.trig`` and the page.

        With more than one job, call it under ``if __name__ == "__main__":``. Files that fail are told in the summary.
        """
        from kg.build import build

        self.close()
        return build(map(Path, paths), self.where, Path(output), jobs=jobs, full=full)

    def query(self, sparql: str) -> list[dict[str, Any]] | bool | str:
        """Answer SPARQL that only reads: SELECT as rows by variable, ASK as a truth value, CONSTRUCT as Turtle.

        IRIs are ``str``, numbers ``int``, ``Decimal`` or ``float``, what is not bound ``None``. Raises ``UsageError``.
        """
        result = run(self._store(), sparql)
        if isinstance(result, Triples):
            return render(result, "turtle")
        if not isinstance(result, Table):
            return bool(result)
        return [dict(zip(result.variables, map(_value, row), strict=True)) for row in result]

    def find(self, text: str, limit: int = 0) -> list[Match]:
        """Return the entities one of whose names holds the text, best first."""
        return find(self._store(), text, limit)

    def show(self, name: str) -> Card:
        """Return all that is known of one entity. Raises ``UsageError`` where none has the name, or several."""
        return show(self._store(), name)

    def to_networkx(
        self,
        *,
        focus: str | None = None,
        depth: int = 1,
        types: Collection[str] = (),
        document: str | None = None,
    ) -> "nx.MultiDiGraph[str]":
        """Return the network of entities, or the part that ``kg.export.network`` describes; names instead of IRIs."""
        from kg.export import network

        store = self._store()
        return network(
            store,
            focus=one(store, focus) if focus else None,
            depth=depth,
            types=types,
            document=called(store, document) if document else None,
        )

    def view(self, **part: Any) -> str:
        """Return the page that draws the network, or the part of it that ``to_networkx`` takes, as HTML."""
        from kg.ontology import ontology
        from kg.view import page

        return page(self.to_networkx(**part), "创新生态知识图谱", ontology().labels)

    def export(self, form: str) -> bytes:
        """Return the whole graph in one of ``kg.export.FORMATS``. Raises ``UsageError`` for another."""
        from kg.export import export

        return export(self._store(), form)


def _value(term: Term | None) -> Any:
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, Literal):
        return _PYTHON.get(term.datatype.value, str)(term.value)
    return None if term is None else str(term)
