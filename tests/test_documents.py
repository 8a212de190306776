"""Texts become documents: their head is understood, and the page around the article is set aside."""

from pathlib import Path

import pytest
from conftest import ARTICLE
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import documents
from kg.documents import furniture
from kg.errors import ReadError
from kg.lang.folding import fold
from kg.model import Document

PROSE = "徐汇区的科研机构与企业昨日签署协议，双方将共建联合实验室。"
PAGE = """首页 | 概况 | 新闻中心 | 招商引资
当前位置：首页 > 新闻中心 > 园区动态
某高新区举行重点项目集中签约仪式
2021年12月2日 10:30   来源：某日报   作者：张三   【字号：大 中 小】

　　12月1日，某高新区举行重点项目集中签约仪式，共签约20个项目。
　　签约企业包括：
　　甲科技有限公司
　　丙大学
　　（记者 张三 通讯员 王五）
责任编辑：赵六
【打印】【关闭】
上一篇：某地举行签约
下一篇：没有了
相关新闻
· 某地开展调研活动
· 某区召开大会。
地址：某市某路1号
沪ICP备12345678号-1
"""


def blocks(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def read(text: str) -> Document:
    return documents.from_text(text, "text.txt")


@pytest.mark.parametrize("separator", ["\r\n", "\n", "\r", "\u2028"])
def test_offsets_count_the_text_as_read(separator: str) -> None:
    document = read(f"标题在此{separator}{separator}\u3000\u3000{PROSE}\u3000{separator}")
    assert blocks(document) == ["标题在此", PROSE]
    assert [block.kind for block in document.blocks] == ["title", "paragraph"]


# --- the head -------------------------------------------------------------------------------------------------


def test_front_matter_is_understood_and_never_extracted_from() -> None:
    text = (
        "---\ntitle: 张江启动新平台\ndate: 2023-05-06\npublisher: 某日报\nlanguage: zh-Hans\n"
        f"pages:\n  - https://example.com/a\n---\n\n{PROSE}\n"
    )
    document = read(text)
    assert (document.title, document.issued, document.publisher) == ("张江启动新平台", "2023-05-06", "某日报")
    assert blocks(document) == [PROSE]


@pytest.mark.parametrize(
    ("yaml", "reason"),
    [("title: [", "is not YAML"), ("date: someday", "has the date 'someday'"), ("date: 2021-13-45", "")],
)
def test_broken_front_matter_is_told(yaml: str, reason: str) -> None:
    with pytest.raises(ReadError, match=f"text.txt: its front matter {reason}"):
        read(f"---\n{yaml}\n---\n{PROSE}")


@pytest.mark.parametrize("text", [f"---\n{PROSE}", f"---\n{PROSE}\n---\n{PROSE}"])
def test_a_rule_at_the_top_is_no_front_matter(text: str) -> None:
    assert PROSE in blocks(read(text))


@pytest.mark.parametrize(
    ("line", "issued", "publisher"),
    [
        ("发布时间：2021-12-02 来源：东方网 发布开发区：上海某开发区", "2021-12-02", "东方网"),
        (
            "发布时间:2023-04-03 09:32:30  |  来源:中国网·发展门户网  |  作者:张三  |  责任编辑:李四",
            "2023-04-03",
            "中国网·发展门户网",
        ),
        ("2021年12月2日 10:30 来源: 徐汇报", "2021-12-02", "徐汇报"),
        ("日期:2021/1/2", "2021-01-02", ""),
        ("(2021-12-02)", "2021-12-02", ""),
        ("來源：聯合報 發布日期：2021.12.02", "2021-12-02", "聯合報"),
        ("发布日期：民国110年12月2日", "2021-12-02", ""),
        ("发布机构：某区科学技术委员会 成文日期：2021-12-02", "2021-12-02", "某区科学技术委员会"),
        ("更新时间：2021-12-05 发布时间：2021-12-02", "2021-12-02", ""),
        ("发布时间：2021-02-31 来源：未知", "", ""),
        ("Published: 2021-12-02 Source: Example Daily", "2021-12-02", "Example Daily"),
    ],
)
def test_date_and_publisher_are_found_in_the_head(line: str, issued: str, publisher: str) -> None:
    document = read(f"某区举行签约仪式\n{line}\n{PROSE}")
    assert (document.issued, document.publisher) == (issued, publisher)
    assert blocks(document) == ["某区举行签约仪式", PROSE]


def test_a_written_date_at_the_foot_counts() -> None:
    assert read(f"关于印发方案的通知\n{PROSE}\n某区科学技术委员会\n二〇二一年十二月二十日").issued == "2021-12-20"


@pytest.mark.parametrize(
    ("source", "issued"),
    [
        ("news/2021-12-02-zhangjiang.txt", "2021-12-02"),
        ("https://example.com/202112/t20211202_1234.html", "2021-12-02"),
        ("2021年12月2日.txt", "2021-12-02"),
        ("000_e75f20201209d9a9d.txt", ""),
        ("2021-13-02.txt", ""),
    ],
)
def test_else_the_name_of_the_file_may_hold_the_date(source: str, issued: str) -> None:
    assert documents.from_text(PROSE, source).issued == issued


def test_a_dateline_without_a_year_and_dates_of_the_story_are_no_date_of_issue() -> None:
    assert read(f"标题在此\n本报上海12月1日电 {PROSE}\n2021年12月2日，大会在徐汇举行。").issued == ""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# 张江启动新平台\n\n{PROSE}", "张江启动新平台"),
        (f"徐汇何以创新？\n{PROSE}", "徐汇何以创新？"),
        (f"上海\n首页>地方频道>上海\n科创引擎共绘新图景\n{PROSE}", "科创引擎共绘新图景"),
        (f"科创引擎共绘新图景\n首页>地方频道>上海\n\n{PROSE}", "科创引擎共绘新图景"),
        (f"某大学新闻网\n某大学与某医院签约\n{PROSE}", "某大学与某医院签约"),
        (f"{PROSE}\n小标题在此\n{PROSE}", ""),
    ],
)
def test_the_title_is_the_first_line_that_is_like_a_heading(text: str, title: str) -> None:
    document = read(text)
    assert document.title == title
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind == "title"] == [title] * bool(title)


# --- furniture ------------------------------------------------------------------------------------------------


def test_a_page_is_reduced_to_its_article() -> None:
    assert blocks(read(PAGE)) == [
        "某高新区举行重点项目集中签约仪式",
        "12月1日，某高新区举行重点项目集中签约仪式，共签约20个项目。",
        "签约企业包括：",
        "甲科技有限公司",
        "丙大学",
    ]


@pytest.mark.parametrize("rule", furniture.rules(), ids=lambda rule: f"{rule.kind}: {rule.example}")
def test_each_rule_matches_its_example_and_spares_its_counter_example(rule: furniture.Rule) -> None:
    assert rule.pattern.search(fold(rule.example))
    assert not rule.pattern.search(fold(rule.counter))


@pytest.mark.parametrize(
    "rule", [r for r in furniture.rules() if r.kind not in {"issued", "publisher"}], ids=lambda r: r.example
)
def test_examples_are_set_aside_and_counter_examples_stay(rule: furniture.Rule) -> None:
    page = read(f"{rule.example}\n某区创新成果\n{rule.counter}\n{PROSE}\n\n{rule.counter}\n\n{PROSE}")
    assert blocks(page) == ["某区创新成果", rule.counter, PROSE, rule.counter, PROSE]


def test_running_text_after_a_list_of_links_is_kept() -> None:
    long = f"会议指出，要深化合作。{PROSE}"
    assert blocks(read(f"标题在此\n{PROSE}\n相关阅读：\n某地举行签约\n{long}")) == ["标题在此", PROSE, long]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([PROSE, "，".join([PROSE[:-1]] * 3) + "。", f"“{PROSE}”", f"会议指出：{PROSE}"]),
        min_size=1,
        max_size=8,
    )
)
def test_paragraphs_always_survive(paragraphs: list[str]) -> None:
    assert blocks(read("\n".join(["当前位置：首页 > 新闻", "标题在此", *paragraphs, "上一篇：无", "打印"]))) == [
        "标题在此",
        *paragraphs,
    ]


# --- paragraphs -----------------------------------------------------------------------------------------------

WRAPPED = """徐汇区依托大院大所集聚优势，加快建设科技成果转化
平台。目前区域内有上海交通大学、复旦大学上海医学
院、华东理工大学等高校，以及多家科研院所。"""
ENGLISH = """The park signed an agreement with Fudan University on Wednesday, and it will build a
joint laboratory in Xuhui District."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WRAPPED, [WRAPPED]),
        (f"{WRAPPED}\n　　{PROSE}", [WRAPPED, PROSE]),
        (WRAPPED.replace("\n", "\r\n"), [WRAPPED.replace("\n", "\r\n")]),
        (ENGLISH, [ENGLISH]),
        ("共建单位有甲大学、\n乙医院和丙公司。", ["共建单位有甲大学、\n乙医院和丙公司。"]),
        ("一、甲科技有限公司联合实验室项目\n二、乙科技有限公司联合实验室项目", None),
        ("甲科技有限公司与高校联合实验室\n乙医药有限公司", None),
        ("甲科技有限公司\n乙医药有限公司\n丙医疗有限公司\n丁软件有限公司", None),
        (f"{PROSE * 4}\n{PROSE}", None),
    ],
)
def test_lines_broken_to_a_width_are_one_block(text: str, expected: list[str] | None) -> None:
    assert blocks(read(f"标题在此\n\n{text}"))[1:] == (expected or text.splitlines())


ANY_LINE = st.sampled_from([*PAGE.splitlines(), *WRAPPED.splitlines(), PROSE, "", "　", "# 标题", "---", "上海"])


@settings(deadline=None)
@given(st.lists(ANY_LINE, min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))
def test_blocks_are_ordered_stripped_and_apart(lines: list[str], separator: str) -> None:
    text = PROSE + separator + separator.join(lines)
    document = read(text)
    ends = [0]
    for block in document.blocks:
        part = text[block.start : block.end]
        assert part
        assert part == part.strip()
        assert block.start >= ends[-1]
        ends.append(block.end)


@pytest.fixture
def shared_seed(shared: Path) -> Path:
    return shared / "seeds" / f"{ARTICLE}.txt"


def test_a_real_page_is_read(shared_seed: Path) -> None:
    document = documents.read(shared_seed)
    assert (document.issued, document.publisher, document.language) == ("2021-12-02", "东方网", "zh-Hans")
    assert document.title == "构建全链条科技创新生态 提升科技创新体系整体效能"
    assert len(blocks(document)) == 14
    assert not [part for part in blocks(document) if "上一条" in part or "Copyright" in part or "首页" in part]


def test_reading_twice_gives_the_same(shared_seed: Path) -> None:
    assert documents.read(shared_seed) == documents.read(shared_seed)
