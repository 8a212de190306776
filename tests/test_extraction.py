"""Texts become entities, statements and observations; every one of them points to the characters that say it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.documents import from_text, read
from kg.extraction import extract
from kg.lang import table
from kg.model import Extraction

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))


def said(extraction: Extraction, predicate: str) -> set[tuple[str, str]]:
    """Return the pairs that stand in a relation, by every name that each has."""
    names = {e.key: {e.name, *e.names} for e in extraction.entities}
    stated = [s for s in extraction.statements if s.predicate == predicate and not s.modality]
    pairs = {(a, b) for s in stated for a in names[s.subject] for b in names[s.object]}
    return pairs | ({(b, a) for a, b in pairs} if predicate == "partnersWith" else set())


@pytest.mark.parametrize(
    ("predicate", "example", "expects"),
    [(row["predicate"], row["example"], row["expects"]) for row in table("relations") if row["example"]],
)
def test_each_relation_rule_does_what_its_example_says(predicate: str, example: str, expects: str) -> None:
    found = said(extract(from_text(example.removeprefix("!"), "example")), predicate)
    wanted = {tuple(part.strip() for part in pair.split(">")) for pair in expects.split(";")}
    assert not (wanted & found) if example.startswith("!") else wanted <= found


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_every_span_is_the_text_that_it_quotes(path: Path) -> None:
    document = read(path)
    extraction = extract(document)
    quotes = [m.evidence for e in extraction.entities for m in e.mentions]
    quotes += [s.evidence for s in extraction.statements] + [o.evidence for o in extraction.observations]
    assert quotes
    assert all(document.text[q.start : q.end] == q.exact for q in quotes)
    assert all(e.mentions for e in extraction.entities)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_statements_and_observations_speak_of_entities_of_the_document(path: Path) -> None:
    extraction = extract(read(path))
    keys = [e.key for e in extraction.entities]
    assert len(keys) == len(set(keys))
    assert {k for s in extraction.statements for k in (s.subject, s.object)} <= set(keys)
    assert {o.about for o in extraction.observations} <= set(keys)


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("复旦大学与上海电气签署战略合作协议。", ""),
        ("复旦大学拟与上海电气签署战略合作协议。", "planned"),
        ("复旦大学将与上海电气签署战略合作协议。", "planned"),
        ("复旦大学没有与上海电气签署战略合作协议。", "denied"),
        ("复旦大学取消与上海电气签署战略合作协议。", "ended"),
    ],
)
def test_what_is_planned_denied_or_over_says_so(text: str, modality: str) -> None:
    found = {s.modality for s in extract(from_text(text, "x")).statements if s.predicate == "partnersWith"}
    assert found == {modality}


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("上海复旦大学与华为公司签约、，。“”（）院士张江2021年3亿元\n 的「」A·"), max_size=120
    )
)
def test_any_text_gives_spans_that_hold_and_the_same_result_twice(text: str) -> None:
    document = from_text("甲" + text, "x")
    one, two = extract(document), extract(document)
    assert one == two
    for entity in one.entities:
        assert all(document.text[m.evidence.start : m.evidence.end] == m.evidence.exact for m in entity.mentions)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("3月2日，复旦大学与上海电气联合实验室揭牌仪式在徐汇区举行。", "复旦大学与上海电气联合实验室揭牌仪式"),
        ("校长出席同济大学产业研究院签约揭牌仪式。", "同济大学产业研究院签约揭牌仪式"),
        ("签约仪式在徐汇区举行。", ""),
    ],
)
def test_a_ceremony_has_its_whole_name(text: str, name: str) -> None:
    events = [e.name for e in extract(from_text(text, "x")).entities if e.type == "Event"]
    assert events == ([name] if name else [])


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("合肥市科技局局长范进表示，项目顺利。", {("范进", "合肥市科学技术局", "heads")}),
        ("合肥市委副书记、市长罗云峰出席。合肥市人民政府主办。", {("罗云峰", "合肥市人民政府", "heads")}),
        ("同济大学副校长(研究及创新)赵汝恒发言。", {("赵汝恒", "同济大学", "affiliatedWith")}),
        ("上海医药董事长杨秋华、总裁沈波到会。", {("沈波", "上海医药集团股份有限公司", "heads")}),
        ("同济大学副校长邓向阳、宋国权出席。", {("宋国权", "同济大学", "affiliatedWith")}),
    ],
)
def test_people_belong_where_their_titles_say(text: str, pairs: set[tuple[str, str, str]]) -> None:
    found = {(s.subject, s.object, s.predicate) for s in extract(from_text(text, "x")).statements}
    assert pairs <= found


def test_of_two_people_the_body_between_them_goes_with_the_one_whose_title_follows() -> None:
    text = "瑞金医院院长王伟，同济大学党委副书记、纪委书记邓向阳出席。"
    found = said(extract(from_text(text, "x")), "affiliatedWith")
    assert ("邓向阳", "同济大学") in found
    assert ("王伟", "同济大学") not in found


def test_a_short_form_of_a_name_says_nothing_of_an_owner_that_its_full_name_does_not_begin_with() -> None:
    text = "华中科技大学同济医学院附属同济医院启用新楼。同济医院院长致辞。上海交大医学院揭牌。"
    found = said(extract(from_text(text, "x")), "partOf")
    assert ("同济医院", "同济大学") not in found
    assert ("同济医院", "华中科技大学同济医学院") in found
    assert ("上海交大医学院", "上海交通大学") in found


def test_a_list_is_not_closed_by_the_end_of_a_name() -> None:
    text = "中心依托国家妇产疾病临床医学研究中心、人畜共患传染病重症诊治全国重点实验室等同济医院的科创平台。"
    found = extract(from_text(text, "x")).entities
    assert [e.klass for e in found if e.name.endswith("实验室")] == ["Laboratory"]
    assert [e.klass for e in found if e.name.endswith("医院")] == ["Hospital"]
