"""The lines of a text, and how they make up its title and paragraphs."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.lang.folding import fold
from kg.model import Block

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]*(?:\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]|\Z)")
_BLANK = "".join(
    map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F))
)
_BLANK += "\u205f\u2060\u3000\ufeff"
_HEADING = re.compile(r"#{1,6} +(?=\S)")
_FINAL = re.compile(r"[。！？!?；;：:…][”’」』)）】]*$|(?<=[A-Za-z)])\.[\"”)]*$|[。！？!?”」』]$")
_OPEN = re.compile(r"[，、,（(《“「『—]$")
_SENTENCE = re.compile(r"[。；]|[！？](?=.)|[，,].*[，,]|[a-z]\. ")
_INNER = re.compile(r"[，。；、,;]")
_ITEM = re.compile(r"[•·●■◆▪★※*\-—]|\(?[0-9]{1,2}[.)、]|[（(]?[一二三四五六七八九十]{1,3}[)）、]")
_TITLE_LENGTH = range(4, 81)
_PROSE_LENGTH = 60
_WRAPPED_WIDTHS = range(30, 161)
_TOLERANCE = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its surrounding white space: ``text`` stands at ``[start, end)`` of the document.

    ``folded`` is the text in simplified characters and half-width signs, character for character; ``indented`` says
    that white space came before. A blank line has no text.
    """

    start: int
    end: int
    text: str
    folded: str
    indented: bool

    @property
    def is_prose(self) -> bool:
        """Whether the line reads as running text rather than as a heading or a label."""
        ended = bool(_FINAL.search(self.text)) and not self.text.endswith(("：", ":"))
        return len(self.text) >= _PROSE_LENGTH or (
            ended and (len(self.text) >= 25 or bool(_SENTENCE.search(self.text)))
        )

    @property
    def width(self) -> int:
        """The columns that the line takes on a screen; Chinese characters take two."""
        return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in self.text)


def lines(text: str, start: int = 0) -> list[Line]:
    """Return the lines of ``text`` from the offset ``start`` on."""
    return list(_split(text, start))


def title(lines: Sequence[Line], kinds: Sequence[str]) -> int | None:
    """Return the number of the line that is the title: the first that is like a heading, before any prose."""
    for number, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if kind or not line.text:
            continue
        if len(line.text) in _TITLE_LENGTH and not line.is_prose and not re.search(r"[，、。；：,;:]$", line.text):
            return number
        if line.is_prose:
            break
    return None


def blocks(lines: Sequence[Line], kinds: Sequence[str], title: int | None) -> tuple[Block, ...]:
    """Return the blocks of all lines that are no furniture; lines that were broken to a width are one block."""
    found: list[Block] = []
    for number, line in enumerate(lines):
        if number == title:
            found.append(Block(line.start, line.end, "title"))
    groups = itertools.groupby(
        enumerate(lines), lambda item: item[0] != title and bool(item[1].text) and not kinds[item[0]]
    )
    for kept, group in groups:
        if kept:
            for run in _runs(line for _, line in group):
                found.extend(_paragraphs(run))
    return tuple(sorted(found, key=lambda block: block.start))


def _split(text: str, start: int) -> Iterator[Line]:
    for match in _LINE.finditer(text, start):
        words = match[0].lstrip(_BLANK)
        blank = len(match[0]) - len(words)
        heading = _HEADING.match(words)
        first = match.start() + blank + (heading.end() if heading else 0)
        words = words[heading.end() if heading else 0 :].rstrip(_BLANK)
        if match[0]:
            yield Line(first, first + len(words), words, fold(words), indented=blank > 0)


def _runs(lines: Iterable[Line]) -> list[list[Line]]:
    """Part lines that follow each other without a blank one where a line is indented."""
    runs: list[list[Line]] = []
    for line in lines:
        if line.indented or not runs:
            runs.append([])
        runs[-1].append(line)
    return runs


def _paragraphs(run: Sequence[Line]) -> Iterator[Block]:
    """Yield the blocks of the lines of one run."""
    widest = max(line.width for line in run)
    alike = sum(line.width >= widest - _TOLERANCE for line in run)
    start = run[0].start
    for line, following in itertools.pairwise(run):
        if not _is_broken(line, following, widest, alike):
            yield Block(start, line.end)
            start = following.start
    yield Block(start, run[-1].end)


def _is_broken(line: Line, following: Line, widest: int, alike: int) -> bool:
    """Whether a line goes on in the following one; ``alike`` lines around are about as wide as the ``widest``."""
    if _FINAL.search(line.text) or _ITEM.match(following.text):
        return False
    if _OPEN.search(line.text):
        return True
    tolerance = _TOLERANCE if unicodedata.east_asian_width(line.text[-1]) in "WFA" else 3 * _TOLERANCE
    is_full = widest in _WRAPPED_WIDTHS and line.width >= max(_WRAPPED_WIDTHS.start, widest - tolerance)
    return is_full and (alike > 2 or bool(_INNER.search(line.text)))  # a list of headings has no commas
