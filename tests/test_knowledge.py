"""The graph as one object for programs."""

from pathlib import Path

import pytest
from test_cli import NEWS, home

import kg

__all__ = ["home"]


def _news() -> str:
    Path("good.txt").write_text(NEWS, "utf-8")
    return "good.txt"


def test_the_library_builds_asks_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with kg.open("output/store") as graph:
        with pytest.raises(kg.StoreError):
            graph.query("ASK {}")
        assert graph.build([_news()]).new == 1
        rows = graph.query("SELECT DISTINCT ?a ?b (3 AS ?n) (1.5 AS ?d) (true AS ?t) ?no { ?a ikg:partnersWith ?b }")
        assert isinstance(rows, list)
        assert [type(value).__name__ for value in rows[0].values()] == [
            "str",
            "str",
            "int",
            "Decimal",
            "bool",
            "NoneType",
        ]
        assert graph.query("ASK { ?a ikg:partnersWith ?b }") is True
        assert "partnersWith" in str(graph.query("CONSTRUCT WHERE { ?a ikg:partnersWith ?b }"))
        assert {match.label for match in graph.find("复旦大学")} >= {"复旦大学"}
        assert graph.show("上海交通大学").klass == "University"
        assert len(graph.to_networkx()) == len(graph.query("SELECT DISTINCT ?x { ?m ikg:entity ?x }"))  # type: ignore[arg-type]
        assert len(graph.to_networkx(focus="复旦大学", depth=0)) == 1
        assert graph.export("ntriples").endswith(b" .\n")
        assert graph.view().startswith("<!DOCTYPE html>") or graph.view().startswith("<!doctype html>")


def test_a_graph_that_is_open_can_be_built_again(home: Path) -> None:
    graph = kg.open("output/store")
    assert graph.query("SELECT ?d { ?d a ikg:Document }") != []
    graph.build([_news()])
    assert len(graph.query("SELECT DISTINCT ?d { ?d a ikg:Document }")) == 2  # type: ignore[arg-type]
    graph.close()


def test_extract_gives_plain_objects() -> None:
    found = kg.extract(NEWS)
    assert {"复旦大学", "上海交通大学"} <= {entity.name for entity in found.entities}
    assert any(statement.predicate == "partnersWith" for statement in found.statements)
    assert all(found.document.text[e.start : e.end] == e.exact for e in (s.evidence for s in found.statements))
    with pytest.raises(kg.ReadError):
        kg.extract("  ")


def test_errors_form_one_tree() -> None:
    assert issubclass(kg.UsageError, kg.KgError)
    assert issubclass(kg.StoreError, kg.DataError)
    assert issubclass(kg.ReadError, kg.DataError)
