"""Written numbers and their values: 5.2亿, 6千万, 3000多万, 三百余, 两千零五, 上百."""

import re
from dataclasses import dataclass
from decimal import Decimal

DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)"
# A multiplier before 克, 瓦 and 米 belongs to the unit.
_SIGN = r"(?:[零〇一二两三四五六七八九十百万亿]|千(?![克瓦米]))"
_MORE = r"[多余几来]"
NUMBER = rf"(?:{DIGITS}(?: ?{_MORE}?{_SIGN})*|{_SIGN}+(?:{_MORE}{_SIGN}+)?)(?:(?<=[亿万])\d+(?:\.\d+)?{_SIGN}+)*"

_ONES = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"亿": 10**8, "万": 10**4}
_SECTION = re.compile(
    r"(?:(?P<千>[一二两三四五六七八九])千)?零?(?:(?P<百>[一二两三四五六七八九])百)?零?"
    r"(?:(?P<十>[一二三四五六七八九]?)十)?零?(?P<一>[一二两三四五六七八九])?"
)
_DIGIT_SECTION = re.compile(r"(?P<digits>\d+(?:\.\d+)?)(?P<power>[十百千]?)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number: ``vague`` where written with 多, 余, 几 or 来, ``bare`` where it is a multiplier alone (百, 千万)."""

    value: Decimal
    vague: bool
    bare: bool


def parse(text: str) -> Number | None:
    """Return the number that ``text`` writes, None where it is none (三四十) or begins with no value (数十, 几百)."""
    if re.match(_MORE, text):
        return None
    plain = re.sub(rf"[,\s]|{_MORE}", "", text)
    bare = bool(re.fullmatch(r"[百千万亿]+", plain))
    value = _large(re.sub(r"^(?=[百千万亿])", "一", plain) if bare else plain)
    if value is None:
        return None
    whole = value.to_integral_value()
    return Number(whole if whole == value else value.normalize(), bool(re.search(_MORE, text)), bare)


def _large(text: str) -> Decimal | None:
    """Return the value of a number with 万 and 亿: each multiplies all that stands before it."""
    for sign, power in _LARGE.items():
        left, found, right = text.rpartition(sign)
        if found:
            upper, lower = _large(left), _rest(right, power)
            return None if upper is None or lower is None else upper * power + lower
    return _section(text)


def _rest(text: str, power: int) -> Decimal | None:
    """Return the value of what follows a multiplier: nothing, a smaller number, or one sign alone (两万五)."""
    if not text:
        return Decimal(0)
    if text in _ONES:
        return Decimal(_ONES[text] * power // 10)
    return _large(text.removeprefix("零"))


def _section(text: str) -> Decimal | None:
    """Return the value of a number below 10,000 in signs, or of digits with at most one of 十, 百, 千."""
    digits = _DIGIT_SECTION.fullmatch(text)
    if digits:
        return Decimal(digits["digits"]) * _POWERS.get(digits["power"], 1)
    short = re.fullmatch(r"([一二两三四五六七八九])([百千])([一二三四五六七八九])", text)
    if short:
        return Decimal(_ONES[short[1]] * _POWERS[short[2]] + _ONES[short[3]] * _POWERS[short[2]] // 10)
    signs = _SECTION.fullmatch(text)
    if not signs or not text:
        return None
    tens = 0 if signs["十"] is None else _ONES.get(signs["十"], 1) * 10
    return Decimal(sum(_ONES[signs[s] or "零"] * p for s, p in (("千", 1000), ("百", 100), ("一", 1))) + tens)
