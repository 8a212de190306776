"""Bytes become text: UTF-8, UTF-16, GB18030 or Big5, told apart by what reads as Chinese.

GB18030 decodes almost any bytes, and most Big5 texts are valid GB18030 and the other way round, so that validity says
little. Each decoding is weighed instead: running Chinese text is made of a few hundred frequent characters, a wrong
decoding of rare ones.
"""

import codecs
import functools
from collections import Counter
from collections.abc import Iterable
from enum import Enum

from kg.errors import ReadError
from kg.lang import words

_MAGIC = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP or an Office file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", "program"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like that of UTF-16, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = ("gb18030", "big5hkscs", "cp950")
_PLAUSIBLE = 0.3
_SAVE = "save the text as UTF-8"


class Weight(float, Enum):
    """How much a character speaks for a decoding that yields it."""

    FREQUENT = 1.0
    COMMON = 0.4
    PUNCTUATION = 0.6
    LATIN = 0.0
    RARE = -0.8
    FOREIGN = -1.0


def decode(data: bytes, source: str) -> str:
    """Return the text in ``data``, without a byte order mark and with its line ends as they are.

    Raises:
        ReadError: ``data`` is binary, or in no encoding that is known.
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise ReadError(f"{source}: is binary ({name}): save its text as UTF-8")
    text = _marked(data, source)
    if text is None and b"\0" not in data:
        text = _unmarked(data, source)
    if text is None or "\0" in text:
        raise ReadError(f"{source}: is binary (it has zero bytes): {_SAVE}")
    return text


def language(text: str) -> str:
    """Return ``zh-Hans``, ``zh-Hant`` or ``en``, by the characters of a text."""
    counts = Counter(text)
    chinese = {c: n for c, n in counts.items() if _is_han(c)}
    letters = sum(n for c, n in counts.items() if c.isascii() and c.isalpha())
    if sum(chinese.values()) * 5 < letters:
        return "en"
    balance = sum(n * (_is_in(c, "big5") - _is_in(c, "gb2312")) for c, n in chinese.items())
    return "zh-Hant" if balance > 0 else "zh-Hans"


def plausibility(text: str) -> float:
    """Return how much a decoded text reads as Chinese prose: 1 at best; Latin letters and digits do not count."""
    weights = [weight for c in text if (weight := _weight(c)) is not Weight.LATIN]
    return sum(weights) / len(weights) if weights else 0.0


def _marked(data: bytes, source: str) -> str | None:
    """Decode data with a byte order mark; none where there is no mark."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name)
            except UnicodeDecodeError as error:
                raise ReadError(f"{source}: is broken {name.upper()[:6]} at byte {error.start}: {_SAVE}") from error
    return None


def _unmarked(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error
    text = _most_plausible(data, _CHINESE)
    if plausibility(text) >= _PLAUSIBLE:
        return text
    if plausibility(data.decode("utf-8", "ignore")) >= _PLAUSIBLE:
        raise ReadError(f"{source}: is broken UTF-8 at byte {broken.start}: {_SAVE}")
    guessed = _guessed(data)
    if guessed is None:
        raise ReadError(f"{source}: is in no known encoding (UTF-8, UTF-16, GB18030, Big5): {_SAVE}")
    return guessed


def _guessed(data: bytes) -> str | None:
    """Decode as charset-normalizer does; none where that gives neither Chinese nor Latin letters."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    text = str(best) if best else ""
    letters = sum(c.isascii() and (c.isalpha() or c.isspace()) for c in text)
    return text if plausibility(text) >= _PLAUSIBLE or letters > 0.7 * len(text) > 0 else None


def _most_plausible(data: bytes, encodings: Iterable[str]) -> str:
    """Return the most plausible of the decodings that succeed, the first of equals; empty where none does."""
    texts = [""]
    for name in encodings:
        try:
            texts.append(data.decode(name))
        except UnicodeDecodeError:
            continue
    return max(texts, key=plausibility)


@functools.cache
def _frequent() -> frozenset[str]:
    return frozenset("".join(words("frequent")))


@functools.cache
def _weight(character: str) -> Weight:
    if character.isascii():
        return Weight.LATIN if character.isprintable() or character.isspace() else Weight.FOREIGN
    if character in _frequent():
        return Weight.FREQUENT
    if character in "，。、：；！？“”‘’（）《》「」『』【】—…·〈〉％～　•●■◆※→" or "０" <= character <= "ｚ":
        return Weight.PUNCTUATION
    if not _is_han(character):
        return Weight.FOREIGN
    return Weight.COMMON if _is_common(character) else Weight.RARE


def _is_common(character: str) -> bool:
    """Whether the character is on the first level of GB 2312 (3,755 characters) or of Big5 (5,401)."""
    first, lead = (character.encode(name, "replace")[0] for name in ("gb2312", "big5"))
    return 0xB0 <= first <= 0xD7 or 0xA4 <= lead <= 0xC6


def _is_in(character: str, name: str) -> bool:
    return len(character.encode(name, "ignore")) > 0


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"
