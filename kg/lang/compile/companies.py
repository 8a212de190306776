"""Short names of companies: weak evidence, wide and cleaned by rule."""

import re
from collections.abc import Iterator
from pathlib import Path

import rjieba

from kg.lang.compile.gazetteer import CHINESE, normal, words

HEAD = ("Short names of companies, one a line: weak evidence, to be trusted only where the context says company.",)

_ENDING_OF_OTHERS = re.compile(r"(有限公司|网|店|馆|吧|坊|园|楼|庄|记|家|会|村|镇|街|路|山|河|湖|寺|庙|县|市|区)$")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "x", "eng")


def _is_phrase(name: str) -> bool:
    """Tell whether a name is made of everyday words alone."""
    return all(len(word) > 1 and not tag.startswith(_NAME_TAGS) for word, tag in rjieba.tag(name))


def is_useful(name: str, taken: frozenset[str]) -> bool:
    """Tell whether a short name is some evidence of a company; ``taken`` are names of other things."""
    if not 3 <= len(name) <= 8 or not all(CHINESE.match(c) or c.isascii() for c in name):
        return False
    if len(CHINESE.findall(name)) < 2 or name in taken or name in words("everyday-trades.txt"):
        return False
    if rjieba.has_word(name) or _ENDING_OF_OTHERS.search(name):
        return False
    if len(name) == 3 and len(rjieba.cut(name)) == 3:
        return False
    return not _is_phrase(name)


def company_names(path: Path, taken: frozenset[str], simplify: dict[int, str]) -> Iterator[str]:
    """Yield the short names worth keeping."""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        name = normal(line.translate(simplify))
        if is_useful(name, taken):
            yield name
