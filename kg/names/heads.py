"""Names by a grammar of head nouns: a head on the right, and a left edge found by walking over the words before it.

The walk stops at words that stand in no name (``boundaries.txt``). Conjunctions and verbs are crossed only where an
anchor lies beyond them: a place, an owner, a quotation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import rjieba

from kg.lang import lexicon, table
from kg.lang.gazetteer import Hit
from kg.names import legal
from kg.names.candidate import FIRMS, Candidate
from kg.names.titles import titles
from kg.sentences import Passage, Token

_LONGEST = 32
_STOP_TAGS = frozenset({"p", "c", "u", "uj", "ul", "uz", "ug", "ud", "uv", "r", "y", "e", "o", "q", "f", "t", "d", "k"})
_CONJUNCTIONS = frozenset("与和及暨")
_DATED = frozenset({"Programme", "Award", "Event", "Project"})
_TRADES = frozenset({"建设", "运营", "发展", "实施", "采购", "推广"})
_KINDS = frozenset({"公司", "企业", "厂商", "机构", "品牌", "开发商", "运营商", "服务商"})
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两数几多余半")
_OF_PLACES = frozenset({"重大项目", "重大专项", "专项"})
_SPECIFIC = frozenset({"Project", "Programme", "Platform", "Hospital"})
_REALMS = frozenset({"国家", "中国", "全国", "世界", "全球", "国际", "亚洲"})
_OWNERS = frozenset(
    {"University", "Hospital", "Company", "FinancialInstitution", "ResearchInstitute", "Laboratory", "Association"}
)


@dataclass(frozen=True, slots=True)
class Head:
    """A head noun: the class of what it ends and how much its modifiers must say."""

    text: str
    klass: str
    strength: str


@dataclass(slots=True)
class _Walk:
    """The state of a walk to the left: the edge so far, and the last one that needs nothing beyond it."""

    position: int
    safe: int
    anchored: bool = False
    bridge: bool = False

    def take(self, start: int, *, anchor: bool = False) -> None:
        self.position = start
        if anchor:
            self.anchored = True
            self.bridge = False
        if not self.bridge:
            self.safe = start


@cache
def heads() -> dict[str, Head]:
    """Return the head nouns by their text."""
    return {row["head"]: Head(row["head"], row["class"], row["strength"]) for row in table("heads")}


@cache
def _longest_head() -> int:
    return max(map(len, heads()))


@cache
def _stops() -> frozenset[str]:
    offices = {title for title, relation in titles().items() if relation != "rank"}
    return (lexicon("boundaries") | offices) - lexicon("activities")


@cache
def _bridges() -> frozenset[str]:
    return lexicon("boundaries") & lexicon("activities")


def headed(passage: Passage) -> Iterator[Candidate]:
    """Yield the names in a passage that end with a head noun."""
    # A prize ends wherever its character stands: the words of a dictionary run on into 奖共.
    prizes = {at + 1 for at in range(passage.start, passage.end) if passage.text[at] == "奖"}
    titled = {cut for token in passage.tokens if len(token.text) > 2 for cut in _before_title(token)}
    for end in sorted({token.end for token in passage.tokens} | prizes | titled):
        head = _head_at(passage, end)
        if head and not _continued(passage, end, head):
            candidate = _named(passage, end, head)
            if candidate:
                yield candidate


def _before_title(token: Token) -> Iterator[int]:
    """Yield where a head ends inside a word that joins it to a title: 大学 in 大学教授."""
    for cut in range(1, len(token.text) - 1):
        if token.text[:cut] in heads() and token.text[cut:] in titles():
            yield token.start + cut


def _head_at(passage: Passage, end: int) -> Head | None:
    for length in range(min(_longest_head(), end - passage.start), 0, -1):
        head = heads().get(passage.text[end - length : end])
        if head:
            return head if passage.text[end - 3 : end] not in legal.KIN else None
    return None


def _continued(passage: Passage, end: int, head: Head) -> bool:
    """Whether the head is a part of a longer word: 项目 in 项目经理, 大学 in 大学生, 局 in 布局."""
    following = passage.text[end : end + 1]
    token = passage.token_before(end)
    if token and len(head.text) == 1 < len(token.text) and token.tag not in {"ns", "nt"} and head.klass != "Award":
        # A word of the dictionary that happens to end so: 集成电路, 布局. A prize is often cut so: 科学技术奖.
        return rjieba.has_word(token.text) and not set(_before_title(token))
    if head.text == "战略" and passage.text[end : end + 2] in {"合作", "投资", "伙伴", "联盟", "协议", "重组", "框架"}:
        return True
    return following in {"生", "级", "化", "型"} or (
        len(head.text) == 1 and following in {"长", "部", "面", "线", "项", "励", "学", "金"}
    )


def _named(passage: Passage, end: int, head: Head) -> Candidate | None:
    start, anchored = _left_edge(passage, end - len(head.text), head)
    start = _without_lead(passage, start, end - len(head.text), firm=head.strength == "firm")
    if start >= end - len(head.text) or passage.text[start:end] in heads():
        return None
    if head.klass in FIRMS and legal.described(passage, start, end):
        return None
    if head.text == "大学" and passage.text[end : end + 2] in {"科技", "城"}:
        return None
    if head.text == "奖" and ("奖" in passage.text[start : end - 1] or passage.text[end - 2] in "授颁获评领发"):
        return None
    if head.klass == "Place" and any(h.start > start and h.senses for h in passage.hits_by_end.get(end, [])):
        # A known place after the one that it lies in: 上海市浦东新区.
        return None
    modifiers = _modifiers(passage, start, end - len(head.text))
    proper = (
        anchored
        or (modifiers and head.klass in _DATED and modifiers[0].text in _REALMS)
        or _quoted(passage, start, end - len(head.text))
        or any(_is_proper(t) for t in modifiers)
    )
    paired = len(modifiers) == 2 and all(len(t.text) == 1 for t in modifiers) and head.klass in FIRMS
    cored = paired or (head.text.endswith("有限公司") and any(len(t.text) == 1 for t in modifiers))
    if not proper and not cored and all(_is_generic(t.text) for t in modifiers):
        return None
    plain = head.strength == "firm" or (
        head.strength == "weak" and head.klass in _SPECIFIC and head.text not in _OF_PLACES
    )
    if plain and not paired and not _says_more(passage, start, end - len(head.text)):
        return None
    return _judged(Candidate(start, end, head.klass, f"head-{head.strength}", 0.9), head, proper=proper)


def _says_more(passage: Passage, start: int, stop: int) -> bool:
    """Whether a name says more than a place and a kind: 浦东新区项目 does not."""
    rest = [
        t
        for t in _modifiers(passage, start, stop)
        if t.text.isascii() or not (_is_generic(t.text) or t.text in _REALMS)
    ]
    places = [h for h in passage.hits if start <= h.start and h.end <= stop and any(s.entry.level for s in h.senses)]
    return any(not any(h.start <= t.start and t.end <= h.end for h in places) for t in rest)


def _modifiers(passage: Passage, start: int, stop: int) -> list[Token]:
    """Return the words of ``[start, stop)``; a word that runs on into the head is cut."""
    words_in = (
        t if t.end <= stop else Token(t.start, stop, passage.text[t.start : stop], t.tag)
        for t in passage.between(start, stop)
    )
    return [t for t in words_in if t.text.strip()]


def _judged(found: Candidate, head: Head, *, proper: bool) -> Candidate | None:
    """Return the candidate with the weight that its modifiers give it, or none where they make no name."""
    length = found.length - len(head.text)
    if head.strength == "firm":
        # 复星医药: short, and no everyday word before the head.
        rule = found.rule if proper else f"{found.rule}-common"
        return Candidate(found.start, found.end, found.klass, rule, 0.5, weak=True) if 2 <= length <= 6 else None
    if head.text in {"公司", "集团"} and not proper:
        rule = "head-firm-common" if head.text == "公司" else "head-group-common"
        return Candidate(found.start, found.end, found.klass, rule, 0.5, weak=True) if 2 <= length <= 6 else None
    if head.strength == "weak" and not proper:
        return Candidate(found.start, found.end, found.klass, "head-common", 0.45, weak=True) if length >= 4 else None
    if length < 2 and not proper:
        return None
    return found


def _left_edge(passage: Passage, position: int, head: Head) -> tuple[int, bool]:
    """Walk left from a head; return the left edge and whether an anchor holds it."""
    walk = _Walk(position, position)
    limit = max(passage.start, position - _LONGEST)
    while walk.position > limit:
        if not _step(passage, walk, head):
            break
    return (walk.safe, walk.anchored)


def _step(passage: Passage, walk: _Walk, head: Head) -> bool:
    """Take one more word into the name; return whether the walk goes on."""
    known = _anchor_before(passage, walk.position, head)
    if known is not None:
        walk.take(known.start, anchor=True)
        return _place_like(known) or known.senses[0].entry.klass in _OWNERS
    joined = passage.text[walk.position - 1] in "—-·" and passage.text[walk.position - 2].isalnum()
    if walk.anchored and not walk.bridge and not joined and _anchored_at_edge(passage, walk.position):
        return _widened(passage, walk, head)
    token = passage.token_before(walk.position)
    if token is None:
        return False
    if token.end > walk.position:
        # The head stands inside a word: take the word's beginning, 华山 of 华山医院.
        token = Token(token.start, walk.position, passage.text[token.start : walk.position], "n")
    return _word(passage, walk, token, head)


def _widened(passage: Passage, walk: _Walk, head: Head) -> bool:
    """Take 新 or 大 between two places (上海新虹桥), or the core of a legal name; return whether the walk goes on."""
    core = legal.core_before(passage, walk.position, head.text)
    if core < walk.position:
        walk.take(core)
        return False
    before = walk.position - 1
    if passage.text[before] not in "新大小老东南西北中" or not any(
        map(_place_like, passage.hits_by_end.get(before, []))
    ):
        return False
    walk.take(before)
    return True


def _word(passage: Passage, walk: _Walk, token: Token, head: Head) -> bool:
    if token.text in {"”", ")"}:
        return _enclosed(passage, walk, token)
    spaced = token.text == " " and passage.text[token.start - 1].isascii() and passage.text[token.end].isascii()
    if spaced or token.text in {"·", "-", "—", "+", "&"}:
        walk.position = token.start
        return True
    told = legal.verdict(passage, token, head.text) if head.klass in FIRMS else ""
    verdict = told or _verdict(passage, token, head)
    walk.bridge = walk.bridge and told != "take"
    if verdict == "stop":
        return False
    if verdict == "bridge":
        walk.bridge = True
        walk.position = token.start
        return True
    walk.take(token.start)
    return True


def _verdict(passage: Passage, token: Token, head: Head) -> str:
    """Say whether a word is part of a name (``take``), ends it (``stop``), or needs an anchor beyond (``bridge``)."""
    word, tag = token.text, token.tag
    if word in _CONJUNCTIONS or word in _bridges():
        return "bridge"
    if head.text.endswith("公司") and (word in _TRADES or (tag == "m" and not word.isascii())):
        return "take"
    if head.klass == "Programme" and word in _TRADES:
        return "bridge"
    if _ends_name(word, tag):
        return "stop"
    if word in lexicon("activities") or word in lexicon("generic") or tag == "vn":
        return "take"
    if tag == "m" and (word.isascii() or _NUMERALS & set(word)):
        latin = word.isascii() and (
            not word.isdigit() or passage.text[token.end] in "+" or passage.text[token.start - 1] in "”+"
        )
        return (
            "take" if word.startswith("第") or latin or word in {"十大", "百强", "双"} or _year(word, head) else "stop"
        )
    if tag == "x":
        return "take" if word.isalnum() or word == "." else "stop"
    if tag.startswith("v"):
        unknown = len(word) > 2 and not rjieba.has_word(word)
        return "take" if unknown else "bridge" if len(word) > 1 else "stop"
    if tag in {"f", "s"} and word[-1] in "部方":
        return "take"
    return "stop" if tag in _STOP_TAGS and not (tag == "t" and head.klass in _DATED) else "take"


def _ends_name(word: str, tag: str) -> bool:
    """Whether a word stands in no name, or is a set phrase that ends with such a verb: 全力支持."""
    phrase = len(word) > 2 and tag in {"l", "i", "v", "d"} and word[-2:] in _stops()
    return phrase or word in _stops() or not word.strip()


def _year(word: str, head: Head) -> bool:
    return head.klass in _DATED and word.rstrip("年度").isdigit()


def _enclosed(passage: Passage, walk: _Walk, token: Token) -> bool:
    """Take a quotation or a bracketed place that stands inside a name; return whether the walk goes on."""
    opening = "“" if token.text == "”" else "("
    start = passage.text.rfind(opening, max(passage.start, token.start - 16), token.start)
    if start < 0 or any(c in "。,;:" for c in passage.text[start : token.start]):
        return False
    if opening == "(" and not any(
        h.start == start + 1 and _place_like(h) for h in passage.hits_by_end.get(token.start, [])
    ):
        return False
    walk.bridge = False
    walk.take(start, anchor=opening == "“")
    return True


def _anchor_before(passage: Passage, position: int, head: Head) -> Hit | None:
    """Return the longest known thing that ends at ``position`` and can own or place what follows."""
    for hit in passage.hits_by_end.get(position, []):
        if not hit.senses or hit.start not in passage.edges or hit.form in lexicon("boundaries"):
            continue
        strong = [sense for sense in hit.senses if not sense.weak]
        if head.text.endswith("公司") and not _place_like(hit):
            # The core of a firm's legal name may be any words.
            continue
        if strong and (_place_like(hit) or strong[0].entry.klass in _OWNERS):
            return hit
        if not strong and len(hit.form) >= 2 and _place_like(hit) and _is_place_word(passage, hit):
            return hit
        if (
            not strong
            and len(hit.form) >= 2
            and any(s.entry.klass in _OWNERS for s in hit.senses)
            and not hit.form.isascii()
        ):
            return hit
    return None


def _is_place_word(passage: Passage, hit: Hit) -> bool:
    token = passage.token_at(hit.start)
    return token is not None and token.end == hit.end and token.tag in {"ns", "nr", "nz", "j"}


def _anchored_at_edge(passage: Passage, position: int) -> bool:
    """Whether a known thing starts at ``position``: a name does not go on before its place, but for another."""
    return any(hit.start == position and hit.senses for hit in passage.hits)


def _place_like(hit: Hit) -> bool:
    return any(sense.entry.klass in {"Place", "Park"} for sense in hit.senses)


def _without_lead(passage: Passage, start: int, stop: int, *, firm: bool) -> int:
    """Drop the words at the left edge that only praise, count, or say what kind of thing follows."""
    tokens = [t for t in passage.between(start, stop) if t.start >= start]
    for index, token in enumerate(tokens):
        rest = tokens[index + 1 :]
        if (
            token.text in lexicon("leads")
            or (firm and any(t.text in _KINDS for t in tokens[index:]))
            or (token.text in lexicon("activities") and token.tag == "v" and any(map(_is_proper, rest)))
        ):
            start = token.end
            continue
        return token.start
    return start


def _quoted(passage: Passage, start: int, stop: int) -> bool:
    return "“" in passage.text[start:stop] or passage.text[start - 1 : start] == "“"


def _is_generic(word: str) -> bool:
    return word in lexicon("generic") or word in lexicon("activities") or word in heads() or len(word) == 1


def _is_proper(token: Token) -> bool:
    if token.text in lexicon("generic") or token.text in lexicon("activities"):
        return False
    named = token.tag in {"ns", "nt", "nz", "nr", "nrt", "nrfg", "j", "eng"} or token.text.startswith("第")
    return named or (len(token.text) > 1 and not rjieba.has_word(token.text) and not token.text.isascii())
