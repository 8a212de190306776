"""Names lead to entities, entities to what is known of them, and chains of relations from one to the other."""

from decimal import Decimal

import pytest
from test_query import two

from kg import query
from kg.errors import UsageError
from kg.model import DOCUMENT, ID
from kg.store import Store

__all__ = ["two"]

HOSPITAL = ID + "复旦大学附属中山医院"


@pytest.mark.parametrize(
    "name",
    ["复旦大学附属中山医院", "zshs", "ＺＳＨＳ", "id:复旦大学附属中山医院", HOSPITAL, f"<{HOSPITAL}>"],
)
def test_an_entity_is_found_by_any_name_whatever_its_case_and_width_and_by_its_iri(store: Store, name: str) -> None:
    assert query.resolve(store, name) == [HOSPITAL]


@pytest.mark.parametrize("name", ["id:无此物", "https://example.org/x"])
def test_an_iri_that_the_store_does_not_have_is_told(store: Store, name: str) -> None:
    with pytest.raises(UsageError, match="the store has no entity"):
        query.resolve(store, name)


def test_find_puts_whole_names_first_then_beginnings_then_parts(two: Store) -> None:
    found = [(match.label, match.name, match.rank) for match in query.find(two, "中山医院")]
    assert found == [("厦门中山医院", "中山医院", 0), ("复旦大学附属中山医院", "中山医院", 0)]
    assert [(match.label, match.rank) for match in query.find(two, "复旦")] == [
        ("复旦大学", 1),
        ("复旦大学附属中山医院", 1),
    ]
    assert [(match.label, match.klass, match.rank) for match in query.find(two, "园区")] == [("枫林园区", "Park", 2)]
    assert query.find(two, "没有这个") == query.find(two, "") == []
    assert len(query.find(two, "医院", limit=1)) == 1


def test_show_gathers_relations_of_both_directions_with_their_words(two: Store) -> None:
    card = query.show(two, "id:复旦大学附属中山医院")
    assert (card.label, card.klass, card.same_as) == (
        "复旦大学附属中山医院",
        "Hospital",
        ("http://www.wikidata.org/entity/Q11127433",),
    )
    assert card.names == ("ZSHS", "中山医院")
    facts = {(fact.predicate, card.labels.get(fact.subject), card.labels.get(fact.object)): fact for fact in card.facts}
    partners = facts["partnersWith", "复旦大学附属中山医院", "联影医疗"]
    assert [quote.exact for quote in partners.quotes] == ["与联影医疗合作", "联影医疗携手中山医院"]
    assert [quote.source for quote in partners.quotes] == ["news/a.txt", "news/b.txt"]
    assert partners.confidence == Decimal("0.9")
    assert facts["affiliatedWith", "葛均波", "复旦大学附属中山医院"].quotes[0].issued == "2021-12-02"
    assert facts["partOf", "复旦大学附属中山医院", "复旦大学"].quotes == ()


def test_a_card_reads_as_text_with_numbered_sources(two: Store) -> None:
    text = query.described(query.show(two, "徐汇区"))
    assert text.startswith("徐汇区  地点 place\n")
    assert "经费: 约 520,000,000 元\n      “经费约5.2亿元” [1]" in text
    assert "上海市  (通用知识 reference)" in text
    assert text.endswith(
        "[2] 2022-01-05 《厦门中山医院设在湖里区。联影医疗携手中山医院。枫林园区位于徐汇区。》 news/b.txt\n"
    )


def test_a_plan_is_shown_as_one(store: Store) -> None:
    assert "联影医疗  (拟 planned, 0.9)" in query.described(query.show(store, "上海交通大学"))


def test_show_lists_the_candidates_of_an_ambiguous_name(two: Store) -> None:
    with pytest.raises(UsageError, match=r"2 entities; say which: id:厦门中山医院, id:复旦大学附属中山医院$"):
        query.show(two, "中山医院")


# Paths and totals


def test_a_path_is_the_shortest_chain_whichever_way_its_relations_point(two: Store) -> None:
    (chain,) = query.path(two, "葛均波", "枫林园区")
    assert [node.removeprefix(ID) for node in chain.nodes] == ["葛均波", "复旦大学附属中山医院", "徐汇区", "枫林园区"]
    assert [step.predicate for step in chain.steps] == ["affiliatedWith", "locatedIn", "locatedIn"]
    assert all(step.quotes for step in chain.steps)
    assert query.narrated(two, [chain]).splitlines()[:3] == [
        "葛均波",
        "  —任职于 affiliatedWith→ 复旦大学附属中山医院",
        "      “复旦大学附属中山医院葛均波院士”  2021-12-02 《徐汇区发布科技创新成果》 news/a.txt",
    ]
    assert "  ←位于 locatedIn— 枫林园区" in query.narrated(two, [chain])


def test_there_is_no_path_beyond_the_steps_allowed_nor_over_a_mere_plan(two: Store) -> None:
    assert query.path(two, "葛均波", "枫林园区", most=2) == []
    assert query.path(two, "上海交通大学", "联影医疗") == []


def test_a_thing_has_no_path_to_itself(two: Store) -> None:
    with pytest.raises(UsageError, match="are the same thing: id:葛均波"):
        query.path(two, "葛均波", "id:葛均波")


def test_counts_are_of_things_not_of_how_often_they_are_said(two: Store) -> None:
    counts = query.counts(two)
    assert (counts.documents, counts.entities, counts.relations, counts.figures) == (2, 8, 5, 2)
    assert (counts.types["Park"], counts.types["Place"]) == (1, 1)
    assert (counts.predicates["partnersWith"], counts.predicates["locatedIn"]) == (1, 2)


def test_a_document_is_named_by_iri_source_or_title(store: Store) -> None:
    (record,) = store.documents()
    for name in (record.iri, "doc:" + record.iri.removeprefix(DOCUMENT), "news/a.txt", "徐汇区发布科技创新成果"):
        assert query.document(store, name) == record.iri
    with pytest.raises(UsageError, match="kg documents lists them"):
        query.document(store, "news/z.txt")
