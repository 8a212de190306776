"""Where the arguments of a trigger stand: before it, after it, in an earlier clause, behind a preposition."""

import re
from dataclasses import dataclass

from kg.sentences import Span
from kg.statements.grammar import Group, Line, of_type, prepositional

REACH = 40
_OWNING = re.compile(r"[”]?(?:的)?(?:旗下|下属|所属|所持|持有|手中|全资|控股|间接|直接)")


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence and the subject that is carried into it from before."""

    line: Line
    carried: Group


def groups_before(line: Line, offset: int, start: int) -> tuple[Group, ...]:
    """Return the groups of a sentence that lie in ``[start, offset)``."""
    return tuple(g for g in line.groups if start <= g[0].start and g[-1].end <= offset)


def groups_after(line: Line, offset: int, end: int) -> tuple[Group, ...]:
    """Return the groups of a sentence that start in ``[offset, end)``."""
    return tuple(g for g in line.groups if g[0].start >= offset and g[0].start < end)


def left(scene: Scene, match: re.Match[str], types: frozenset[str]) -> Group:
    """Return the nearest fitting group before a trigger: in its clause, else the subject of an earlier one."""
    line = scene.line
    clause = line.clause_of(match.start())
    groups = groups_before(line, match.start(), clause.start)
    for group in reversed(groups):
        fitting = of_type(line.cast(group), types)
        if fitting and (not prepositional(line, group) or _acts(line, group, match.start())):
            return fitting
    if any(not prepositional(line, g) for g in groups):
        return ()
    if "Person" in types and (people := _people_before(line, clause)):
        return people
    return of_type(earlier_subject(scene, clause, match.start()), types)


_FRAME_WORDS = frozenset(
    {"目前", "同时", "其中", "期间", "未来", "今后", "双方", "成果", "会上", "现场", "新", "总体", "先后"}
)


def _unnamed(line: Line, clause: Span, offset: int) -> bool:
    """Whether a clause has a subject that is no known thing, so that none is carried into it: 该县某厂成立了X."""
    tokens = [
        t
        for t in line.passage.between(clause.start, offset)
        if not any(p.start <= t.start < p.end for p in line.placed)
    ]
    counted = False
    for token in tokens:
        if token.tag[0] == "n" or token.tag == "j":
            if not counted and token.text not in _FRAME_WORDS:
                return True
        elif token.tag[0] in "vp":
            return False
        # 一项成果入选: the count says whose it is.
        counted = token.tag in {"m", "q"}
    return False


def _acts(line: Line, group: Group, offset: int) -> bool:
    """Whether a group behind a preposition is the subject of the verb right after it: 在蒙牛收购雅士利后."""
    return group[-1].end == offset and marked(line, group, ("在", "以", "据", "对于", "针对", "鉴于", "关于")) >= 0


def _people_before(line: Line, clause: Span) -> Group:
    """Return the people of the clauses just before this one, where they are a list: 甲、乙,丙,均出席论坛."""
    casts = [cast for cast in line.casts if cast[-1].end <= clause.start]
    near = casts and not any(t.tag == "v" for t in line.passage.between(casts[-1][-1].end, clause.start))
    return casts[-1] if near else ()


def earlier_subject(scene: Scene, clause: Span, offset: int) -> Group:
    """Return the subject of the nearest clause before this one that has any, else what is carried into the sentence.

    There is none where what stands in the clause before ``offset`` is a subject of its own, though no known thing.
    """
    line = scene.line
    if _unnamed(line, clause, offset):
        return ()
    for previous in reversed([c for c in line.clauses if c.end <= clause.start]):
        subject = line.subject(previous)
        if subject:
            return subject
    return scene.carried


def right(line: Line, match: re.Match[str], types: frozenset[str]) -> Group:
    """Return the first fitting group after a trigger, in its clause; a list goes on over commas."""
    clause = line.clause_of(match.end() - 1)
    fitting = [g for g in groups_after(line, match.end(), clause.end) if of_type(g, types)]
    # 收购A旗下的B is about B.
    while len(fitting) > 1 and _OWNING.match(line.text, fitting[0][-1].end):
        fitting = fitting[1:]
    return _innermost(line, of_type(fitting[0], types), types) if fitting else ()


def _innermost(line: Line, group: Group, types: frozenset[str]) -> Group:
    """Return the last of places that stand one right after the other: 闵行区 of 上海市闵行区."""
    if len(group) == 1 and group[0].draft.type == "Place":
        following = [g for g in line.groups if g[0].start == group[0].end]
        fitting = of_type(following[0], frozenset({"Place", "Park"}) & types) if following else ()
        return _innermost(line, fitting, types) if fitting else group
    return group


def nearest(scene: Scene, match: re.Match[str]) -> Group:
    """Return the group that stands last before a trigger, in its clause."""
    line = scene.line
    groups = groups_before(line, match.start(), line.clause_of(match.start()).start)
    return groups[-1] if groups and match.start() - groups[-1][-1].end <= REACH else ()


def marked(line: Line, group: Group, markers: tuple[str, ...]) -> int:
    """Return where the marker before a group starts, or -1."""
    before = line.text[line.span.start : group[0].start].rstrip("“ ")
    marker = next((m for m in sorted(markers, key=len, reverse=True) if before.endswith(m)), None)
    return -1 if marker is None else line.span.start + len(before) - len(marker)


def companion(scene: Scene, marker: int, end: int, types: frozenset[str]) -> Group:
    """Return whom a group behind the 与 at ``marker`` acts with: before it, in an earlier clause, else in the next."""
    line = scene.line
    before = subject_before(scene, marker, types)
    if before:
        return before
    clauses = line.clauses
    at = clauses.index(line.clause_of(marker))
    previous = groups_before(line, clauses[at].start, clauses[at - 1].start) if at else ()
    last = of_type(previous[-1], types) if previous else ()
    following = next((c for c in clauses if c.start >= end), None)
    return last or (of_type(line.subject(following), types) if following else ())


def owner(line: Line, group: Group) -> Group:
    """Return the group that a marker stands before: for A旗下的B and A——B that of A."""
    before = line.text[line.span.start : group[0].start]
    index = line.groups.index(group) if group in line.groups else 0
    owned = before.endswith(("旗下的", "旗下", "下属的", "下属", "所属的", "所属", "——", "--"))
    return line.groups[index - 1] if owned and index else group


def outermost_place(line: Line, group: Group) -> Group:
    """Return the first of places that stand one right after the other: 上海市 of 上海市闵行区."""
    before = [g for g in line.groups if group and g[-1].end == group[0].start and g[-1].draft.type == "Place"]
    return outermost_place(line, before[0]) if before else group


def subject_before(scene: Scene, offset: int, types: frozenset[str]) -> Group:
    """Return the last fitting group before ``offset`` in its clause that is no complement, else an earlier subject."""
    line = scene.line
    clause = line.clause_of(offset)
    for group in reversed(groups_before(line, offset, clause.start)):
        fitting = of_type(group, types)
        if fitting and not prepositional(line, group):
            return fitting
    return of_type(earlier_subject(scene, clause, offset), types)
