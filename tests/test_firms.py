"""Names of firms from the words around them, and who holds or takes a stake in whom."""

import pytest

from kg import documents
from kg.extraction import extract
from kg.lang import table, words
from kg.lang.compile.listings import listings, reads_as_words, short_name


def firms(text: str) -> set[str]:
    """All written forms of the companies of a text."""
    extraction = extract(documents.from_text(text, "test"))
    return {name for e in extraction.entities if e.type == "Company" for name in (e.name, *e.names)}


def stated(text: str, predicate: str, modality: str = "") -> set[tuple[str, str]]:
    """The relations of a text, each end by its last written form."""
    extraction = extract(documents.from_text(text, "test"))
    forms = {e.key: min((e.name, *e.names), key=len) for e in extraction.entities}
    return {
        (forms[s.subject], forms[s.object])
        for s in extraction.statements
        if (s.predicate, s.modality) == (predicate, modality)
    }


NAMED = [
    ("names that no list has", "宏昇集团公告，已完成对子公司瑞泓锂业的增资。", {"宏昇集团", "瑞泓锂业"}),
    ("a name that no list has, by its shares", "根据公告，公司收购了上海衡沄12%股权。", {"上海衡沄"}),
    ("special treatment", "*ST兰光昨日停牌。", {"兰光"}),
    ("a listed name that reads like words, as a firm", "长江电力公告称，公司股价上涨。", {"长江电力"}),
    ("a name behind a preposition that the words of a dictionary swallow", "该项目由佳兆业全资拥有。", {"佳兆业"}),
    ("a pair of characters before the head", "上市公司将控股渝能集团。", {"渝能集团"}),
    ("a numeral as the core", "三元集团昨日公告了重组方案。", {"三元集团"}),
    ("any words in a legal name", "日前，特来电新能源有限公司与中交通力建设股份有限公司签约。",
     {"特来电新能源有限公司", "中交通力建设股份有限公司"}),
    ("a core before the place of a legal name", "大唐华银郴州环保发电有限公司中标。", {"大唐华银郴州环保发电有限公司"}),
    ("a place within a known name", "前海人寿增持股份。", {"前海人寿"}),
    ("a dash is an edge", "子公司——广运实业投资有限责任公司", {"广运实业投资有限责任公司"}),
    ("two characters before a trade", "曦晨资本宣布收购该公司股权。", {"曦晨资本"}),
    ("a class of shares is no part of it", "深振业A大股东减持。", {"深振业"}),
    ("the holder is no part of it", "大股东汇金公司增持。", {"汇金公司"}),
    ("a state before it is no part of it", "双方宣布与海澜集团签署协议。", {"海澜集团"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in NAMED], ids=[case[0] for case in NAMED])
def test_firms_are_found(text: str, expected: set[str]) -> None:
    assert expected <= firms(text)


NOT_NAMED = [
    ("a listed name in a description", "这里的长江电力供应充足，机器人很多。"),
    ("an everyday word", "苹果熟了，联想到丰收，大家都很高兴。"),
    ("kinds of firms", "该公司成立了货运航空公司和一家内资公司，并设立全资子公司。"),
    ("a ranked kind of firm", "它是欧洲第二大酒店集团。"),
    ("a person who takes a stake", "自然人范晓冰收购了部分股权。"),
    ("a sum of money", "公司以12亿欧元收购该资产。"),
]


@pytest.mark.parametrize("text", [case[1] for case in NOT_NAMED], ids=[case[0] for case in NOT_NAMED])
def test_no_firm_is_found(text: str) -> None:
    assert firms(text) == set()


STAKES = [
    ("first holder", "上海电气的第一大股东腾讯控股发布报告。", ("腾讯控股", "上海电气")),
    ("is the holder", "腾讯控股成为上海电气第二大股东。", ("腾讯控股", "上海电气")),
    ("an owned part of the one named first", "腾讯控股收购复星医药旗下的上海电气。", ("腾讯控股", "上海电气")),
    ("holds what another plans to buy", "复星医药拟收购腾讯控股持有的上海电气12%股权。", ("腾讯控股", "上海电气")),
    ("buyer at the end", "复星医药将所持上海电气的股权转让给腾讯控股。", ("腾讯控股", "上海电气")),
    ("buyer before the verb", "复星医药向腾讯控股转让上海电气12%股权。", ("腾讯控股", "上海电气")),
    ("raised to", "腾讯控股将上海电气股份增持至12%。", ("腾讯控股", "上海电气")),
    ("money for a subsidiary", "腾讯控股向上海电气增资5亿元。", ("腾讯控股", "上海电气")),
    ("after it came in", "自腾讯控股入主后，上海电气扭亏为盈。", ("腾讯控股", "上海电气")),
    ("a stake, not the whole", "腾讯控股取得上海电气51%股权。", ("腾讯控股", "上海电气")),
]


@pytest.mark.parametrize(("text", "pair"), [case[1:] for case in STAKES], ids=[case[0] for case in STAKES])
def test_stakes(text: str, pair: tuple[str, str]) -> None:
    assert pair in stated(text, "investsIn")


def test_a_paper_of_a_deal_is_no_programme() -> None:
    extraction = extract(documents.from_text("公司发布《关于受让合肥国轩高科股权意向的公告》。", "test"))
    assert "Programme" not in {e.type for e in extraction.entities}


def test_a_planned_purchase_is_no_stake() -> None:
    text = "复星医药拟收购腾讯控股持有的上海电气12%股权。"
    assert ("复星医药", "上海电气") not in stated(text, "investsIn")
    assert ("复星医药", "上海电气") in stated(text, "investsIn", "planned")


PARTNERS = [
    ("in a place", "腾讯控股与上海电气在北京签署合作协议。"),
    ("on a matter", "腾讯控股与上海电气就新能源业务签署战略合作协议。"),
    ("what the partner is stands between", "腾讯控股与行业巨头上海电气达成合作。"),
    ("over a comma", "腾讯控股宣布与上海电气，共同投资5亿元。"),
    ("a paper in marks", "腾讯控股与上海电气签订了《股权合作框架协议》。"),
    ("the subject comes after", "与上海电气的合作方面，腾讯控股表示满意。"),
    ("what both found", "腾讯控股与上海电气成立合资公司。"),
]


@pytest.mark.parametrize("text", [case[1] for case in PARTNERS], ids=[case[0] for case in PARTNERS])
def test_partners(text: str) -> None:
    assert {frozenset(pair) for pair in stated(text, "partnersWith")} == {frozenset({"腾讯控股", "上海电气"})}


def test_those_who_sign_with_another_are_no_partners_of_each_other() -> None:
    assert stated("腾讯控股、上海电气等出资方与管理人签约。", "partnersWith") == set()


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("万  科Ａ", "万科"),
        ("*ST兰光", "兰光"),
        ("XD贵州茅", "贵州茅"),
        ("九号公司-WD", "九号公司"),
        ("神城B退", "神城"),
    ],
)
def test_listed_names_lose_their_marks(raw: str, name: str) -> None:
    assert short_name(raw) == name


def test_listed_names_that_read_like_words_are_weak_evidence() -> None:
    rows, everyday = listings(["机器人", "上海电影", "韦尔泰克", "*ST韦尔泰克"], frozenset())
    assert [row.name for row in rows] == ["韦尔泰克"]
    assert everyday == ["上海电影", "机器人"]
    assert reads_as_words("智慧农业")


def test_words_around_firms_have_one_weight_each() -> None:
    for side in ("left", "right"):
        found = [w for row in table("firm-context") if row["side"] == side for w in row["words"].split()]
        assert len(found) == len(set(found)), sorted(w for w in set(found) if found.count(w) > 1)


def test_everyday_firms_are_in_order() -> None:
    assert list(words("everyday-firms")) == sorted(set(words("everyday-firms")))
