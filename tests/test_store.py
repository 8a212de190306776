import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import document, entity
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from kg import graph
from kg.errors import StoreError, UsageError
from kg.model import ID, Document, Extraction, Reference
from kg.store import Store

HOSPITAL = "复旦大学附属中山医院"
EAST = Reference(names=("Shanghai East",), place="上海市", part_of="同济大学")
RIVER = Reference(place="上海市")


def says(text: str, source: str, *entities: tuple[str, Reference | None]) -> Extraction:
    """What a document says that only names entities."""
    doc = document(text, source)
    return Extraction(doc, tuple(entity(doc, name, "Hospital", reference=known) for name, known in entities))


def contents(store: Store) -> set[Quad]:
    """All but the ontology."""
    return {quad for quad in store.quads() if quad.graph_name != graph.ONTOLOGY_GRAPH}


def known(store: Store) -> set[str]:
    """What the reference graph holds, as ``subject property object``."""
    return {
        " ".join(part.removeprefix(f"<{ID}").rstrip(">").rpartition("#")[2] for part in str(quad.triple).split())
        for quad in contents(store)
        if quad.graph_name == graph.REFERENCE
    }


def test_the_document_is_there_and_listed(store: Store, extraction: Extraction) -> None:
    (record,) = store.documents()
    assert record.iri == extraction.document.iri
    assert (record.title, record.issued, record.publisher) == ("徐汇区发布科技创新成果", "2021-12-02", "东方网")
    assert (record.language, record.source, record.sources) == ("zh-Hans", "news/a.txt", ("news/a.txt",))
    assert (record.digest, record.fingerprint) == (extraction.document.digest, "")
    assert contents(store) == {*graph.quads(extraction), *graph.reference_quads(extraction)}


def test_a_second_time_changes_nothing(store: Store, extraction: Extraction) -> None:
    before = store.quads()
    assert store.replace(extraction) is False
    assert store.quads() == before


def test_quads_are_sorted_and_outlive_the_store(store: Store, extraction: Extraction, tmp_path: Path) -> None:
    before = store.quads()
    assert before == sorted(before, key=graph.order)
    store.close()
    with Store.open(str(tmp_path / "store")) as again:
        assert again.quads() == before


def test_a_changed_extraction_of_the_same_text_replaces_the_graph(store: Store, extraction: Extraction) -> None:
    fewer = replace(extraction, entities=extraction.entities[:1], statements=(), observations=())
    assert store.replace(fewer) is True
    assert contents(store) == {*graph.quads(fewer), *graph.reference_quads(fewer)}


def test_the_fingerprint_tells_which_rules_read_the_document(store: Store, extraction: Extraction) -> None:
    doc = extraction.document
    assert store.holds(doc)
    assert not store.holds(doc, "v1")
    assert store.replace(extraction, "v1") is True
    assert store.replace(extraction, "v1") is False
    assert store.holds(doc, "v1")
    assert not store.holds(doc, "v2")
    assert store.replace(extraction, "v2") is True
    assert [record.fingerprint for record in store.documents()] == ["v2"]


@pytest.mark.parametrize(
    "other",
    [document("另一篇"), document(source="news/b.txt"), document(issued="2022-01-01")],
    ids=["text", "source", "date"],
)
def test_another_document_is_not_held(store: Store, other: Document) -> None:
    assert not store.holds(other)


def test_a_source_whose_text_changed_replaces_the_old_document(store: Store) -> None:
    new = says("东方医院开业", "news/a.txt", ("东方医院", EAST))
    assert store.replace(new) is True
    assert contents(store) == {*graph.quads(new), *graph.reference_quads(new)}


def test_texts_from_standard_input_replace_nothing(store: Store) -> None:
    for text in ("东方医院开业", "仁济医院开业"):
        store.replace(says(text, "-", (text[:4], None)))
    assert len(store.documents()) == 3


def test_two_files_with_one_text_are_one_document_with_two_sources(store: Store, extraction: Extraction) -> None:
    copy = replace(extraction, document=replace(extraction.document, source="copy.txt"))
    assert store.replace(copy) is True
    assert store.replace(copy) is False
    assert store.replace(extraction) is False
    assert [record.sources for record in store.documents()] == [("copy.txt", "news/a.txt")]
    store.replace(says("东方医院开业", "news/a.txt", ("东方医院", None)))
    assert sorted(record.sources for record in store.documents()) == [("copy.txt",), ("news/a.txt",)]
    assert store.holds(copy.document)


def test_removal_leaves_an_identical_dump(store: Store) -> None:
    before = store.quads()
    new = says("东方医院、仁济医院开业", "news/b.txt", ("东方医院", EAST), ("仁济医院", RIVER))
    store.replace(new, "v1")
    store.remove(new.document.iri)
    assert store.quads() == before


def test_removing_all_leaves_nothing(tmp_path: Path, extraction: Extraction) -> None:
    with Store.open(str(tmp_path / "s"), write=True) as store:
        empty = store.quads()
        store.replace(extraction)
        store.remove(extraction.document.iri)
        assert store.quads() == empty
        assert store.documents() == []


def test_what_is_known_stays_while_a_document_speaks_of_the_entity(tmp_path: Path) -> None:
    both = says("东方医院和仁济医院", "a.txt", ("东方医院", EAST), ("仁济医院", RIVER))
    one = says("只有仁济医院", "b.txt", ("仁济医院", RIVER))
    with Store.open(str(tmp_path / "s"), write=True) as store:
        store.replace(both)
        store.replace(one)
        store.remove(both.document.iri)
        assert known(store) == {"仁济医院 locatedIn 上海市", '上海市 label "上海市"@zh'}
        store.remove(one.document.iri)
        assert known(store) == set()


def test_what_the_gazetteers_no_longer_know_goes(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "s"), write=True) as store:
        store.replace(says("东方医院", "a.txt", ("东方医院", EAST)))
        assert store.replace(says("东方医院", "a.txt", ("东方医院", Reference(place="浦东新区")))) is True
        assert known(store) == {"东方医院 locatedIn 浦东新区", '浦东新区 label "浦东新区"@zh'}


_POOL = [
    says("东方医院和仁济医院", "a.txt", ("东方医院", EAST), ("仁济医院", RIVER)),
    says("只有仁济医院", "a.txt", ("仁济医院", RIVER)),
    says("东方医院", "b.txt", ("东方医院", EAST)),
    says("东方医院与上海市同济大学", "c.txt", ("东方医院", EAST), ("上海市", None), ("同济大学", RIVER)),
    says("东方医院", "d.txt", ("东方医院", EAST)),
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(_POOL)), max_size=8))
def test_the_store_is_what_its_documents_say_whatever_came_before(
    tmp_path: Path, steps: list[tuple[bool, Extraction]]
) -> None:
    shutil.rmtree(tmp_path / "s", ignore_errors=True)
    shutil.rmtree(tmp_path / "t", ignore_errors=True)
    with Store.open(str(tmp_path / "s"), write=True) as store, Store.open(str(tmp_path / "t"), write=True) as direct:
        for add, extraction in steps:
            if add:
                store.replace(extraction)
            elif extraction.document.iri in {record.iri for record in store.documents()}:
                store.remove(extraction.document.iri)
        pairs = [(record.iri, source) for record in store.documents() for source in record.sources]
        for iri, source in reversed(pairs):
            direct.replace(next(e for e in _POOL if (e.document.iri, e.document.source) == (iri, source)))
        assert store.quads() == direct.quads()


_TURNS = """
import sys
sys.path.insert(0, sys.argv[2])
from kg.store import Store
from test_store import TURNS
store = Store.open(sys.argv[1], write=True)
while True:
    for extraction in TURNS:
        store.replace(extraction)
        print("turned", flush=True)
"""
TURNS = [
    says("、".join(f"{word}{n}院" for n in range(40)), "a.txt", *((f"{word}{n}院", EAST) for n in range(40)))
    for word in ("甲", "乙")
]


@pytest.mark.parametrize("turns", [1, 4, 7])
def test_a_writer_that_is_killed_leaves_the_old_or_the_new(tmp_path: Path, turns: int) -> None:
    where = str(tmp_path / "s")
    command = [sys.executable, "-c", _TURNS, where, str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert [writer.stdout.readline() for _ in range(turns)] == [b"turned\n"] * turns
        writer.kill()
    with Store.open(where) as store:
        assert contents(store) in [{*graph.quads(one), *graph.reference_quads(one)} for one in TURNS]


@pytest.mark.parametrize("unknown", ["https://w3id.org/innovation-kg/document/none", graph.REFERENCE.value, "无"])
def test_removing_what_is_not_there(store: Store, unknown: str) -> None:
    before = store.quads()
    with pytest.raises(StoreError, match=r"^no document .*: kg documents lists them$"):
        store.remove(unknown)
    assert store.quads() == before


def _damage(folder: Path) -> None:
    Store.open(str(folder), write=True).close()
    (folder / "CURRENT").write_text("garbage")


def _empty(folder: Path) -> None:
    folder.mkdir()


def _other_files(folder: Path) -> None:
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"x")


def _a_file(folder: Path) -> None:
    folder.write_text("x")


def _nothing(folder: Path) -> None:
    assert not folder.exists()


BAD_STORES = [
    (_nothing, "no store at {}: run kg build first"),
    (_empty, "no store at {}, which is empty: run kg build first"),
    (_other_files, "{} is a folder of other files, no store: name another folder with --store"),
    (_a_file, "{} is a file, no store: name a folder with --store"),
    (_damage, "the store {} cannot be read: Corruption: CURRENT file does not end with newline: remove the folder"),
]


@pytest.mark.parametrize(("make", "message"), BAD_STORES)
def test_what_cannot_be_read_is_told_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], None], message: str
) -> None:
    folder = tmp_path / "s"
    make(folder)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreError) as caught:
        Store.open(str(folder))
    assert str(caught.value).startswith(message.format(folder))
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("make", "message"),
    [
        *BAD_STORES[2:4],
        (_damage, "the store {} cannot be opened: Corruption: CURRENT file does not end with newline: remove"),
    ],
)
def test_what_cannot_be_written_is_told(tmp_path: Path, make: Callable[[Path], None], message: str) -> None:
    folder = tmp_path / "s"
    make(folder)
    with pytest.raises(StoreError) as caught:
        Store.open(str(folder), write=True)
    assert str(caught.value).startswith(message.format(folder))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("make", [_nothing, _empty])
def test_writing_makes_a_store(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "s")
    with Store.open(str(tmp_path / "s"), write=True) as store:
        assert store.quads() == graph.ontology_quads()


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("url", ["http://localhost:3030/kg", "https://example.org/sparql"])
def test_endpoints_are_not_yet_supported(url: str, write: bool) -> None:
    with pytest.raises(UsageError, match=f"^{url}: SPARQL endpoints are not yet supported"):
        Store.open(url, write=write)


def test_two_cannot_write_at_once(store: Store) -> None:
    with pytest.raises(StoreError, match=r"is in use: wait until the other program has written to it$"):
        Store.open(str(store.folder), write=True)


def test_many_read_while_one_writes(store: Store, extraction: Extraction) -> None:
    with Store.open(str(store.folder)) as first:
        before = first.quads()
        assert before == store.quads()
        store.replace(says("东方医院开业", "news/b.txt", ("东方医院", EAST)))
        assert first.quads() == before
        with Store.open(str(store.folder)) as second:
            assert len(second.documents()) == 2
            assert second.quads() == store.quads()


def test_a_reader_cannot_write(store: Store, extraction: Extraction) -> None:
    with Store.open(str(store.folder)) as reader:
        assert reader.replace(extraction) is False
        with pytest.raises(StoreError, match="is open for reading only: open it with write=True"):
            reader.replace(extraction, "v1")
        with pytest.raises(StoreError, match="is open for reading only"):
            reader.remove(extraction.document.iri)


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed: open it again"):
        store.documents()


def test_an_older_ontology_in_the_store_is_brought_up_to_date(tmp_path: Path) -> None:
    where = tmp_path / "s"
    Store.open(str(where), write=True).close()
    old = Quad(graph.term("ikg:Old"), graph.term("rdfs:label"), Literal("alt", language="de"), graph.ONTOLOGY_GRAPH)
    raw = ox.Store(str(where))
    raw.add(old)
    raw.remove(graph.ontology_quads()[0])
    del raw
    with Store.open(str(where), write=True) as store:
        assert store.quads() == graph.ontology_quads()


def test_a_query_sees_the_union_of_the_graphs_with_prefixes_declared(store: Store) -> None:
    rows = store.select(f"SELECT DISTINCT ?o {{ id:{HOSPITAL} ikg:locatedIn ?o }} ORDER BY ?o")
    assert [row["o"].value.removeprefix(ID) for row in rows] == ["上海市", "徐汇区"]
    assert store.query("ASK { ikg:Hospital rdfs:subClassOf ikg:Organization }")


def test_the_union_is_a_bag(store: Store) -> None:
    store.replace(says("复旦大学附属中山医院", "news/b.txt", (HOSPITAL, None)))
    query = f"SELECT ?c {{ id:{HOSPITAL} a ?c FILTER (?c = ikg:Hospital) }}"
    assert len(store.select(query)) == 2
    assert len(store.select(query.replace("SELECT", "SELECT DISTINCT"))) == 1


def test_bindings_are_values_never_sparql(store: Store) -> None:
    query = "SELECT ?s ?name { ?s rdfs:label ?name }"
    (row,) = store.select(query, name=Literal("葛均波", language="zh"))
    assert row["s"] == NamedNode(ID + "葛均波")
    assert store.select(query, name=Literal('" } DELETE { ?s ?p ?o', language="zh")) == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * {", "^the query does not parse: "),
        ("SELECT * { ?s foo:bar ?o }", "^the query does not parse: "),
        ("ASK { ?s ?p ?o }", "^this is no SELECT query: use SELECT to get rows$"),
    ],
)
def test_a_wrong_query(store: Store, query: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        store.select(query)
    assert "\n" not in str(caught.value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), min_size=1), source=st.text(st.characters()))
def test_any_text_is_stored_as_it_is_and_removed(store: Store, text: str, source: str) -> None:
    before = store.quads()
    new = says(text, "x" + source, (text, Reference(names=(text,), place=text + "市")))
    assert store.replace(new) is True
    assert {*graph.quads(new), *graph.reference_quads(new)} <= contents(store)
    assert store.replace(new) is False
    store.remove(graph.iri(new.document.iri).value)
    assert store.quads() == before
