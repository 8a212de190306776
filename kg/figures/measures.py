"""What a figure counts: the noun phrase beside the number (20个项目, 转化金额近5.2亿元)."""

import functools
import re

from kg.lang import table

_NOUNS = ("n", "vn", "an", "s", "j", "l", "i", "b", "g", "eng", "nz")
_QUALITIES = ("a", "z", "ad")
_NAMES = ("nr", "ns", "nt", "nrt")
_JOINING = ("和", "及", "以及", "、", "与")
_QUOTES = "“”‘’"
_QUOTED = re.compile(r"“[^”]{1,12}”")

Word = tuple[str, str]


def after(text: str) -> str:
    """Return the noun phrase at the start of the words that follow a unit (``家企业落户`` without 家); else empty."""
    quoted = _QUOTED.match(text)
    if quoted:
        return quoted[0] + after(text[quoted.end() :])
    words = _tagged(text)
    length = noun = position = 0
    for number, (word, tag) in enumerate(words):
        following = words[number + 1] if number + 1 < len(words) else ("", "")
        if not _goes_on(word, tag, following, begun=noun > 0, first=number == 0):
            break
        position += len(word)
        if _is_noun(word, tag):
            noun = length = position
        elif word in "”’" and noun:
            length = position
    tail = next((word for word in _words("tail") if noun and text.startswith(word, length)), "")
    return _unquoted(text[:length] + tail)


def before(text: str) -> str:
    """Return the noun phrase at the end of the words before a number (``涉及转化金额`` gives 转化金额); else empty."""
    kept: list[Word] = []
    words = _tagged(text)
    while words and words[-1][0] not in _words("taking") and _links(*words[-1]):
        words.pop()
    for word, tag in reversed(words):
        if word in _words("taking") or word in _words("linking"):
            break
        ranked = tag == "m" and kept and kept[0][0].startswith("强")  # 世界500强企业
        if not (ranked or _is_noun(word, tag) or word in _words("nominal") or tag in (*_QUALITIES, *_NAMES)):
            break
        kept.insert(0, (word, tag))
    while kept and kept[0][1] in _NAMES and kept[0][0] not in _words("noun"):
        kept.pop(0)
    return "".join(word for word, _ in kept) if any(_is_noun(word, tag) for word, tag in kept) else ""


def verb(text: str) -> str:
    """Return the verb that stands last in the words before a number (``共授奖`` gives 授奖); else empty."""
    words = _tagged(text)
    light = _words("linking") + _words("taking")
    verbs = [word for word, tag in words[-3:] if tag.startswith("v") and len(word) > 1 and word not in light]
    return verbs[-1] if verbs else ""


def items(text: str) -> int:
    """Return how many names the enumeration has that ends a text (``甲大学、乙医院和丙公司``); 0 if none ends it."""
    words = _tagged(text)
    if not words or not (_is_noun(*words[-1]) or words[-1][1] in _NAMES):
        return 0
    joints = sum(word in _JOINING for word, _ in words)
    return joints + 1 if joints else 0


def usual(kind: str) -> str:
    """Return what a unit of the kind ``area``, ``length`` or ``money`` measures where nothing is named; else empty."""
    return "".join(_words(kind))


def is_generic(noun: str) -> bool:
    """Whether the noun phrase is one of discourse (三个方面): it says nothing of the world."""
    return bool(noun) and (noun.endswith(_words("generic")) or _tagged(noun)[0][0] in _words("generic"))


def _goes_on(word: str, tag: str, following: Word, *, begun: bool, first: bool) -> bool:
    """Whether a word is part of the noun phrase that starts a text."""
    leads = not begun and _is_noun(*following)
    if word in _words("stop") and not (leads and word in _words("nominal")):
        return False
    if word in _QUOTES or _is_noun(word, tag) or (tag in _QUALITIES and not begun):
        return True
    if first and word == "在":
        return len(following[0]) == 1
    if word in _JOINING:
        return begun and _is_noun(*following) and following[1] not in _NAMES
    if tag in _QUALITIES or tag.startswith("v"):
        return not begun or (word in _words("nominal") and _is_noun(*following))
    if word == "的":
        return not begun and not first
    if word in _words("nominal"):
        return _is_noun(*following)
    return leads and (tag in _NAMES or tag == "f")


def _is_noun(word: str, tag: str) -> bool:
    return word in _words("noun") or (tag.startswith(_NOUNS) and bool(re.match(r"[\w-]", word)) and tag != "ns")


def _links(word: str, tag: str) -> bool:
    """Whether a word may stand between a noun and its number."""
    return word in _words("linking") or tag[0] in "dpucrm" or not word.strip()


def _unquoted(noun: str) -> str:
    """Return the phrase without a quote that has no partner."""
    for opening, closing in ("“”", "‘’"):
        if noun.count(opening) != noun.count(closing):
            noun = noun.strip(opening + closing)
    return noun.strip(" 、")


def _tagged(text: str) -> list[Word]:
    import rjieba  # takes longer to load than most commands

    return list(rjieba.tag(text))


@functools.cache
def _words(role: str) -> tuple[str, ...]:
    return tuple(word for row in table("measures") if row["role"] == role for word in row["words"].split())
