"""One form of each character for matching: simplified, half width, one kind of quotes; offsets stay as they are."""

from functools import cache

from kg.lang import table

# Brackets and quotes of other traditions. The full-width comma, colon and the like come with the full-width forms.
_SIGNS = {
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
    "﹑": "、",
    "､": "、",
    "｡": "。",
    "\u3000": " ",
    "\xa0": " ",
    "•": "·",
    "・": "·",
    "‧": "·",
}


@cache
def _folds() -> dict[int, str]:
    width = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    simplified = {ord(row["traditional"]): row["simplified"] for row in table("characters")}
    return simplified | width | {ord(sign): plain for sign, plain in _SIGNS.items()}


def fold(text: str) -> str:
    """Return the text for matching, of the same length: code point by code point.

    Traditional characters become simplified, full-width forms half-width, corner brackets and straight double
    quotes become ``“`` and ``”`` (straight ones in turn, anew on each line).
    """
    folded = text.translate(_folds())
    return _paired(folded) if '"' in folded else folded


def _paired(text: str) -> str:
    made: list[str] = []
    opened = False
    for character in text:
        if character == "\n":
            opened = False
        elif character == '"':
            opened = not opened
            character = "“" if opened else "”"
        made.append(character)
    return "".join(made)
