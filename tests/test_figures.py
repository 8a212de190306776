"""Figures are found with value, unit, measure, period and approximation; numbers that state nothing are not."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ARTICLE
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import documents, figures
from kg.figures import Figure, numerals
from kg.lang import table
from kg.lang.folding import fold


def find(text: str) -> list[Figure]:
    return figures.find(text, 0, len(text))


def told(text: str) -> list[tuple[str, str, str, bool]]:
    return [(str(f.value), f.unit, f.measure, f.approximate) for f in find(text)]


def values(text: str) -> list[tuple[str, str]]:
    return [(str(f.value), f.unit) for f in find(text)]


# --- numbers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "vague"),
    [
        ("12", "12", False),
        ("1,200", "1200", False),
        ("12,300.5", "12300.5", False),
        ("5.20", "5.2", False),
        ("5.2亿", "520000000", False),
        ("6千万", "60000000", False),
        ("3百万", "3000000", False),
        ("1.5万亿", "1500000000000", False),
        ("2亿3千万", "230000000", False),
        ("3000多万", "30000000", True),
        ("20余亿", "2000000000", True),
        ("10 余", "10", True),
        ("十", "10", False),
        ("十几", "10", True),
        ("二十", "20", False),
        ("一百零五", "105", False),
        ("一千两百", "1200", False),
        ("两万五", "25000", False),
        ("三百二", "320", False),
        ("二十多万", "200000", True),
        ("两亿三千万", "230000000", False),
        ("一万二千三百四十五", "12345", False),
    ],
)
def test_written_numbers_have_a_value(text: str, value: str, vague: bool) -> None:
    number = numerals.parse(text)
    assert number is not None
    assert (str(number.value), number.vague, number.bare) == (value, vague, False)


@pytest.mark.parametrize("text", ["三四", "二三十", "数十", "几百", "二〇二一", "一百百", "", "多"])
def test_what_has_no_one_value_is_no_number(text: str) -> None:
    assert numerals.parse(text) is None


def written(number: int) -> str:
    """The Chinese numeral of a number below 10^12."""
    for sign, power in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= power:
            rest = number % power
            zero = "零" if 0 < rest < power // 10 else ""
            return written(number // power) + sign + zero + (written(rest) if rest else "")
    return "零一二三四五六七八九"[number]


@settings(deadline=None)
@given(st.integers(2, 10**12 - 1))
def test_any_numeral_has_the_value_that_it_writes(number: int) -> None:
    assert [f.value for f in find(f"共有{written(number)}家企业")] == [Decimal(number)]


@settings(deadline=None)
@given(
    st.decimals(min_value=Decimal("0.01"), max_value=9999, places=2),
    st.sampled_from(
        [("", 1), ("百", 100), ("千", 1000), ("万", 10**4), ("千万", 10**7), ("亿", 10**8), ("万亿", 10**12)]
    ),
    st.sampled_from(["元", "美元", "平方米", "亩"]),
)
def test_value_is_in_base_units(number: Decimal, multiplier: tuple[str, int], unit: str) -> None:
    sign, power = multiplier
    found = find(f"总规模{number}{sign}{unit}")
    assert [(f.value, f.unit) for f in found] == [(number * power, unit)]
    assert "E" not in str(found[0].value)


# --- figures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("涉及转化金额近5.2亿元", [("520000000", "元", "转化金额", True)]),
        ("技术交易鉴证额超6千万元", [("60000000", "元", "技术交易鉴证额", True)]),
        ("总投资约15亿元人民币", [("1500000000", "元", "总投资", True)]),
        ("获得5000万美元投资", [("50000000", "美元", "投资", False)]),
        ("合计面积3000多平方米", [("3000", "平方米", "面积", True)]),
        ("规划面积14.28平方公里", [("14.28", "平方公里", "规划面积", False)]),
        ("建筑面积8万㎡", [("80000", "平方米", "建筑面积", False)]),
        ("装机50万千瓦", [("500000", "千瓦", "装机", False)]),
        ("等 10 余所高校", [("10", "所", "高校", True)]),
        ("等150 多家高水平科研机构", [("150", "家", "高水平科研机构", True)]),
        ("龙华医院等8家三级甲等医院", [("8", "家", "三级甲等医院", False)]),
        ("共获得22件药物注册证书", [("22", "件", "药物注册证书", False)]),
        ("新获医疗器械注册证书26件", [("26", "件", "医疗器械注册证书", False)]),
        ("两院院士有108位", [("108", "位", "两院院士", False)]),
        ("包括1位图灵奖得主", [("1", "位", "图灵奖得主", False)]),
        ("集聚了2700多家企业和机构", [("2700", "家", "企业和机构", True)]),
        ("共授奖281项(人)", [("281", "项", "授奖", False)]),
        ("申报100余人次", [("100", "人次", "申报", True)]),
        ("成功转化20个项目(包括其他)", [("20", "个", "项目", False)]),
        ("在孵企业460多家", [("460", "家", "企业", True)]),
        ("两家企业入驻园区", [("2", "家", "企业", False)]),
        ("三百余家企业", [("300", "家", "企业", True)]),
        ("十余所高校", [("10", "所", "高校", True)]),
        ("近百家企业参展", [("100", "家", "企业", True)]),
        ("上百家企业参展", [("100", "家", "企业", True)]),
        ("签约金额逾百亿元", [("10000000000", "元", "签约金额", True)]),
        ("现场签约63个项目", [("63", "个", "项目", False)]),
        ("附近20家企业", [("20", "家", "企业", False)]),
        ("网上300家企业", [("300", "家", "企业", False)]),
        ("投资5亿元以上", [("500000000", "元", "投资", True)]),
        ("员工600人左右", [("600", "人", "员工", True)]),
        ("世界500强企业23家", [("23", "家", "世界500强企业", False)]),
        ("5个“一站式”服务中心", [("5", "个", "“一站式”服务中心", False)]),
        ("逾1,900家初创企业", [("1900", "家", "初创企业", True)]),
        ("奖金50万元、30万元", [("500000", "元", "奖金", False), ("300000", "元", "奖金", False)]),
        ("创新企业超过510家,其中450多家已经毕业", [("510", "家", "创新企业", True), ("450", "家", "创新企业", True)]),
        ("1200余名代表、近百家企业到场", [("1200", "名", "代表", True), ("100", "家", "企业", True)]),
    ],
)
def test_figures_are_told_with_what_they_measure(text: str, expected: list[tuple[str, str, str, bool]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一项成果入选",
        "第三家企业落户",
        "全市首个平台",
        "2021年12月1日10:30举行",
        "约占全市1/4",
        "增长15%,是去年的3倍",
        "近五年来,历时20个月",
        "建设5G基站,入选985高校和211工程",
        "成立全市首个区域型“TTO”1+N平台",
        "入选2018年度十大科学进展",
        "引进5-10家企业",
        "引进5家至10家企业",
        "二三十家企业",
        "数十家企业达成意向",
        "两千多年历史",
        "咨询电话:021-12345678",
        "地址在天目西路128号19楼",
        "从三个方面发力",
        "百家争鸣",
        "大院大所集聚",
        "上海交大、复旦大学两所高校签约",
        "时速350公里",
        "位列全国前10名",
        "三位一体发展",
        "采用7纳米工艺和2.0版本",
        "《20家企业名单》发布",
        "统一个标准",
        "每平方米5000元/月",
    ],
)
def test_numbers_that_state_nothing_are_left_out(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("row", table("units"), ids=lambda row: row["unit"])
def test_each_unit_is_found_in_its_example_alone(row: dict[str, str]) -> None:
    assert [f.unit for f in find(row["example"])] == [row["base"] or row["unit"]]
    assert find(row["counter"]) == []


@pytest.mark.parametrize("row", table("figures"), ids=lambda row: row["example"])
def test_each_rule_blocks_its_example_and_not_its_counter_example(row: dict[str, str]) -> None:
    assert find(row["example"]) == []
    assert find(row["counter"])


def test_units_and_words_are_unique() -> None:
    units = [row["unit"] for row in table("units")]
    assert len(units) == len(set(units))
    for row in table("measures"):
        words = row["words"].split()
        assert len(words) == len(set(words))


# --- periods and clauses --------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", table("periods"), ids=lambda row: row["example"])
def test_each_expression_of_time_governs_its_example(row: dict[str, str]) -> None:
    assert [f.period for f in find(row["example"])] == [row["period"]]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2020年,签约20个项目,其中5个项目开工", ["2020", "2020"]),
        ("2019年投资3亿元,2020年投资5亿元", ["2019", "2020"]),
        ("两项成果入选“2018年度十大科学进展”", ["2018"]),
        ("转化20个项目(包括2019年度获奖项目),还有60个项目", ["", ""]),
        ("一年来,转化20个项目(包括2019年度获奖项目),还有60个项目", ["一年来", "一年来"]),
        ("“2018年度十大进展”发布,20家企业参会", [""]),
        ("2015年成立的公司,现有员工300人", [""]),
        ("2021年新设立研发机构20家", ["2021"]),
        ("截至今年5月底,企业达41家", ["截至今年5月底"]),
        ("企业20家,2021年又增加3家", ["", "2021"]),
        ("20家企业参加2020年世界人工智能大会", ["2020"]),
    ],
)
def test_the_period_is_that_of_the_expression_that_governs(text: str, periods: list[str]) -> None:
    assert [f.period for f in find(text)] == periods


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "前言。  去年,园区引进近1,200家企业;孵化20个项目。后记3家。"
    start, end = text.index("去年"), text.index("后记")
    found = figures.find(text, start, end)
    assert [text[f.start : f.end] for f in found] == ["近1,200家", "20个"]
    assert [text[f.clause_start : f.clause_end] for f in found] == ["园区引进近1,200家企业", "孵化20个项目"]


PIECES = st.sampled_from(
    [
        "近",
        "2020年",
        "20",
        "5.2",
        "亿",
        "千",
        "多",
        "家",
        "个",
        "元",
        "平方米",
        "企业",
        ",",
        "。",
        "(",
        ")",
        "“",
        "”",
        "一",
        "两",
        "第",
        "-",
        " ",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join), st.integers(0, 5))
def test_any_text_gives_ordered_figures_within_their_clauses(text: str, skipped: int) -> None:
    start = min(skipped, len(text))
    found = figures.find(text, start, len(text))
    assert found == figures.find(text, start, len(text))
    position = start
    for figure in found:
        assert position <= figure.clause_end
        assert start <= figure.clause_start <= figure.start < figure.end <= figure.clause_end <= len(text)
        assert figure.start >= position
        assert figure.value >= 0
        assert figure.unit
        assert figure.measure
        position = figure.end


# --- the scoring material -------------------------------------------------------------------------------------


def test_the_figures_of_a_real_article_are_found(shared: Path) -> None:
    gold = json.loads((shared / "gold" / f"{ARTICLE}.json").read_text(encoding="utf-8"))["figures"]
    document = documents.read(shared / "seeds" / f"{ARTICLE}.txt")
    text = fold(document.text)
    found = [f for block in document.blocks for f in figures.find(text, block.start, block.end)]
    expected = [(Decimal(g["value"]), g["unit"], g["approximate"]) for g in gold if not g["optional"]]
    assert [(f.value, f.unit, f.approximate) for f in found] == expected
