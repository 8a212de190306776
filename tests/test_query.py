"""Queries read, and only read; names lead to entities; answers are written in every format."""

import csv
import io
import json
from contextlib import suppress
from decimal import Decimal

import pytest
from conftest import document, entity, evidence
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

from kg import query, settings
from kg.errors import UsageError
from kg.model import DOCUMENT, GRAPH, ID, Extraction, Statement
from kg.query import Table, Triples, Truth
from kg.query.catalogue import parsed
from kg.query.results import plain, short, width
from kg.query.syntax import check
from kg.store import Store

HOSPITAL = ID + "复旦大学附属中山医院"


@pytest.fixture
def two(store: Store) -> Store:
    """The store with a second document, which says one relation again and has a hospital of a like name."""
    doc = document("厦门中山医院设在湖里区。联影医疗携手中山医院。枫林园区位于徐汇区。", "news/b.txt", "2022-01-05")
    said = [
        ("联影医疗", "partnersWith", "复旦大学附属中山医院", "联影医疗携手中山医院"),
        ("枫林园区", "locatedIn", "徐汇区", "枫林园区位于徐汇区"),
    ]
    second = Extraction(
        doc,
        entities=(
            entity(doc, "厦门中山医院", "Hospital", "厦门中山医院", "中山医院"),
            entity(doc, "复旦大学附属中山医院", "Hospital", "中山医院"),
            entity(doc, "联影医疗", "Company"),
            entity(doc, "枫林园区", "Park"),
            entity(doc, "徐汇区", "Place"),
        ),
        statements=tuple(Statement(s, p, o, evidence(doc, words), "rule", Decimal("0.80")) for s, p, o, words in said),
    )
    store.replace(second)
    return store


def rows(store: Store, sparql: str) -> list[tuple[str, ...]]:
    table = query.run(store, sparql)
    assert isinstance(table, Table)
    return [tuple("" if term is None else short(getattr(term, "value", "")) for term in row) for row in table]


def ask(store: Store, name: str, **given: str) -> list[tuple[str, ...]]:
    return rows(store, query.called(name).bind(store, given))


# What may be asked


@pytest.mark.parametrize(
    "sparql",
    [
        "INSERT DATA { <a:b> <a:c> <a:d> }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://example.org/>",
        "clear all",
        "DROP GRAPH <a:b>",
        "PREFIX x: <a:> insert data { x:b x:c x:d }",
        "ASK {} ; DROP ALL",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "ASK { SERVICE SILENT ?where { ?s ?p ?o } }",
        "SELECT * { { SELECT * { OPTIONAL { SeRvIcE <http://127.0.0.1:9/> {} } } } }",
    ],
)
def test_what_writes_or_leaves_the_store_is_refused_and_the_store_stays(store: Store, sparql: str) -> None:
    before = store.quads()
    with pytest.raises(UsageError, match=r"^the query is refused"):
        query.run(store, sparql)
    assert store.quads() == before


def test_a_call_that_looks_like_part_of_an_iri_is_still_seen_by_the_engine() -> None:
    # By the letter <2)SERVICE#> is an IRI; the engine reads a comparison, and a call of another server.
    with pytest.raises(UsageError):
        check("ASK { FILTER(1<2)SERVICE#>\n<http://127.0.0.1:9/> {} }")


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?service { ?service a ikg:Hospital }",
        "SELECT ?x { ?x rdfs:label 'SERVICE <http://x/> INSERT' }",
        'SELECT ?x { ?x rdfs:label """DROP "ALL" SERVICE""" }',
        "SELECT ?x { ?x a ikg:Hospital } # SERVICE, LOAD and DELETE",
        "PREFIX service: <http://example.org/service#> SELECT ?x { ?x a service:load }",
        "SELECT ?x { ?x a <http://example.org/SERVICE/INSERT> }",
        "SELECT ?Service ?service { ?Service ?insert ?service }",
        "SELECT ?x { ?x rdfs:label 'drop'@en-service }",
        "DESCRIBE id:徐汇区",
        "CONSTRUCT WHERE { ?clear ikg:partnersWith ?load }",
        "BASE <http://example.org/> ASK { <load> <service> <from> }",
        "SELECT ?x { ?x ?y ?z FILTER(?z < 5 && ?z > 1) }",
    ],
)
def test_such_words_in_names_strings_comments_and_iris_are_no_reason_to_refuse(store: Store, sparql: str) -> None:
    assert query.run(store, sparql) is not None


@given(st.text())
def test_any_text_is_either_a_query_or_told_on_one_line(sparql: str) -> None:
    with suppress(UsageError):
        check(sparql)
        return
    with pytest.raises(UsageError) as caught:
        check(sparql)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("sparql", "message"),
    [
        ("SELECT ?x {", "line 1, column 12, at its end"),
        ("SELECT ?x {\n  ?x rdfs:label '中山' ?? }", 'line 2, column 22, near "?? }"'),
        ("SELECT ?x { ?x foo:b 1 }", "the prefix foo: is not declared; predefined are dcterms: doc: graph: id: ikg:"),
        ("SELECT ?y { ?x a ikg:Person } GROUP BY ?x", "the SELECT contains a variable that is unbound"),
        (" \n", "the query is empty"),
        ("SELECT (<http://example.org/f>(1) AS ?x) {}", "custom function"),
    ],
)
def test_a_query_that_does_not_parse_is_told_with_its_place(store: Store, sparql: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        query.run(store, sparql)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_from_chooses_the_graphs_that_are_read(store: Store) -> None:
    counted = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
    everything = int(rows(store, counted.format(""))[0][0])
    reference = int(rows(store, counted.format("FROM graph:reference"))[0][0])
    assert 0 < reference < everything
    assert rows(store, "SELECT ?t FROM graph:reference { ?x a ?t }") == []
    assert reference == sum(quad.graph_name == NamedNode(GRAPH + "reference") for quad in store.quads())


def test_the_prefixes_of_documents_and_graphs_are_declared(store: Store) -> None:
    (record,) = store.documents()
    assert rows(store, f"SELECT ?t {{ doc:{record.iri.removeprefix(DOCUMENT)} dcterms:title ?t }}") == [
        ("徐汇区发布科技创新成果",)
    ]
    assert query.run(store, "ASK { GRAPH graph:ontology { ikg:Person ikg:entityType true } }")


# How answers are written


def test_a_table_is_aligned_by_the_width_of_characters_and_shows_labels(store: Store) -> None:
    sparql = "SELECT DISTINCT ?who ?award ?n { ?who ikg:receivedAward ?award BIND(12 AS ?n) }"
    assert query.render(query.run(store, sparql)) == (
        "who     award        n\n──────  ──────────  ──\n葛均波  科技功臣奖  12\n"
    )


def test_a_table_shows_other_iris_by_prefix_and_what_is_unbound_as_nothing(store: Store) -> None:
    sparql = "SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (ikg:Person UNDEF <http://example.org/x>) } }"
    assert query.render(query.run(store, sparql)).splitlines()[2] == "ikg:Person     http://example.org/x"


@given(st.text())
def test_a_cell_holds_no_line_break_and_no_control_character(text: str) -> None:
    assert all(character.isprintable() or ord(character) > 0x9F for character in plain(text))


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("徐汇", 4), ("ＨＵＢ", 6), ("e\u0301", 1), ("“a”", 3), ("", 0)]
)
def test_width_counts_columns_of_a_terminal(text: str, columns: int) -> None:
    assert width(text) == columns


def test_the_formats_of_sparql_results_hold_the_same_rows(store: Store) -> None:
    sparql = "SELECT ?name { id:葛均波 rdfs:label ?name }"
    written = {form: query.render(query.run(store, sparql), form) for form in ("csv", "tsv", "json", "xml")}
    assert list(csv.reader(io.StringIO(written["csv"]))) == [["name"], ["葛均波"]]
    assert written["tsv"].splitlines() == ["?name", '"葛均波"@zh']
    assert json.loads(written["json"])["results"]["bindings"][0]["name"]["value"] == "葛均波"
    assert '<literal xml:lang="zh">葛均波</literal>' in written["xml"]


def test_a_construct_is_turtle_with_each_triple_once(two: Store) -> None:
    result = query.run(two, "CONSTRUCT { ?a ikg:partnersWith ?b } WHERE { ?a ikg:partnersWith ?b }")
    assert isinstance(result, Triples)
    triples = [quad.triple for quad in parse(query.render(result), format=RdfFormat.TURTLE)]
    assert len(triples) == len(set(triples)) == 1


@pytest.mark.parametrize(
    ("sparql", "written"), [("ASK { id:葛均波 ?p ?o }", "true\n"), ("ASK { id:无此人 ?p ?o }", "false\n")]
)
def test_an_ask_is_answered_by_true_or_false(store: Store, sparql: str, written: str) -> None:
    result = query.run(store, sparql)
    assert isinstance(result, Truth)
    assert query.render(result) == written
    assert json.loads(query.render(query.run(store, sparql), "json"))["boolean"] is (written == "true\n")


@pytest.mark.parametrize(
    ("sparql", "form", "valid"),
    [
        ("SELECT ?x {}", "turtle", "table or csv or tsv or json or xml"),
        ("ASK {}", "turtle", "table or csv or tsv or json or xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "csv", "turtle"),
        ("DESCRIBE id:徐汇区", "table", "turtle"),
        ("SELECT ?x {}", "yaml", "table or csv or tsv or json or xml"),
    ],
)
def test_a_format_that_does_not_suit_the_answer_is_refused(store: Store, sparql: str, form: str, valid: str) -> None:
    with pytest.raises(UsageError, match=f"use {valid}$"):
        query.render(query.run(store, sparql), form)


# Named queries


def test_every_named_query_says_what_it_answers_in_both_languages_and_parses() -> None:
    assert len(query.named()) >= 12
    for name, asked in query.named().items():
        assert all(asked.title), name
        assert all(asked.answers), name
        assert asked.title[0] != asked.title[1], name
        assert bool(asked.example) == bool(asked.parameters), name
        check(asked.text)


def test_every_named_query_is_answered_for_all_and_for_one(two: Store) -> None:
    example = {"a": "葛均波", "b": "联影医疗", "place": "徐汇区", "type": "Hospital"}
    for name, asked in query.named().items():
        given = {each.name: example.get(each.name, "id:复旦大学附属中山医院") for each in asked.parameters}
        required = {each.name: given[each.name] for each in asked.parameters if not each.optional}
        assert len(ask(two, name, **given)) <= len(ask(two, name, **required)), name


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        ("partners", {"organization": "联影医疗"}, [("id:联影医疗", "id:复旦大学附属中山医院", "2")]),
        (
            "partners",
            {"organization": "id:复旦大学附属中山医院"},
            [("id:复旦大学附属中山医院", "id:联影医疗", "2")],
        ),
        (
            "located-in",
            {"place": "徐汇区", "type": "医疗机构"},
            [("id:复旦大学附属中山医院", "ikg:Hospital", "id:徐汇区")],
        ),
        (
            "located-in",
            {"place": "徐汇区"},
            [("id:复旦大学附属中山医院", "ikg:Hospital", "id:徐汇区"), ("id:枫林园区", "ikg:Park", "id:徐汇区")],
        ),
        ("hospitals-with-companies", {}, [("id:复旦大学附属中山医院", "id:联影医疗", "")]),
        (
            "connections",
            {"a": "葛均波", "b": "联影医疗"},
            [("id:葛均波", "→ affiliatedWith", "id:复旦大学附属中山医院", "— partnersWith", "id:联影医疗")],
        ),
        (
            "connections",
            {"a": "葛均波", "b": "科技功臣奖"},
            [("id:葛均波", "→ receivedAward", "", "", "id:科技功臣奖")],
        ),
        ("awards", {}, [("id:科技功臣奖", "id:葛均波", "ikg:affiliatedWith", "id:复旦大学附属中山医院")]),
        ("people", {"person": "葛均波"}, [("id:葛均波", "ikg:affiliatedWith", "id:复旦大学附属中山医院")]),
        (
            "plans",
            {},
            [
                (
                    "planned",
                    "id:上海交通大学",
                    "ikg:partnersWith",
                    "id:联影医疗",
                    "上海交通大学拟与联影医疗合作",
                    "2021-12-02",
                )
            ],
        ),
        (
            "figures",
            {"entity": "徐汇区"},
            [
                ("id:徐汇区", "授奖", "63", "项", "2020", "false", "授奖63项", "2021-12-02"),
                ("id:徐汇区", "经费", "520000000", "元", "", "true", "经费约5.2亿元", "2021-12-02"),
            ],
        ),
    ],
)
def test_named_queries_answer_what_they_say(
    two: Store, name: str, given: dict[str, str], found: list[tuple[str, ...]]
) -> None:
    assert ask(two, name, **given) == found


def test_what_two_documents_say_is_counted_once(two: Store) -> None:
    found = {row[0]: row[2] for row in ask(two, "most-connected", type="Organization")}
    # The person, the company, the district that texts state; the city and the university that gazetteers know.
    assert found["id:复旦大学附属中山医院"] == "5"
    assert ("ikg:Hospital", "2") in ask(two, "classes")


def test_a_name_of_two_things_is_bound_to_both(two: Store) -> None:
    assert {row[0] for row in ask(two, "documents", entity="中山医院")} == {"2021-12-02", "2022-01-05"}
    assert {row[3] for row in ask(two, "documents", entity="中山医院")} == {
        "id:复旦大学附属中山医院",
        "id:厦门中山医院",
    }


@pytest.mark.parametrize(
    "name", ['中山"} UNION { ?s ?p ?o } #', "> } ; DROP ALL", "\\u0022", "<http://x/> <y>", "id:a b"]
)
def test_a_name_is_never_read_as_sparql(store: Store, name: str) -> None:
    with pytest.raises(UsageError):
        query.called("partners").bind(store, {"organization": name})


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("partners", {}, "needs organization: give organization=NAME"),
        ("partners", {"who": "徐汇区"}, 'has no variable "who"; it takes organization=NAME'),
        ("partners", {"organization": "中山医科"}, 'no entity is called "中山医科"; near are 中山医院'),
        ("located-in", {"place": "徐汇区", "type": "Clinic"}, 'no class is called "Clinic": use Person, University'),
        ("classes", {"type": "Park"}, "it takes none"),
    ],
)
def test_a_wrong_variable_or_name_is_told_with_the_valid_ones(
    store: Store, name: str, given: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        query.called(name).bind(store, given)
    assert message in str(caught.value)


def test_an_unknown_query_is_told_with_the_near_ones() -> None:
    with pytest.raises(UsageError, match=r'"partnerz"; near are partners'):
        query.called("partnerz")


def test_a_head_whose_variable_has_no_place_is_refused() -> None:
    with pytest.raises(UsageError, match="lacks VALUES"):
        parsed("mine", "# variables: who\nSELECT ?who { ?who a ikg:Person }")


def test_a_query_folder_is_read_from_the_package() -> None:
    assert {path.stem for path in settings.QUERIES.glob("*.rq")} == set(query.named())
