"""Names of firms that no gazetteer has, and what the words around a name say of its being a firm's.

``firm-context.tsv`` holds the words that stand right beside such names, ``firm-cues.txt`` those of their sentences.
"""

import re
from collections.abc import Iterator
from functools import cache

import rjieba

from kg.lang import alternatives, lexicon, table, words
from kg.lang.gazetteer import Hit
from kg.names.candidate import FIRMS, Candidate
from kg.names.heads import heads
from kg.names.legal import GRAMMAR
from kg.names.titles import titles
from kg.sentences import Passage, Token

_PROPER = frozenset({"nr", "nrt", "nrfg", "nz", "nt", "eng"})
_SPECIAL = re.compile(r"(?:S\*|\*|S)?ST(?=[\u4e00-\u9fff])")
_SHARE = re.compile(r"(?:的)?[\d.]+(?:%|万股|亿股)")
_COUNT = re.compile(r"[一二三四五六七八九十前两几]+[大家个项类款位名]")
_BREAKS = "。!?;\n"
_LONGEST = 8
_SURE = 0.5
_NEED = {"head-group-common": 0.35, "firm-known": 0.35, "gazetteer": 0.4, "head-firm": 0.35, "firm-list": 0.45}
_PREDICATES = frozenset({"v", "d", "p", "c", "ad", "vd"})
_COMPOUND = frozenset({"n", "vn", "nz", "j", "ng"})


@cache
def _context(side: str) -> dict[str, float]:
    weights = {"3": 0.55, "2": 0.5, "1": 0.2}
    rows = [row for row in table("firm-context") if row["side"] == side]
    return {word: weights[row["weight"]] for row in rows for word in row["words"].split()}


@cache
def _longest(side: str) -> int:
    return max(map(len, _context(side)))


@cache
def _cues() -> re.Pattern[str]:
    return re.compile(alternatives(words("firm-cues")))


@cache
def _stops() -> frozenset[str]:
    """Return the words that are part of no firm's name."""
    beside = {w for side in ("left", "right", "never") for w in _context(side) if len(w) > 1}
    return lexicon("boundaries") | frozenset(titles()) | beside - set(heads())


@cache
def _trades() -> frozenset[str]:
    """Return the words of trades that follow the core of a name: 体检 in 慈铭体检."""
    return lexicon("generic") | lexicon("activities") | {h for h, head in heads().items() if head.strength == "firm"}


def support(passage: Passage, candidate: Candidate, *, repeated: bool = False) -> float:
    """Return how much speaks for a candidate's being a firm's name: below 0 for a part of another word, up to 1.5."""
    return _support(passage, candidate.start, candidate.end, repeated=repeated)


def _support(passage: Passage, start: int, end: int, *, repeated: bool = False) -> float:
    text = passage.text
    right = _beside(passage, end, "right")
    if right == 0 and _SHARE.match(text, end):
        right = 0.5
    follower = passage.token_at(end)
    if right == 0 and follower and follower.start == end and _runs_into(follower):
        right = -0.4
    if right == 0 and follower and follower.start == end and follower.tag in _PREDICATES:
        right = 0.15
    left = 0.5 if _special(text, start) else _beside(passage, start, "left")
    if left == 0 and (start == passage.start or text[start - 1] in "。!?;:,、“ \n"):
        left = 0.15
    begin = max(passage.start, max(text.rfind(sign, passage.start, start) for sign in _BREAKS) + 1)
    ends = [at for sign in _BREAKS if (at := text.find(sign, end, passage.end)) >= 0]
    cues = len(set(_cues().findall(text[begin : min(ends, default=passage.end)])))
    return left + right + 0.1 * min(cues, 3) + 0.2 * repeated


def _runs_into(follower: Token) -> bool:
    """Whether a word after a name is likely its continuation: a noun, or a word of no dictionary."""
    return follower.tag in _COMPOUND or (len(follower.text) > 1 and not rjieba.has_word(follower.text))


def backed(passage: Passage, candidate: Candidate, *, repeated: bool) -> bool:
    """Whether the words around a weak candidate for a firm are enough for its kind of evidence."""
    if candidate.rule == "head-firm" and _place_and_trade(passage, candidate):
        return False
    # A longer form is less likely to be something else.
    ease = 0.1 if candidate.length > 3 else 0.0
    doubt = 0.25 if not candidate.senses and _words_alone(passage, candidate) else 0.0
    return support(passage, candidate, repeated=repeated) >= _NEED.get(candidate.rule, 0.6) - ease + doubt


def _words_alone(passage: Passage, candidate: Candidate) -> bool:
    """Whether a candidate is but common words, after a place or not: 计算机网络, 江苏省高新技术."""
    start = next((h.end for h in passage.hits if h.start == candidate.start and _is_division(h)), candidate.start)
    tokens = passage.between(start, candidate.end)
    if passage.text[candidate.start : candidate.end].endswith(("公司", "集团")) or not tokens:
        return False
    return all(
        t.text in lexicon("generic") or (t.tag in {"n", "vn", "v", "b", "l"} and rjieba.has_word(t.text))
        for t in tokens
    )


def _is_division(hit: Hit) -> bool:
    return any(s.entry.level for s in hit.senses)


def _place_and_trade(passage: Passage, candidate: Candidate) -> bool:
    """Whether a name is a region and a trade: 长三角科技."""
    return any(
        hit.start == candidate.start
        and passage.text[hit.end : candidate.end] in heads()
        and any(s.entry.klass == "Place" for s in hit.senses)
        for hit in passage.hits
    )


def _special(text: str, start: int) -> bool:
    """Whether the mark of special treatment stands before ``start``: *ST."""
    return text[start - 2 : start] == "ST"


def _beside(passage: Passage, offset: int, side: str) -> float:
    """Return the weight of the longest context word that touches ``offset`` and is whole on that side."""
    text = passage.text
    for length in range(_longest(side), 0, -1):
        start, end = (offset - length, offset) if side == "left" else (offset, offset + length)
        if start < passage.start or end > passage.end:
            continue
        weight = _context(side).get(text[start:end])
        far = start if side == "left" else end
        if weight and (length > 1 or far in passage.edges):
            return weight
    return 0.0


def firms(passage: Passage) -> Iterator[Candidate]:
    """Yield runs of words that can be a firm's name where their neighbours say so."""
    yield from _marked(passage)
    for run in _runs(passage.tokens):
        start, end = run[0].start, run[-1].end
        if not 2 <= end - start <= _LONGEST or _runs_on(passage, start, end):
            continue
        if _support(passage, start, end) >= _needed(passage, run):
            yield Candidate(start, end, "Company", "firm-context", 0.6)


def _runs_on(passage: Passage, start: int, end: int) -> bool:
    """Whether ``[start, end)`` is cut out of a longer name, or is a head noun itself."""
    follower = passage.token_at(end)
    before = passage.token_before(start)
    headed = follower is not None and follower.text in heads() and heads()[follower.text].klass in FIRMS
    nested = before is not None and before.tag in _COMPOUND and before.text not in _stops() | lexicon("generic")
    return headed or nested or passage.text[start:end] in heads()


def _needed(passage: Passage, run: list[Token]) -> float:
    """Return how much support a run needs; one that may name a person or a product needs what firms alone have."""
    if len(run) > 1 or not (run[0].tag == "eng" or _personal(run[0])):
        unheard = [not rjieba.has_word(token.text) for token in run]
        placed = run[0].tag == "ns" and len(run) == 2 and unheard[1]
        return 0.5 if placed or (len(run) > 1 and all(unheard)) else 0.7
    start, end = run[0].start, run[0].end
    sure = max(_beside(passage, start, "left"), _beside(passage, end, "right")) > _SURE
    return 0.8 if sure else 9.0


def _personal(token: Token) -> bool:
    named = token.tag.startswith("nr") or (len(token.text) == 3 and not rjieba.has_word(token.text))
    return named and len(token.text) in {2, 3} and token.text[0] in lexicon("surnames")


def _marked(passage: Passage) -> Iterator[Candidate]:
    """Yield what the mark of special treatment stands before: 兰光 in *ST兰光."""
    for match in _SPECIAL.finditer(passage.text, passage.start, passage.end):
        tokens = passage.between(match.end(), match.end() + 4)
        if not tokens or tokens[0].start != match.end():
            continue
        end = tokens[0].end if len(tokens[0].text) > 1 or len(tokens) < 2 else tokens[1].end
        if 2 <= end - match.end() <= 4:
            yield Candidate(match.end(), end, "Company", "firm-special-treatment", 0.8)


def _runs(tokens: tuple[Token, ...]) -> Iterator[list[Token]]:
    """Yield runs of words that may make a name: from a name or a place on, with words of trades after them."""
    run: list[Token] = []
    for index, token in enumerate(tokens):
        if run and (_is_trade(token) or _proper(token)):
            run.append(token)
            continue
        if any(map(_proper, run)):
            yield run
        before = tokens[index - 1] if index else None
        run = [token] if _proper(token) or token.tag == "ns" else []
        if run and before and _may_lead(before, token):
            run = [before, token]
    if any(map(_proper, run)):
        yield run


def _may_lead(before: Token, token: Token) -> bool:
    """Whether a noun and a word of no dictionary are one name: 国风 in 国风塑业."""
    return (
        len(before.text) == len(token.text) == 2
        and before.tag in {"n", "s", "j"}
        and not rjieba.has_word(token.text)
        and before.text not in _stops() | lexicon("generic")
    )


def _proper(token: Token) -> bool:
    """Whether a word can be the core of a name: one of no dictionary, or one that is a name there."""
    text = token.text
    if text in _stops() or text in heads() or text in lexicon("generic") or not text.isalnum() or text.isdigit():
        return False
    if rjieba.has_word(text):
        return token.tag in _PROPER
    return len(text) > (2 if text.isascii() else 1) and not GRAMMAR & set(text) and not _COUNT.match(text)


def _is_trade(token: Token) -> bool:
    return token.text in _trades() and token.text not in _context("right")
