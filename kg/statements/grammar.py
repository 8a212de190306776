"""Sentences with their mentions: groups of coordinated mentions, subjects of clauses, what stands in between."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import rjieba

from kg.entities import Placed
from kg.lang import lexicon
from kg.names.titles import any_title
from kg.ontology import ontology
from kg.sentences import Passage, Span

_COORDINATED = re.compile(
    r"等[^,。;:、的]{1,20};|"
    r"(?:等(?:(?:[\d一二三四五六七八九十百千两数多余几 ]+[多余]? ?[家所个位名])?[^,。;:、的]{0,14})?)?"
    r"(?:,?(?:、|和|与|及|以及|同|跟))(?:同属|同在)?"
)
# A new list after one that a class noun closed: "A、B等高校,C、D等医院".
_NEXT_LIST = re.compile(r"等[^,。;:]{1,18},(?:以及)?")
_PREPOSITIONS = (
    "在",
    "与",
    "和",
    "对",
    "向",
    "从",
    "由",
    "被",
    "以",
    "于",
    "同",
    "跟",
    "为",
    "据",
    "经",
    "除",
    "给",
    "依托",
    "围绕",
    "通过",
    "根据",
    "按照",
)

_KINDS = ("企业", "公司", "团队", "高校", "机构", "医院", "民企", "国企", "创业者", "科学家", "学者")

Group = tuple[Placed, ...]


@dataclass(frozen=True)
class Line:
    """A sentence of a passage with the mentions in it."""

    passage: Passage
    span: Span
    placed: tuple[Placed, ...]

    @property
    def text(self) -> str:
        """The folded text of the whole document."""
        return self.passage.text

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        """The clauses of the sentence."""
        return self.passage.clauses(self.span)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The mentions as coordinated groups, in the order of the text."""
        groups: list[list[Placed]] = []
        for p in self.placed:
            if groups and self._joined(groups[-1][-1], p):
                groups[-1].append(p)
            else:
                groups.append([p])
        return tuple(map(tuple, groups))

    @cached_property
    def casts(self) -> tuple[Group, ...]:
        """The people as lists, whatever titles and bodies stand between them: A大学校长甲、B医院院长乙."""
        casts: list[list[Placed]] = []
        for person in (p for p in self.placed if p.draft.type == "Person"):
            if casts and self._listed(casts[-1][-1], person):
                casts[-1].append(person)
            else:
                casts.append([person])
        return tuple(map(tuple, casts))

    def _listed(self, one: Placed, two: Placed) -> bool:
        between = list(self.text[one.end : two.start])
        for p in self.placed:
            if one.end <= p.start and p.end <= two.start:
                between[p.start - one.end : p.end - one.end] = [" "] * (p.end - p.start)
        rest = any_title().sub("", "".join(between)).replace(" ", "")
        words = re.sub(r"[、,和与及以“”()]", "", rest)
        return words != rest and len(words) <= 6 and not any(tag in {"v", "p"} for _, tag in rjieba.tag(words))

    def cast(self, group: Group) -> Group:
        """Return the whole list of people that a group belongs to, or the group itself."""
        return next((cast for cast in self.casts if group and group[-1] in cast and len(cast) > len(group)), group)

    def clause_of(self, offset: int) -> Span:
        """Return the clause that holds ``offset``."""
        return next((c for c in self.clauses if c.start <= offset < c.end), self.span)

    def _joined(self, one: Placed, two: Placed) -> bool:
        between = self.text[one.end : two.start].strip('”“" \n')
        if _COORDINATED.fullmatch(between):
            return True
        return bool(_NEXT_LIST.fullmatch(between)) and "等" in self.text[two.end : two.end + 60]

    def subject(self, clause: Span) -> Group:
        """Return the group that is the subject of a clause: the first, if no preposition or verb stands before it."""
        for group in self.groups:
            if group[0].start < clause.start:
                continue
            if group[0].start >= clause.end:
                break
            return group if self._opens(clause, group) and not self._modifies(group) else ()
        return ()

    def _modifies(self, group: Group) -> bool:
        """Whether a place only says where an unnamed thing is from: 这家上海企业."""
        after = self.text[group[-1].end : group[-1].end + 4]
        return group[-1].draft.type == "Place" and after.startswith(_KINDS)

    def _opens(self, clause: Span, group: Group) -> bool:
        before = self.text[clause.start : group[0].start].strip('“”"( ')
        if before.endswith(_PREPOSITIONS):
            return False
        if before.endswith("的是"):
            # 起步更早的是X: what the text turns to.
            return True
        tokens = self.passage.between(clause.start, group[0].start)
        # 可控核聚变企业X: what kind of thing the subject is stands before it.
        kind = before.endswith(_KINDS)
        return not any(
            t.tag == "p" or (t.tag == "v" and (not kind or t.text in lexicon("boundaries")))
            for t in tokens
            if t.text not in {"作为", "据", "截至", "到", "近"}
        )


@cache
def organizations() -> frozenset[str]:
    """Return the types that the ontology has under Organization."""
    known = ontology()
    return frozenset(name for name in known.types if "Organization" in known.ancestors[name])


def of_type(group: Sequence[Placed], types: frozenset[str]) -> Group:
    """Return the members of a group that are of the types."""
    return tuple(p for p in group if p.draft.type in types or p.draft.klass in types)


def prepositional(line: Line, group: Group) -> bool:
    """Whether a group stands after a preposition, and so is no subject: 在上海."""
    before = line.text[max(line.span.start, group[0].start - 2) : group[0].start].rstrip("“")
    return before.endswith(("在", "于", "对", "向", "从", "给", "以", "据", "除", "通过", "透过", "根据", "按照"))
