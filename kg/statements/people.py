"""Who works where, and who holds which award: appositions of organisation, title and name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from kg.entities import Draft, Placed
from kg.lang import table
from kg.names.titles import any_title, titles
from kg.sentences import Span
from kg.statements.frames import Claim
from kg.statements.grammar import Group, Line, organizations

_HOLDER = re.compile(r"[”\"]?(?:的)?(?:获得者|得主|获奖者|获奖人)[、和]?")
_IS = re.compile(r"[则也]?(?:是|为|系|作为)[“《]?(?:\d{4}年?度?)?")
_FORMER = ("原", "前", "曾任", "历任")
_HONORARY = ("名誉", "荣誉")


@cache
def _between() -> re.Pattern[str]:
    """Return what may stand between an organisation and the person: a department, titles, a comma."""
    return re.compile(
        rf"(?P<unit>(?:的)?[^,。;:、“”()]{{0,14}}?)(?P<titles>(?:(?:{any_title().pattern})(?:\([^()]{{1,16}}\))?(?:兼任|兼|的?是|[、,和/])?)+)"
        rf"(?:、[^,。;]{{1,30}}(?:{any_title().pattern}))*[“ ]?"
    )


@cache
def _office() -> re.Pattern[str]:
    return re.compile(
        r"(?:[,:]|\(|为|则?是|也是|同时是|均为|作为|现为)?(?:现任|时任|担任|出任|兼任|任|为|系|当选|被任命为|被聘为|受聘为|就任|履新|当选为)?"
    )


def claims(line: Line, carried: Group, governments: Mapping[str, Draft]) -> Iterator[Claim]:
    """Yield who belongs to or heads what, and award holders, from the appositions of a sentence.

    ``governments`` are those of the document by the name of their place: who rules a place heads its government.
    """
    for person in (p for p in line.placed if p.draft.type == "Person"):
        before = [_governed(line, p, governments) for p in line.placed if p.end <= person.start]
        yield from _held(line, person, before)
        found = [*_leading(line, person, before, governments), *_following(line, person)]
        yield from found or _alone(line, person, before, carried)


def _governed(line: Line, place: Placed, governments: Mapping[str, Draft]) -> Placed:
    """Return the government of a place that a ruler's title follows (徐汇区区长), or the place itself."""
    government = governments.get(place.draft.name) if place.draft.type == "Place" else None
    ruled = government and re.match(
        rf"[^,。;:]{{0,8}}?(?:{'|'.join(sorted(_RULERS))})", line.text[place.end : place.end + 12]
    )
    return replace(place, draft=government) if government and ruled else place


@cache
def _holders() -> dict[str, frozenset[str]]:
    return {row["title"]: frozenset(row["classes"].split("|")) for row in table("title-bodies")}


def _alone(line: Line, person: Placed, before: list[Placed], carried: Group) -> Iterator[Claim]:
    """Title person, with the body said before: 上海医药董事长杨秋华、总裁沈波."""
    match = re.search(
        rf"(?:^|[,。;:、由和与])({any_title().pattern})$",
        line.text[max(line.span.start, person.start - 12) : person.start],
    )
    bodies = _holders().get(match[1], frozenset()) if match else frozenset()
    for body in [*reversed(before), *carried]:
        if body.draft.type in bodies:
            yield from _belongs(line, person, body, match[1] if match else "")
            return


def _ruling(line: Line, person: Placed, body: Placed, title: str, governments: Mapping[str, Draft]) -> Iterator[Claim]:
    """Yield the government that a party committee's member rules: 合肥市委副书记、市长某某."""
    place = re.fullmatch(r"中(?:共|国共产党)(.+?)委员会", body.draft.name)
    government = governments.get(place[1]) if place else None
    if government and any(ruler in title for ruler in _RULERS):
        yield from _belongs(line, person, replace(body, draft=government), title)


def _leading(line: Line, person: Placed, before: list[Placed], governments: Mapping[str, Draft]) -> Iterator[Claim]:
    """Organisation (title) person: the nearest body, and further ones joined by 、 with titles of their own."""
    right = _first_of_people(line, person)
    for body in reversed(before):
        if body.start >= right:
            continue
        if body.draft.type not in organizations() | {"Park"}:
            if body.draft.type == "Person":
                break
            continue
        if line.clause_of(body.start) != line.clause_of(person.start) and "," in line.text[body.end : person.start]:
            break
        between = line.text[body.end : right].strip("”“ ")
        if not between:
            if any_title().match(line.text[person.end : person.end + 10].lstrip("”")):
                yield from _belongs(line, person, body, line.text[person.end : person.end + 10], after=True)
            break
        match = _between().fullmatch(between)
        if not match:
            break
        yield from _belongs(line, person, body, match["titles"], unit=match["unit"])
        yield from _ruling(line, person, body, match["titles"], governments)
        right = body.start


def _first_of_people(line: Line, person: Placed) -> int:
    """Return where the list of people starts that a person is the next member of: 院士A、B share their title."""
    start = person.start
    for other in reversed([p for p in line.placed if p.end <= person.start]):
        if other.draft.type != "Person" or line.text[other.end : start] not in {"、", "和", "与"}:
            break
        start = other.start
    return start


def _following(line: Line, person: Placed) -> Iterator[Claim]:
    """Person, organisation + title: 张三,某大学教授; 张三任某院院长; 张三(某公司董事长)."""
    after = [p for p in line.placed if p.start >= person.end]
    for body in after[:1]:
        if body.draft.type not in organizations() | {"Park"}:
            return
        between = line.text[person.end : body.start]
        verb = _office().fullmatch(between)
        tail = re.match(rf"(?:[^,。;:、“”]{{0,8}}?)({any_title().pattern})", line.text[body.end : body.end + 20])
        if not verb or not between or not tail or (between == "," and _runs_on(line, body)):
            return
        nxt = line.text[body.end + tail.end() : body.end + tail.end() + 1]
        rest = re.match(rf"(?:[、,和兼]?(?:{any_title().pattern}))*", line.text[body.end + tail.end() :])
        ahead = body.end + tail.end() + (rest.end() if rest else 0)
        others = [p for p in line.placed if ahead <= p.start <= ahead + 1 and p.draft.type == "Person"]
        if not others and (nxt in ",。;)、和兼" or not nxt):
            yield from _belongs(line, person, body, tail[1], unit=line.text[body.end : body.end + tail.start(1)])


def _runs_on(line: Line, body: Placed) -> bool:
    """Whether a body after a comma goes with a person after it: 甲,某医院党委副书记、纪委书记乙."""
    end = line.clause_of(body.start).end
    return any(p.draft.type == "Person" and body.end <= p.start < end for p in line.placed)


def _belongs(
    line: Line, person: Placed, body: Placed, title: str, *, unit: str = "", after: bool = False
) -> Iterator[Claim]:
    relation = "affiliated" if unit.endswith(_HONORARY) else _relation(title, unit, body.draft.name)
    before = line.text[max(line.span.start, body.start - 3) : body.start]
    if before.endswith(("原", "曾任")) or unit.endswith(_FORMER):
        return
    end = max(person.end, body.end) + (len(_match_title(title)) if after else 0)
    inside = line.span.holds(body.start, body.end)
    span = Span(min(person.start, body.start) if inside else person.start - len(title), min(end, line.span.end))
    if not inside:
        span = Span(span.start, person.end)
    predicate = "heads" if relation == "heads" else "affiliatedWith"
    yield Claim(person, predicate, body, span, "person-apposition", 0.93)
    if relation == "founder" and body.draft.type in {"Company", "Platform", "ResearchInstitute", "Fund"}:
        yield Claim(body, "establishedBy", person, span, "person-founder", 0.85)


def _match_title(text: str) -> str:
    match = any_title().match(text)
    return match[0] if match else ""


_RULERS = frozenset({"省长", "市长", "区长", "县长", "镇长"})


def _relation(title: str, unit: str, body: str) -> str:
    """Return what the titles say: one that heads wins, unless a department stands between."""
    said = any_title().findall(title)
    found = [titles()[m] for m in said]
    if any(m in _RULERS for m in said) and not body.endswith("政府"):
        return "affiliated"
    department = unit.removeprefix("的").strip()
    if "heads" in found:
        return "affiliated" if department and department not in {"党委书记", "执行", "党组", "首任"} else "heads"
    return "founder" if "founder" in found and not department else "affiliated"


def _held(line: Line, person: Placed, before: list[Placed]) -> Iterator[Claim]:
    """Award + 获得者 or 得主 + person, with bodies and titles in between."""
    for award in (p for p in line.placed if p.draft.type == "Award" and p.start >= person.end):
        if _IS.fullmatch(line.text, person.end, award.start) and _HOLDER.match(line.text, award.end):
            yield Claim(person, "receivedAward", award, Span(person.start, award.end), "award-holder", 0.95)
    for award in (p for p in before if p.draft.type == "Award"):
        match = _HOLDER.match(line.text, award.end)
        rest = line.text[match.end() : person.start] if match else ""
        people = [p for p in before if p.draft.type == "Person" and p.start >= award.end]
        if match and not re.search("[,。;]", rest) and not people and len(rest) <= 30:
            yield Claim(person, "receivedAward", award, Span(award.start, person.end), "award-holder", 0.95)
