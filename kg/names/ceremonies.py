"""Long names of ceremonies: 安码科技与南京理工大学联合实验室揭牌仪式. Verbs and conjunctions are part of them."""

import re
from collections.abc import Iterator

from kg.lang import lexicon
from kg.names.candidate import Candidate
from kg.sentences import Passage

_CEREMONY = re.compile(
    r"(?:签约|揭牌|启动|启用|颁奖|开工|奠基|封顶|开园|授牌|成立|揭幕|投运|签约揭牌|揭牌暨签约)(?:仪式|大会|活动|典礼)"
    r"(?:暨[^,。;:!?\n“”]{2,30}?(?:仪式|大会|峰会|论坛|活动|交流会|研讨会|发布会))?"
)
_LONGEST = 48


def ceremonies(passage: Passage) -> Iterator[Candidate]:
    """Yield ceremonies that are named after bodies, from where their phrase begins."""
    for match in _CEREMONY.finditer(passage.text, passage.start, passage.end):
        start = _beginning(passage, match.start())
        bodies = [
            h for h in passage.hits if start <= h.start and h.end <= match.start() and h.senses and len(h.form) > 2
        ]
        if match.start() - start >= 6 and bodies:
            yield Candidate(start, match.end(), "Event", "ceremony", 0.9)


def _beginning(passage: Passage, end: int) -> int:
    """Return where the phrase that ends at ``end`` begins: after a mark, or after a word that no such name holds."""
    start = max(passage.start, end - _LONGEST)
    marks = [m.end() for m in re.finditer(r"[,。;:!?\n“”、]", passage.text[start:end])]
    start += max(marks, default=0)
    for token in passage.between(start, end):
        if (
            token.text in lexicon("ceremony-openers")
            or token.tag in {"t", "uj", "r"}
            or (token.tag == "m" and not token.text.startswith("第"))
        ):
            start = token.end
    return start
