"""Names of people: a surname and one or two characters more, held by a title, a role or a verb of speech."""

import re
from collections.abc import Iterator
from functools import cache

import rjieba

from kg.lang import alternatives, lexicon, words
from kg.names.candidate import Candidate
from kg.names.heads import heads
from kg.names.titles import any_title, titles
from kg.sentences import Passage, Token

_HAN = re.compile(r"[\u3400-\u9fff]+")


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    names = words("surnames")
    return frozenset(n for n in names if len(n) == 1), frozenset(n for n in names if len(n) == 2)


@cache
def _title_end() -> re.Pattern[str]:
    return re.compile(f"(?:{any_title().pattern})(?:[、,和兼]|的?是|为|\\([^)]{{1,8}}\\))?$")


@cache
def _speech() -> re.Pattern[str]:
    return re.compile(alternatives(words("person-verbs")))


@cache
def _office() -> re.Pattern[str]:
    """Return a name before the verb of an office: 吴寅飞任董事长, however the words are cut."""
    titled = f"(?:担任|出任|现任|兼任|任)(?:{any_title().pattern})"
    return re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=[由以]))([\u4e00-\u9fff]{{2,3}}?)(?={titled})")


def people(passage: Passage) -> Iterator[Candidate]:
    """Yield the names of people in a passage."""
    for index, token in enumerate(passage.tokens):
        if token.text[0] in _surnames()[0] or token.text[:2] in _surnames()[1]:
            yield from _at(passage, token)
        if token.text == "·":
            yield from _foreign(passage, index)
    yield from _titled(passage)
    for match in _office().finditer(passage.text, passage.start, passage.end):
        if match.start() in passage.edges and match[1][:1] in _surnames()[0] and match[1] not in heads():
            yield Candidate(match.start(1), match.end(1), "Person", "person-office", 0.75)


@cache
def _apposed() -> re.Pattern[str]:
    """Return a title with a name right after it, up to where the phrase ends, however the words are cut."""
    double = "|".join(sorted(_surnames()[1]))
    end = rf"(?=[,。、;:)(\n]|等(?!级)|[率在\d和与及]|{_speech().pattern}|{any_title().pattern}|$)"
    first, more = rf"(?:{double}|[\u4e00-\u9fff])", r"[\u4e00-\u9fff]"
    last = r"[^\W\dA-Za-z在率为与等说称任对向出担兼受当现则也已曾说道告]"
    single = "".join(sorted(_surnames()[0]))
    # A married name may have two surnames: 林郑月娥.
    married = rf"[{single}][{single}]{more}{last}(?={_speech().pattern}|[,。、;:)])"
    return re.compile(rf"(?:{any_title().pattern}|特首)({first}{more}{last}{end}|{first}{more}{end}|{married})")


def _titled(passage: Passage) -> Iterator[Candidate]:
    """Yield names between a title and the end of the phrase, and Latin names after a title."""
    for match in _apposed().finditer(passage.text, passage.start, passage.end):
        name = match[1]
        known = name[:1] in _surnames()[0] or name[:2] in _surnames()[1]
        if known and not match[0].startswith(_UNNAMED) and not _is_word(name) and not _common(name) and _married(name):
            yield Candidate(match.start(1), match.end(1), "Person", "person-after-title", 0.85)
    for match in _latin().finditer(passage.text, passage.start, passage.end):
        yield Candidate(match.start(1), match.end(1), "Person", "person-latin", 0.85)


# Titles that begin other words: 代表作, 团队成员.
_UNNAMED = ("代表", "团队", "专家组", "课题组", "博士后", "研究生")


@cache
def _latin() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_title().pattern})[ “]?((?:[A-Z][A-Za-z.'-]*[ ·]){{1,3}}[A-Z][A-Za-z'-]+)")


def _married(name: str) -> bool:
    """Whether four characters that begin with two surnames end with a given name, not with a verb: 林郑月娥."""
    return len(name) < 4 or name[:2] in _surnames()[1] or not rjieba.has_word(name[2:])


def _is_word(name: str) -> bool:
    return name in heads() or name in titles() or name in lexicon("boundaries") or name in lexicon("generic")


def _common(name: str) -> bool:
    """Whether a run of characters is words of the dictionary, none of them a name: 常务, 单位."""
    tags = rjieba.tag(name)
    return rjieba.has_word(name) and not any(tag.startswith("nr") for _, tag in tags)


def _at(passage: Passage, token: Token) -> Iterator[Candidate]:
    text = passage.text
    surname = 2 if text[token.start : token.start + 2] in _surnames()[1] else 1
    best: Candidate | None = None
    for length in (surname + 2, surname + 1):
        end = token.start + length
        name = text[token.start : end]
        if end > passage.end or end not in passage.edges or not _HAN.fullmatch(name) or _is_word(name):
            continue
        score = _score(passage, token, end)
        if text[token.start - 1].isdigit():
            continue
        if score >= 0.6 and (best is None or score > best.score + 0.05):
            best = Candidate(token.start, end, "Person", "person-context", min(score, 1.0))
    if best:
        yield best


def _score(passage: Passage, token: Token, end: int) -> float:
    """Weigh what speaks for a name in ``[token.start, end)``: its words and what stands on both sides."""
    tagged = token.tag.startswith("nr") and token.end == end
    split = len(token.text) == 1 and (token.tag.startswith("nr") or _given(passage, token.end, end))
    if not tagged and (token.end == end or (token.end > token.start + 1 and token.text not in _surnames()[1])):
        # Another word of the dictionary, or one that a name would cut: 单位, 常务.
        return 0.7 if _titled_word(passage, token, end) else 0.0
    text = passage.text
    before = text[max(passage.start, token.start - 12) : token.start]
    following = passage.token_at(end)
    closed = following is None or following.tag[0] in "xvdptmucrq" or following.text in _AFTER
    titled_after = bool(any_title().match(text[end : end + 8]))
    titled_before = bool(_title_end().search(before)) and (closed or titled_after)
    speaks = bool(_speech().match(text[end : end + 8]))
    placed = not before or before[-1] in ",。;:!?、由是与和及向对“(\n以据像让请" or titled_before
    listed = (tagged or split) and _beside(passage, token, end)
    return (
        0.4 * tagged
        + 0.3 * split
        + 0.5 * (titled_before or titled_after)
        + 0.3 * speaks
        + 0.2 * (placed and closed)
        + 0.2 * listed
    )


def _given(passage: Passage, start: int, end: int) -> bool:
    """Whether ``[start, end)`` can be a given name between a surname and a title: 戴 + 琼海 + 教授."""
    tokens = passage.between(start, end)
    proper = all(t.tag in {"ns", "nr", "nrt", "nz", "x", "ng", "g", "zg"} or len(t.text) == 1 for t in tokens)
    return proper and bool(any_title().match(passage.text[end : end + 8]))


def _titled_word(passage: Passage, token: Token, end: int) -> bool:
    """Whether a common noun stands where only a name can: between a title and the end of the phrase (院长金力)."""
    if (
        token.tag not in {"n", "nz"}
        or token.text in lexicon("generic")
        or token.end != end
        or passage.text[end : end + 1] not in {",", "。", "、", ";", ")"}
    ):
        return False
    before = passage.token_before(token.start)
    return before is not None and titles().get(before.text) in {"heads", "affiliated"}


_AFTER = frozenset({"团队", "课题组", "院士", "一行", "夫妇"})


def _beside(passage: Passage, token: Token, end: int) -> bool:
    """Whether another name of a person stands beside in a list."""
    after = passage.token_at(end + 1) if passage.text[end : end + 1] in {"、", "和", "与"} else None
    before = passage.token_before(token.start - 1) if passage.text[token.start - 1] in "、和与" else None
    return any(t is not None and t.tag.startswith("nr") for t in (after, before))


def _foreign(passage: Passage, index: int) -> Iterator[Candidate]:
    """Yield the transcribed name around a middle dot: 乔恩·克莱因伯格."""
    if index and index > 1 and passage.tokens[index - 2].text == "·":
        return
    start, end = index, index + 1
    while start > 0 and index - start < 4 and _transcribed(passage.tokens[start - 1], near=start == index):
        start -= 1
    while (
        end < len(passage.tokens)
        and end - index < 8
        and (_transcribed(passage.tokens[end], near=end == index + 1) or passage.tokens[end].text == "·")
    ):
        end += 1
    inside = passage.tokens[start:end]
    if start == index or end == index + 1:
        return
    first, last = passage.tokens[start].start, passage.tokens[end - 1].end
    titled = _title_end().search(passage.text[max(passage.start, first - 12) : first]) or any_title().match(
        passage.text, last
    )
    if titled or any(t.tag.startswith("nr") for t in inside):
        yield Candidate(first, last, "Person", "person-foreign", 0.9)


def _transcribed(token: Token, *, near: bool) -> bool:
    """Whether a word can be part of a transcribed name; one right beside the dot may be any but a verb or particle."""
    if not _HAN.fullmatch(token.text) or token.text in titles() or token.text in heads():
        return False
    if near and token.tag[0] not in "uvpcd":
        return True
    return (
        token.tag.startswith("nr")
        or token.tag in {"nz", "x", "ns", "j", "zg", "g", "ng", "vg", "q"}
        or (len(token.text) == 1 and token.tag not in {"u", "uj", "c", "p", "v", "d", "m"})
    )
