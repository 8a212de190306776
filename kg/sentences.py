"""Text → passages, sentences, clauses and tokens, all with offsets into the document's text as read."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import rjieba

from kg.lang.folding import fold
from kg.lang.gazetteer import Hit, gazetteer
from kg.model import Document

_SENTENCE_END = re.compile(r"[。!?](?:[”’)\]》]*)|\n[ \t\r]*\n|(?<=[^\x00-\x7f])\.(?=\s|$)")
# Characters that jieba wrongly joins to a name beside them.
_PARTICLES = frozenset("与和及由为以从向对将在被把据如若是系即称拟自等的获过而")
_LEADING = frozenset("与由将把被若及而过")
_TRAILING = frozenset("在称系将与和从由")
_CLAUSE_END = re.compile(r"[;:]|,(?!\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its part of speech (the tags of jieba), at ``[start, end)``."""

    start: int
    end: int
    text: str
    tag: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch ``[start, end)`` of the document's text."""

    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` lies within this span."""
        return self.start <= start and end <= self.end


@dataclass(frozen=True)
class Passage:
    """A block of the document in its folded form, with its tokens and gazetteer hits.

    ``text`` is the whole document, folded: every offset is that of the document.
    """

    text: str
    start: int
    end: int
    kind: str
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...]

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences, without white space around them."""
        return _split(self.text, self.start, self.end, _SENTENCE_END)

    def clauses(self, sentence: Span) -> tuple[Span, ...]:
        """Return the clauses of a sentence: it is cut at commas, colons and semicolons."""
        return _split(self.text, sentence.start, sentence.end, _CLAUSE_END)

    @cached_property
    def _ends(self) -> list[int]:
        return [token.end for token in self.tokens]

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def edges(self) -> frozenset[int]:
        """The offsets at which a token starts or ends."""
        return frozenset(self._starts) | frozenset(self._ends)

    @cached_property
    def hits_by_end(self) -> dict[int, list[Hit]]:
        """The gazetteer hits by where they end, longest first."""
        found: dict[int, list[Hit]] = {}
        for hit in sorted(self.hits, key=lambda hit: hit.start):
            found.setdefault(hit.end, []).append(hit)
        return found

    def token_before(self, offset: int) -> Token | None:
        """Return the token that holds the code point before ``offset``."""
        index = bisect_left(self._ends, offset)
        return self.tokens[index] if index < len(self.tokens) and self.tokens[index].start < offset else None

    def token_at(self, offset: int) -> Token | None:
        """Return the token that holds the code point at ``offset``."""
        index = bisect_right(self._starts, offset) - 1
        return self.tokens[index] if index >= 0 and offset < self.tokens[index].end else None

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        """Return the tokens that start in ``[start, end)``."""
        return self.tokens[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def passages(document: Document) -> tuple[Passage, ...]:
    """Return the blocks of a document, ready for the finders of names and figures."""
    text = fold(document.text)
    return tuple(_passage(text, block.start, block.end, block.kind) for block in document.blocks)


def _passage(text: str, start: int, end: int, kind: str) -> Passage:
    part = text[start:end]
    tokens: list[Token] = []
    position = start
    for word, tag in rjieba.tag(part):
        tokens.append(Token(position, position + len(word), word, tag))
        position += len(word)
    hits = tuple(Hit(h.start + start, h.end + start, h.form, h.senses) for h in gazetteer().hits(part))
    return Passage(text, start, end, kind, tuple(_freed(tokens, hits)), hits)


def _freed(tokens: list[Token], hits: tuple[Hit, ...]) -> Iterator[Token]:
    """Yield the tokens; a word that jieba only guessed is cut where a known name begins or ends in it: 由|佳兆业."""
    cuts = {offset for hit in hits for offset in (hit.start, hit.end)}
    for token in tokens:
        inner = cuts & set(range(token.start + 1, token.end))
        if len(token.text) > 2 and token.text[0] in _LEADING:
            inner.add(token.start + 1)
        if len(token.text) > 2 and token.text[-1] in _TRAILING:
            inner.add(token.end - 1)
        if not inner or rjieba.has_word(token.text):
            yield token
            continue
        at = 0
        for offset in (*sorted(inner), token.end):
            part = token.text[at : offset - token.start]
            rest = token.text[offset - token.start :]
            if offset == token.end or set(part) <= _PARTICLES or (rest and set(rest) <= _PARTICLES):
                tag = "p" if set(part) <= _PARTICLES else token.tag
                yield Token(token.start + at, token.start + at + len(part), part, tag)
                at += len(part)


def _split(text: str, start: int, end: int, delimiter: re.Pattern[str]) -> tuple[Span, ...]:
    spans: list[Span] = []
    position = start
    for match in delimiter.finditer(text, start, end):
        spans.append(trimmed(text, position, match.end()))
        position = match.end()
    spans.append(trimmed(text, position, end))
    return tuple(span for span in spans if span.start < span.end)


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span ``[start, end)`` of a text without the white space around it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
