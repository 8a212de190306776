"""What a text says of itself before it begins: its front matter, and the date and publisher of a page's head."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.documents import furniture
from kg.documents.layout import Line
from kg.errors import ReadError, one_line

_FENCE = re.compile(
    r"---[ \t]*(?:\r\n|\r|\n)(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r\n|[\r\n]|\Z)", re.DOTALL | re.MULTILINE
)
_DATE = re.compile(r"(?P<year>\d{2,4})\D{1,3}?(?P<month>\d{1,2})\D{1,3}?(?P<day>\d{1,2})")
_COMPACT = re.compile(
    r"(?<![0-9A-SU-Za-su-z])(?P<year>(?:19|20)\d\d)(?P<s>[-_.年/]?)(?P<month>\d\d?)(?:(?P=s)|月)(?P<day>\d\d?)(?![0-9A-Za-z])"
)
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_LANGUAGES = {
    "zh": "",
    "zh-hans": "zh-Hans",
    "zh-cn": "zh-Hans",
    "zh-hant": "zh-Hant",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "en": "en",
}
_NOBODY = {"未知", "本站", "本网", "网络", "互联网", "原创", "不详", "佚名", "本站原创"}


@dataclass(frozen=True, slots=True)
class Header:
    """What is said of a text: empty where nothing is; the text proper begins at ``end``."""

    title: str = ""
    issued: str = ""
    publisher: str = ""
    language: str = ""
    end: int = 0


def front_matter(text: str, source: str) -> Header:
    """Return what the YAML between two ``---`` lines at the top of a text says; all empty where there is none.

    Raises:
        ReadError: the lines between are not YAML, or the date is none.
    """
    match = _FENCE.match(text)
    if not match:
        return Header()
    values = _mapping(match["yaml"], source)
    if values is None:
        return Header()
    return Header(
        title=_string(values, "title"),
        issued=_issued(_string(values, "date") or _string(values, "issued"), source),
        publisher=_string(values, "publisher") or _string(values, "source"),
        language=_LANGUAGES.get(_string(values, "language").lower(), ""),
        end=match.end(),
    )


def found(lines: Sequence[Line], kinds: Sequence[str]) -> Header:
    """Return the date and the publisher that the furniture lines of a page tell, those of the first lines first."""
    about = [line for line, kind in zip(lines, kinds, strict=True) if kind in {"meta", "byline"}]
    dates = (date for value in _values(about, "issued") if (date := iso_date(value)))
    publishers = (value for value in _values(about, "publisher") if value not in _NOBODY)
    return Header(issued=next(dates, ""), publisher=next(publishers, ""))


def date_in_name(source: str) -> str:
    """Return the date in the last part of a path or URL (``2021-12-02-x.txt``, ``t20211202_1.html``), else empty."""
    match = _COMPACT.search(re.split(r"[/\\]", source)[-1])
    return _iso(match) if match else ""


def iso_date(text: str) -> str:
    """Return a date (``2021年12月2日``, ``2021/12/2``, ``二〇二一年十二月二日``) as ``2021-12-02``, else empty."""
    match = _DATE.search(_with_digits(text))
    return _iso(match, 1911 if "民" in text else 0) if match else ""


def _mapping(yaml_text: str, source: str) -> Mapping[object, object] | None:
    import yaml

    try:
        values = yaml.safe_load(yaml_text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = one_line(error)[:120]
        raise ReadError(
            f"{source}: its front matter is not YAML ({message}): correct the lines between the two ---"
        ) from error
    return values if isinstance(values, dict) else None


def _string(values: Mapping[object, object], key: str) -> str:
    value = values.get(key)
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _issued(date: str, source: str) -> str:
    issued = iso_date(date)
    if date and not issued:
        raise ReadError(f"{source}: its front matter has the date {date[:40]!r}: write it as 2021-12-02")
    return issued


def _values(lines: Sequence[Line], kind: str) -> Iterator[str]:
    for rule in furniture.rules():
        if rule.kind == kind:
            for line in lines:
                match = rule.pattern.search(line.folded)
                if match:
                    yield line.text[match.start("value") : match.end("value")].strip()


def _with_digits(text: str) -> str:
    """Write the numbers of a date (二〇二一, 十二, 三十一) as digits."""
    text = re.sub(r"(?<![一二三四五六七八九])十", "一十", text)
    text = re.sub(r"十(?=[一二三四五六七八九])", "", text).replace("十", "零")
    return text.translate(_DIGITS)


def _iso(match: re.Match[str], offset: int = 0) -> str:
    try:
        return dt.date(int(match["year"]) + offset, int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return ""
