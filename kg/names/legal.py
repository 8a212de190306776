"""What may stand inside the names of firms alone: any words in legal names, numerals, pairs of single characters."""

import re
from functools import cache

import rjieba

from kg.lang import lexicon, table
from kg.lang.gazetteer import Hit
from kg.names.candidate import FIRMS
from kg.sentences import Passage, Token

# Characters of grammar: a word that jieba only guessed and that holds one is no name, and none stands in a name alone.
GRAMMAR = frozenset(
    "的了是为以其所即将拟会及和与在系之被把由从向于仅均已未若如且也又这那此不没有过到说称等两众给占起涨跌任"
)
KIN = frozenset({"子公司", "母公司"})
_RANKED = re.compile(r"第[一二三四五六七八九十]+[大家个方]|最大")
_KINDS = frozenset({"企业", "公司", "机构", "巨头", "厂商", "商家", "民企", "国企", "央企"})
_QUANTITIES = frozenset("家个名位项款批种次年月日倍成股万亿多余几")
_NUMERALS = frozenset("一二三四五六七八九十百千双")
_NAME_TAGS = frozenset({"nr", "nrt", "nz", "nt", "j"})
_LONGEST_CORE = 6
_HARD_TAGS = frozenset({"x", "p", "c", "u", "uj", "ul", "r"})
_FREE_TAGS = frozenset({"d", "v", "vg", "f", "m", "a", "ag", "zg", "g", "q", "b", "k", "t", "tg", "s", "n", "ng", "j"})
_FREE_TAGS |= {"nr", "nz"}


@cache
def partners() -> frozenset[str]:
    """Return the words that stand before a firm's name and are no part of it: 股东, 收购."""
    found = {w for row in table("firm-context") if row["side"] == "left" and row["weight"] != "1" for w in _split(row)}
    return frozenset(found - {row["head"] for row in table("heads")} - lexicon("activities"))


def _split(row: dict[str, str]) -> list[str]:
    return row["words"].split()


def verdict(passage: Passage, token: Token, head: str) -> str:
    """Say whether a word left of a firm's head is part of its name: ``take``, ``stop``, or empty where others tell."""
    word = token.text
    if word in {"与", "及", "暨", "和"} or word in partners():
        return "stop"
    if word in GRAMMAR or (word in lexicon("boundaries") and not _after_place(passage, token, head)):
        return ""
    if token.tag == "m" and len(word) == 2 and word[0] in _NUMERALS and word[1] not in _QUANTITIES:
        return "take"
    if len(word) == 1 and token.tag in _FREE_TAGS and (_opens(passage, token, head) or _paired(passage, token, head)):
        return "take"
    return ""


def _after_place(passage: Passage, token: Token, head: str) -> bool:
    """Whether a character stands between a place's and the head: 能 in 渝能集团."""
    before = passage.token_before(token.start)
    return (
        len(token.text) == 1
        and before is not None
        and before.tag in {"j", "ns"}
        and len(before.text) == 1
        and passage.text.startswith(head, token.end)
    )


def _opens(passage: Passage, token: Token, head: str) -> bool:
    """Whether a character begins a legal name: nothing but grammar or a sign stands before it."""
    before = passage.token_before(token.start)
    hard = before is None or before.tag == "ns" or before.tag in _HARD_TAGS
    told = before is not None and (before.text in lexicon("boundaries") or before.text in partners())
    return (hard or told) and head.endswith("有限公司")


def _paired(passage: Passage, token: Token, head: str) -> bool:
    """Whether a character is one of the two that make the core of a name: 渝能集团."""
    text = passage.text
    if text.startswith(head, token.end):
        other = passage.token_before(token.start)
    elif text.startswith(head, token.end + 1):
        other = passage.token_at(token.end)
    else:
        return False
    return (
        other is not None
        and len(other.text) == 1
        and other.tag in _FREE_TAGS
        and other.text not in GRAMMAR
        and other.text not in lexicon("boundaries")
    )


def core_before(passage: Passage, position: int, head: str) -> int:
    """Return where the core of a legal name starts whose place follows it: 大唐华银|郴州环保…; ``position`` if none."""
    if not head.endswith("有限公司"):
        return position
    start = position
    named = False
    while position - start < _LONGEST_CORE:
        token = passage.token_before(start)
        if token is None or _ends(token):
            break
        start = token.start
        named = named or len(token.text) == 1 or token.tag in _NAME_TAGS or not rjieba.has_word(token.text)
        if token.tag == "ns":
            break
    return start if named and position - start >= 2 else position


def _ends(token: Token) -> bool:
    """Whether a word lies before a name: a sign, grammar, a deed or a time."""
    return (
        not token.text.isalnum()
        or token.text in lexicon("boundaries")
        or token.text in partners()
        or token.text in GRAMMAR | _KINDS
        or token.tag in _HARD_TAGS | {"t", "m", "v", "d", "f", "y"}
    )


def described(passage: Passage, start: int, end: int) -> bool:
    """Whether words say more or less than a firm's name: 股东汇金公司, 建行股份, 第二大集团."""
    if _RANKED.search(passage.text, start, end):
        return True
    ends = [h for h in passage.hits_by_end.get(end, []) if h.start > start]
    if passage.text[end - 2 : end] == "股份":
        ends += [h for h in passage.hits_by_end.get(end - 2, []) if h.start == start and _is_bank(h)]
    return any(s.entry.klass in FIRMS and not s.weak for hit in ends for s in hit.senses)


def _is_bank(hit: Hit) -> bool:
    return any(s.entry.klass == "FinancialInstitution" for s in hit.senses)
