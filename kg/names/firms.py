"""Names of firms that no gazetteer has, and what the words around a name say of its being a firm's.

``firm-context.tsv`` holds the words that stand right beside such names, ``firm-cues.txt`` those of their sentences.
"""

import re
from collections.abc import Iterator
from functools import cache

import rjieba

from kg.lang import table, words
from kg.names.candidate import Candidate
from kg.names.heads import generic, heads
from kg.names.titles import titles
from kg.sentences import Passage, Token

_PROPER = frozenset({"nr", "nrt", "nrfg", "nz", "nt", "eng"})
_SHORT = frozenset({"j", "b", "a", "f", "ng", "g", "zg", "ag", "m", "q", "d", "n", "v", "vg", "s", "t", "c", "p", "u"})
_PART = frozenset({"n", "nz", "nt", "nr", "nrt", "nrfg", "ns", "j", "vn", "eng", "an", "ng", "s", "b"})
_SPECIAL = re.compile(r"(?:S\*|\*|S)?ST(?=[\u4e00-\u9fff])")
_SHARE = re.compile(r"(?:的)?[\d.]+(?:%|万股|亿股)")
_BREAKS = "。!?;\n"
_LONGEST = 8
_NEED = {"firm-known": 0.3, "gazetteer": 0.4, "head-firm": 0.3, "firm-list": 0.4}
_COMPOUND = frozenset({"n", "vn", "nz", "j", "ng"})


@cache
def _context(side: str) -> dict[str, float]:
    weights = {"2": 0.5, "1": 0.2}
    rows = [row for row in table("firm-context") if row["side"] == side]
    return {word: weights[row["weight"]] for row in rows for word in row["words"].split()}


@cache
def _longest(side: str) -> int:
    return max(map(len, _context(side)))


@cache
def _cues() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words("firm-cues")), key=len, reverse=True)))


@cache
def _stops() -> frozenset[str]:
    """Return the words that are part of no firm's name."""
    beside = {w for side in ("left", "right") for w in _context(side) if len(w) > 1}
    return frozenset(words("boundaries")) | frozenset(titles()) | beside - set(heads())


def support(passage: Passage, start: int, end: int, *, repeated: bool = False) -> float:
    """Return how much speaks for a firm's name in ``[start, end)``: from below 0 (part of another word) to about 1.3."""
    text = passage.text
    right = _beside(passage, end, "right")
    if right == 0 and _SHARE.match(text, end):
        right = 0.5
    follower = passage.token_at(end)
    if right == 0 and follower and follower.start == end and follower.tag in _COMPOUND:
        right = -0.4
    left = 0.5 if _special(text, start) else _beside(passage, start, "left")
    begin = max(passage.start, max(text.rfind(sign, passage.start, start) for sign in _BREAKS) + 1)
    ends = [at for sign in _BREAKS if (at := text.find(sign, end, passage.end)) >= 0]
    cues = len(set(_cues().findall(text[begin : min(ends, default=passage.end)])))
    return left + right + 0.1 * min(cues, 3) + 0.2 * repeated


def backed(passage: Passage, candidate: Candidate, *, repeated: bool) -> bool:
    """Whether the words around a weak candidate for a firm are enough for its kind of evidence."""
    return support(passage, candidate.start, candidate.end, repeated=repeated) >= _NEED.get(candidate.rule, 0.6)


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
        if 2 <= end - start <= _LONGEST and _namelike(run) and support(passage, start, end) >= 0.7:
            yield Candidate(start, end, "Company", "firm-context", 0.6)


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
    """Yield the longest runs of words that may stand in a name, without everyday words at their left."""
    run: list[Token] = []
    for token in tokens:
        if _may_stand(token):
            run.append(token)
            continue
        yield from _trimmed(run)
        run = []
    yield from _trimmed(run)


def _may_stand(token: Token) -> bool:
    if token.text in _stops() or not (token.text.isalnum() and not token.text.isdigit()):
        return False
    return token.tag in _PART or not rjieba.has_word(token.text)


def _trimmed(run: list[Token]) -> Iterator[list[Token]]:
    while run and not (_proper(run[0]) or run[0].tag == "ns"):
        run = run[1:]
    if run:
        yield run


def _proper(token: Token) -> bool:
    if token.text in generic() or token.text in heads():
        return False
    return token.tag in _PROPER or (len(token.text) > 1 and not rjieba.has_word(token.text))


def _namelike(run: list[Token]) -> bool:
    """Whether the words are more than a place and everyday words."""
    return any(_proper(token) for token in run)
