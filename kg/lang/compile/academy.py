"""The short forms of the institutes of the Chinese Academy of Sciences."""

import re
from collections import Counter

from kg.lang.compile.gazetteer import Row, pairs, table
from kg.lang.compile.places import Locator

ACADEMY = "中国科学院"
SHORT = "中科院"

_ENDINGS = {"研究所": "所", "研究院": "院"}
# Places before the subject that do not begin a division's name.
_PLACES = ("西北", "东北", "华南", "南海", "新疆", "青海", "山西", "福建", "云南", "亚热带", "上海高等")


def is_institute(name: str) -> bool:
    """Tell whether a name is that of one of the academy's institutes."""
    return name.startswith(ACADEMY) and name not in (ACADEMY, ACADEMY + "大学") and "医院" not in name


def _place_before(subject: str, locate: Locator) -> str:
    place = next((p for p in _PLACES if subject.startswith(p) and subject != p), "")
    full = locate.find(subject)
    if place or not full:
        return place
    return next((subject[:n] for n in range(len(full), 1, -1) if full.startswith(subject[:n])), "")


def parts(name: str, locate: Locator) -> tuple[str, str, str]:
    """Return place, shortened subject and shortened ending (``上海``, ``有机``, ``所``), or three empty strings."""
    shorts = pairs("academy-subjects.tsv")
    match = re.fullmatch(r"(.+?)(?:创新)?(研究所|研究院|天文台|植物园)", name.removeprefix(ACADEMY))
    if not match:
        return "", "", ""
    subject, ending = match.groups()
    place = _place_before(subject, locate)
    core = subject.removeprefix(place)
    if subject in shorts or core in shorts:
        core = shorts.get(subject) or shorts[core]
    else:
        core = re.split("[与和]", core)[0].removesuffix("技术").removesuffix("科学") or core
    return place, core, _ENDINGS.get(ending, ending)


def _add_forms(row: Row, locate: Locator, taken: Counter[str]) -> None:
    rest = row.name.removeprefix(ACADEMY)
    place, core, ending = parts(row.name, locate)
    row.strong.add(SHORT + rest)
    (row.strong if place or len(rest) >= 8 else row.weak).add(rest)
    if not core:
        return
    short = core + ending
    row.strong |= {form + place + short for form in (ACADEMY, SHORT)}
    row.weak.add(short)
    if place:
        (row.strong if len(place + short) >= 4 else row.weak).add(place + short)
        (row.strong if taken[short] == 1 else row.weak).update({ACADEMY + short, SHORT + short})


def add_institutes(rows: dict[str, Row]) -> None:
    """Add the institutes that the registry lacks, and the city of each."""
    for name, place, aliases in table("academy-institutes.tsv"):
        row = rows.setdefault(name, Row(name, "ResearchInstitute"))
        row.place = place or row.place
        row.add(aliases)


def add_forms(rows: dict[str, Row], locate: Locator) -> None:
    """Give the institutes among the rows their regular short forms and make them parts of the academy."""
    institutes = sorted(name for name in rows if is_institute(name))
    taken = Counter("".join(parts(name, locate)[1:]) for name in institutes)
    for name in institutes:
        _add_forms(rows[name], locate, taken)
        rows[name].part_of = rows[name].part_of or ACADEMY
