import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest
from conftest import document, entity, evidence
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from kg import graph
from kg.errors import UsageError
from kg.export import FORMATS, RDF_FORMATS, export, network, serialize, trig
from kg.model import ID, Entity, Evidence, Extraction, Mention, Observation, Statement, segment
from kg.store import Store

# rdflib's own readers of JSON-LD and TriG use what rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

HOSPITAL, PERSON, COMPANY, DISTRICT = (ID + n for n in ("复旦大学附属中山医院", "葛均波", "联影医疗", "徐汇区"))
READERS = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
NATIVE = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "rdfxml": RdfFormat.RDF_XML}


def said(store: Store) -> set[Quad]:
    """All but the ontology."""
    return {quad for quad in store.quads() if quad.graph_name != graph.ONTOLOGY_GRAPH}


def union(quads: set[Quad]) -> set[Quad]:
    return {Quad(quad.subject, quad.predicate, quad.object) for quad in quads}


def second(text: str = "联影医疗与复旦大学附属中山医院合作", source: str = "news/b.txt") -> Extraction:
    """A second document: the same partners the other way round, and surer."""
    doc = document(text, source, issued="2022-01-01")
    return Extraction(
        doc,
        (entity(doc, "复旦大学附属中山医院", "Hospital"), entity(doc, "联影医疗", "Company")),
        (Statement("复旦大学附属中山医院", "partnersWith", "联影医疗", evidence(doc, text), "any", Decimal("0.99")),),
    )


def test_the_four_forms_of_the_union_say_the_same(store: Store) -> None:
    store.replace(second())
    graphs = [Graph().parse(data=export(store, name), format=reader) for name, reader in READERS.items()]
    assert len(graphs[0]) == len(union(said(store)))
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


@pytest.mark.parametrize(("name", "reader"), [("trig", "trig"), ("nquads", "nquads")])
def test_the_forms_with_graphs_keep_them(store: Store, name: str, reader: str) -> None:
    store.replace(second())
    form = {"trig": RdfFormat.TRIG, "nquads": RdfFormat.N_QUADS}[name]
    assert set(parse(export(store, name), format=form)) == said(store)
    data = Dataset()
    data.parse(data=export(store, name), format=reader)
    names = {str(one.identifier) for one in data.graphs() if len(one)}
    assert names == {str(quad.graph_name)[1:-1] for quad in said(store)}
    assert len(set(data.quads())) == len(said(store))


_BUILD = """
import sys
sys.path.insert(0, sys.argv[2])
from kg.export import FORMATS, export
from kg.store import Store
from test_export import second, third
with Store.open(sys.argv[1], write=True) as store:
    for extraction in sorted((second(), third()), key=lambda e: e.document.iri, reverse="turn" in sys.argv):
        store.replace(extraction)
    for name in FORMATS:
        sys.stdout.buffer.write(export(store, name))
"""


def third() -> Extraction:
    return second("徐汇区：联影医疗与复旦大学附属中山医院合作", "news/c.txt")


def test_builds_give_the_same_bytes_in_any_process_and_order(tmp_path: Path) -> None:
    def built(number: int, *turn: str) -> bytes:
        command = [sys.executable, "-c", _BUILD, str(tmp_path / str(number)), str(Path(__file__).parent), *turn]
        environment = os.environ | {"PYTHONHASHSEED": str(number)}
        return subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment).stdout

    first = built(1)
    assert len(first) > 10_000
    assert built(2) == first
    assert built(3, "turn") == first


def test_turtle_is_there_to_be_read(store: Store) -> None:
    text = export(store, "turtle").decode()
    prefixes = [line.split()[1].rstrip(":") for line in text.splitlines() if line.startswith("@prefix")]
    assert prefixes == sorted(graph.PREFIXES)
    assert (
        "\n\nid:葛均波 a ikg:Person ;\n"
        '\trdfs:label "葛均波"@zh ;\n'
        "\tikg:affiliatedWith id:复旦大学附属中山医院 ;\n"
        "\tikg:receivedAward id:科技功臣奖 .\n\n"
    ) in text


def test_json_ld_is_compact(store: Store) -> None:
    text = export(store, "jsonld").decode()
    assert '{"@id": "id:徐汇区", "@type": "ikg:Place", "rdfs:label": {"@value": "徐汇区", "@language": "zh"}' in text


def test_a_document_alone_as_trig(extraction: Extraction) -> None:
    written = trig(extraction)
    assert set(parse(written, format=RdfFormat.TRIG)) == set(graph.quads(extraction))
    data = Dataset()
    data.parse(data=written, format="trig")
    assert len(data) == len(graph.quads(extraction))


NAMES = [
    "Apple Inc.",
    "a.b.",
    "(上海)公司",
    "中山医院_(厦门)",
    "《科技》“引号”·张江",
    "</script><img onerror=x>",
    'say "hi" \\ \\u0041 \\. id:x\\. ',
    "' OR 1=1 --",
    "tab\tline\nreturn\r\r\nend",
    "\x00\x01\x0b\x7f\x85\ufffe\uffff",
    "lone \ud800 surrogate \udfff",
    "😀𠮷野\U000e0100",
    "=HYPERLINK(1)",
    "-x:y;z,w",
    "a' | b | c",
    "{}$%^&*`~?#[]@!",
    "id:x",
    "@prefix x: <y> .",
    " ",
    "\u2028\u2029\u200b\ufeff",
]


def strange(name: str) -> Extraction:
    """A document that holds a name in every place where a name or text can stand."""
    doc = replace(document("空" + name, "x" + name), title=name, publisher=name)
    place = Evidence(1, 1 + len(name), name)
    key = segment(name)
    return Extraction(
        doc,
        (
            Entity(key, name, "Company", "Company", (name, name + "公司"), (Mention(place, name),), name, Decimal(1)),
            Entity("乙", "乙", "Place", "Place", ("乙",), (Mention(place, "any"),), "any", Decimal("0.5")),
        ),
        (Statement(key, "locatedIn", "乙", place, name, Decimal("0.75")),),
        (Observation(key, name, Decimal("1.5"), name, place, period=name),),
    )


def with_names(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test with these names and with others that Hypothesis thinks of."""
    for name in NAMES:
        test = example(name=name)(test)
    tried = given(name=st.text(st.characters(), min_size=1))(test)
    return settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])(tried)


@with_names
def test_strange_names_survive_every_rdf_format(name: str) -> None:
    quads = set(graph.quads(strange(name)))
    want = Graph().parse(data=serialize(quads, "ntriples"), format="nt")
    for form, reader in READERS.items():
        written = serialize(quads, form)
        assert isomorphic(Graph().parse(data=written, format=reader), want), form
        if form in NATIVE:
            assert set(parse(written, format=NATIVE[form])) == union(quads)
    for form, native in (("trig", RdfFormat.TRIG), ("nquads", RdfFormat.N_QUADS)):
        written = serialize(quads, form)
        assert set(parse(written, format=native)) == quads
        data = Dataset()
        data.parse(data=written, format=form)
        assert len(data) == len(quads), form


@with_names
def test_strange_names_survive_the_network_formats_and_the_table(store: Store, name: str) -> None:
    extraction = strange(name)
    store.replace(extraction)
    iri, label = graph.iri(ID + segment(name)).value, graph.literal(name).value
    rich = network(store)
    assert rich.nodes[iri]["label"] == label
    for read in (nx.read_graphml, nx.read_gexf):
        flat = read(io.BytesIO(export(store, "graphml" if read is nx.read_graphml else "gexf")))
        assert set(flat) == set(rich)
        assert flat.nodes[iri]["label"] == " ".join(label.split())
        assert flat.number_of_edges() == rich.number_of_edges()
    rows = [row for row in table(store) if row["subject_iri"] == iri]
    assert [row["evidence"].removeprefix("'") for row in rows] == [label.removeprefix("'")]
    assert f'(e:Entity {{iri: "{iri}"}})' in export(store, "cypher").decode()
    store.remove(graph.iri(extraction.document.iri).value)


def table(store: Store) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(store, "csv").decode(), newline="")))


def test_the_table_has_a_row_for_each_place(store: Store) -> None:
    rows = table(store)
    assert len(rows) == 5
    assert rows[0] == {
        "subject": "上海交通大学",
        "subject_type": "University",
        "predicate": "partnersWith",
        "object": "联影医疗",
        "object_type": "Company",
        "confidence": "0.9",
        "modality": "planned",
        "document": "徐汇区发布科技创新成果",
        "date": "2021-12-02",
        "source": "news/a.txt",
        "evidence": "上海交通大学拟与联影医疗合作",
        "start": "54",
        "end": "68",
        "subject_iri": ID + "上海交通大学",
        "object_iri": COMPANY,
        "document_iri": store.documents()[0].iri,
    }


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@x", "＝1", "\t=1", "\r=1"])
def test_the_table_runs_nothing_in_a_spreadsheet(store: Store, formula: str) -> None:
    store.replace(strange(formula))
    (row,) = (row for row in table(store) if row["object"] == "乙")
    assert (row["subject"], row["evidence"], row["document"]) == ("'" + formula,) * 3


def test_the_network_has_what_documents_state(store: Store, extraction: Extraction) -> None:
    store.replace(second())
    whole = network(store)
    assert list(whole) == sorted(ID + one.key for one in extraction.entities)
    assert whole.nodes[HOSPITAL] == {
        "label": "复旦大学附属中山医院",
        "type": "Hospital",
        "klass": "Hospital",
        "names": ["ZSHS", "中山医院", "复旦大学附属中山医院"],
    }
    assert [(s[len(ID) :], p, o[len(ID) :]) for s, o, p in whole.edges(keys=True)] == [
        ("复旦大学附属中山医院", "locatedIn", "徐汇区"),
        ("复旦大学附属中山医院", "partnersWith", "联影医疗"),
        ("葛均波", "affiliatedWith", "复旦大学附属中山医院"),
        ("葛均波", "receivedAward", "科技功臣奖"),
    ]


def test_an_edge_counts_documents_and_takes_the_highest_confidence(store: Store) -> None:
    store.replace(second())
    assert network(store).edges[HOSPITAL, COMPANY, "partnersWith"] == {
        "predicate": "partnersWith",
        "confidence": 0.99,
        "support": 2,
        "evidence": [
            {
                "exact": "与联影医疗合作",
                "sentence": "中山医院位于徐汇区，与联影医疗合作。",
                "document": "徐汇区发布科技创新成果",
                "source": "news/a.txt",
            },
            {
                "exact": "联影医疗与复旦大学附属中山医院合作",
                "sentence": "联影医疗与复旦大学附属中山医院合作",
                "document": "联影医疗与复旦大学附属中山医院合作",
                "source": "news/b.txt",
            },
        ],
    }


@pytest.mark.parametrize(
    ("choice", "nodes"),
    [
        ({"focus": PERSON}, {PERSON, HOSPITAL, ID + "科技功臣奖"}),
        ({"focus": PERSON, "depth": 0}, {PERSON}),
        ({"focus": PERSON, "depth": 2}, {PERSON, HOSPITAL, ID + "科技功臣奖", DISTRICT, COMPANY}),
        ({"types": ["Hospital", "Place"]}, {HOSPITAL, DISTRICT}),
        ({"types": ["Organization"]}, {HOSPITAL, COMPANY, ID + "上海交通大学"}),
        ({"types": ["Hospital"], "focus": PERSON}, {PERSON, HOSPITAL}),
        ({"document": second().document.iri}, {HOSPITAL, COMPANY}),
    ],
)
def test_a_part_of_the_network(store: Store, choice: dict[str, object], nodes: set[str]) -> None:
    store.replace(second())
    part = network(store, **choice)  # type: ignore[arg-type]
    assert set(part) == nodes
    assert list(part) == sorted(part)
    assert all(set(data) == {"label", "type", "klass", "names"} for _, data in part.nodes(data=True))


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"focus": ID + "无"}, f"no entity {ID}无: kg find searches the names"),
        ({"document": "无"}, "no document 无: kg documents lists them"),
        ({"types": ["Hotel"]}, "unknown type Hotel: choose one of Person, University, Hospital"),
    ],
)
def test_a_part_that_is_not_there(store: Store, choice: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        network(store, **choice)  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)


def test_most_documents_decide_what_an_entity_is(store: Store) -> None:
    for number in range(2):
        doc = document(f"联影医疗{number}", f"{number}.txt")
        thing = replace(entity(doc, "联影医疗", "FinancialInstitution", kind="Company"), name=f"联影医疗{number}")
        store.replace(Extraction(doc, (thing,)))
    assert network(store).nodes[COMPANY] == {
        "label": "联影医疗1",
        "type": "Company",
        "klass": "FinancialInstitution",
        "names": ["联影医疗", "联影医疗0", "联影医疗1"],
    }


def test_graphml_and_gexf_hold_texts_and_numbers(store: Store) -> None:
    store.replace(second())
    for read, name in ((nx.read_graphml, "graphml"), (nx.read_gexf, "gexf")):
        edges = read(io.BytesIO(export(store, name))).edges(data=True)
        (edge,) = (data for _, _, data in edges if data["predicate"] == "partnersWith")
        assert (edge["confidence"], edge["support"]) == (0.99, 2)
        assert edge["evidence"] == "与联影医疗合作 | 联影医疗与复旦大学附属中山医院合作"
        assert edge["sources"] == "news/a.txt | news/b.txt"
        assert not [key for key, value in edge.items() if not isinstance(value, str | int | float)]


def test_cypher_merges_entities_and_relations(store: Store) -> None:
    lines = export(store, "cypher").decode().splitlines()
    assert all(line.endswith(";") for line in lines)
    assert lines[2] == (
        f'MERGE (e:Entity {{iri: "{HOSPITAL}"}}) SET e:Hospital:Organization, '
        'e += {label: "复旦大学附属中山医院", names: ["ZSHS", "中山医院", "复旦大学附属中山医院"]};'
    )
    assert lines[7] == (
        f'MATCH (a:Entity {{iri: "{HOSPITAL}"}}), (b:Entity {{iri: "{DISTRICT}"}}) MERGE (a)-[r:locatedIn]->(b) '
        'SET r += {confidence: 0.9, support: 1, evidence: ["中山医院位于徐汇区"]};'
    )


def test_an_empty_store_exports(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "empty"), write=True) as store:
        for name in FORMATS:
            assert isinstance(export(store, name), bytes)
        assert len(Graph().parse(data=export(store, "jsonld"), format="json-ld")) == 0
        assert len(Graph().parse(data=export(store, "rdfxml"), format="xml")) == 0
        assert len(network(store)) == 0


def test_unknown_formats(store: Store) -> None:
    with pytest.raises(UsageError, match=r"^unknown format pdf: choose one of turtle, trig, ntriples, nquads, "):
        export(store, "pdf")
    with pytest.raises(UsageError, match=r"^unknown RDF format csv: choose one of turtle, trig, "):
        serialize([], "csv")


def test_formats_without_graphs_write_triples(extraction: Extraction) -> None:
    doubled = graph.quads(extraction) + [Quad(q.subject, q.predicate, q.object) for q in graph.quads(extraction)]
    for name in set(RDF_FORMATS) & set(NATIVE):
        read = list(parse(serialize(doubled, name), format=NATIVE[name]))
        assert {quad.graph_name for quad in read} == {DefaultGraph()}
        assert len(read) == len(graph.quads(extraction))
