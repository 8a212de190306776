"""Bytes, files and folders become texts: decoded rightly, in order, or refused in one line."""

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import documents
from kg.errors import ReadError

PROSE = "徐汇区的科研机构与企业昨日签署协议，双方将共建联合实验室。"
SIMPLIFIED = [
    "徐汇区与上海交大签约。",
    "中山医院葛均波院士荣膺科技功臣奖。",
    "漕河泾开发区",
    "张江科学城集聚了多家研发中心",
    "“十四五”期间，徐汇区将新增1万套人才公寓。",
    "2021年12月1日，ABC公司与XYZ研究所合作 AI lab。",
]
TRADITIONAL = [
    "徐匯區與上海交大簽約。",
    "漕河涇開發區",
    "新竹科學園區管理局今日宣布，台積電將與清華大學合作成立聯合研發中心。",
    "香港科技大學與港交所簽署合作協議，推動金融科技發展。",
]


# --- decoding -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk"])
@pytest.mark.parametrize("text", SIMPLIFIED)
def test_one_simplified_sentence_is_decoded(text: str, encoding: str) -> None:
    document = documents.from_bytes(text.encode(encoding), "text.txt")
    assert (document.text, document.language) == (text, "zh-Hans")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "big5", "cp950", "big5hkscs", "gb18030"])
@pytest.mark.parametrize("text", TRADITIONAL)
def test_one_traditional_sentence_is_decoded(text: str, encoding: str) -> None:
    document = documents.from_bytes(text.encode(encoding), "text.txt")
    assert (document.text, document.language) == (text, "zh-Hant")


def test_utf_16_is_read_in_both_byte_orders() -> None:
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        assert documents.from_bytes(mark + PROSE.encode(name), "text.txt").text == PROSE


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(SIMPLIFIED + TRADITIONAL), min_size=1), st.sampled_from(["utf-8-sig", "gb18030", "utf-16"])
)
def test_line_ends_are_kept_and_the_mark_is_not(sentences: list[str], encoding: str) -> None:
    text = "\r\n".join(sentences)
    assert documents.from_bytes(text.encode(encoding), "text.txt").text == text


def test_english_in_a_western_code_page_is_read() -> None:
    text = "The park — “a new one” — signed an agreement with two universities on Wednesday, it said."
    assert documents.from_bytes(text.encode("cp1252"), "text.txt").language == "en"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        ("\u3000\ufeff\n".encode(), "is empty"),
        (b"---\ntitle: x\n---\n\n", "is empty"),
        (b"%PDF-1.7 ...", "is binary (PDF)"),
        (b"PK\x03\x04....", "is binary (ZIP"),
        (b"\x89PNG\r\n\x1a\n", "is binary (PNG image)"),
        (b"\xff\xd8\xff\xe0", "is binary (JPEG image)"),
        (b"abc\0def", "is binary (it has zero bytes)"),
        (codecs.BOM_UTF16_LE + b"a\0\0\0", "is binary (it has zero bytes)"),
        (codecs.BOM_UTF16_LE + b"a\0b", "is broken UTF-16 at byte 4"),
        (PROSE.encode()[:-1], "is broken UTF-8 at byte 84"),
        ("これは日本語の文章です。東京大学と共同研究を行う。".encode("shift_jis"), "is in no known encoding"),
        (bytes(range(128, 256)) * 3, "is in no known encoding"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        documents.from_bytes(data, "some.txt")
    assert str(caught.value).startswith(f"some.txt: {reason}")
    assert "\n" not in str(caught.value)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_document_or_an_error(data: bytes) -> None:
    try:
        document = documents.from_bytes(data, "some.txt")
    except ReadError as error:
        assert str(error).startswith("some.txt: ")  # noqa: PT017
    else:
        assert document.text.strip()


# --- files and folders ----------------------------------------------------------------------------------------


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PROSE, encoding="utf-8")


def names(root: Path, *paths: Path) -> list[str]:
    found = list(documents.walk(paths))
    return [
        f"! {p}".replace(f"{root}/", "") if isinstance(p, ReadError) else p.relative_to(root).as_posix() for p in found
    ]


def test_a_file_is_read_whatever_its_ending(tmp_path: Path) -> None:
    tree(tmp_path, "news.htm2")
    document = documents.read(tmp_path / "news.htm2")
    assert (document.text, document.source) == (PROSE, str(tmp_path / "news.htm2"))


def test_a_file_that_is_missing_or_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.txt: no such file or folder"):
        documents.read(tmp_path / "none.txt")
    with pytest.raises(ReadError, match="is a folder"):
        documents.read(tmp_path)


def test_folders_are_walked_in_order_without_hidden_and_foreign_files(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "b.txt",
        "a/2.md",
        "a/1.TXT",
        "a/x.text",
        "c.csv",
        ".hidden.txt",
        ".git/d.txt",
        "README.md",
        "z/deep/er/e.txt",
    )
    assert names(tmp_path, tmp_path) == ["README.md", "a/1.TXT", "a/2.md", "a/x.text", "b.txt", "z/deep/er/e.txt"]
    assert names(tmp_path, tmp_path / "c.csv", tmp_path / "a") == ["c.csv", "a/1.TXT", "a/2.md", "a/x.text"]


def test_links_that_lead_back_or_nowhere_do_no_harm(tmp_path: Path) -> None:
    tree(tmp_path, "a/1.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a" / "self")
    (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere")
    assert names(tmp_path, tmp_path) == ["a/1.txt", "! lost.txt: no such file or folder: check the path"]


def test_a_pipe_in_a_folder_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert names(tmp_path, tmp_path) == []


def test_a_missing_path_stands_as_an_error_between_the_others(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    given_paths = (tmp_path / "none", tmp_path / "a.txt")
    assert names(tmp_path, *given_paths) == ["! none: no such file or folder: check the path", "a.txt"]


def test_a_folder_that_cannot_be_read_is_one_error(tmp_path: Path) -> None:
    tree(tmp_path, "a/1.txt", "b/2.txt")
    (tmp_path / "b").chmod(0)
    expected = ["a/1.txt", "b/2.txt"] if os.geteuid() == 0 else ["a/1.txt", "! b: permission denied: make it readable"]
    assert names(tmp_path, tmp_path) == expected  # nothing is unreadable to the superuser
    (tmp_path / "b").chmod(0o700)


def test_a_folder_that_vanishes_during_the_walk_is_one_error(tmp_path: Path) -> None:
    tree(tmp_path, "a/1.txt", "b/2.txt")
    walk = documents.walk([tmp_path / "a", tmp_path / "b"])
    assert next(walk) == tmp_path / "a" / "1.txt"
    (tmp_path / "b" / "2.txt").unlink()
    (tmp_path / "b").rmdir()
    assert [str(rest).split(": ")[1] for rest in walk] == ["no such file or folder"]
