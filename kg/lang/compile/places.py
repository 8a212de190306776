"""Administrative divisions of China down to the town, and the countries and cities of the world."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rjieba

from kg.lang.compile.gazetteer import CHINESE, is_everyday, normal, pairs, read_csv, table, words

HEAD = ("Administrative divisions of China down to towns and subdistricts; foreign countries, regions and cities.",)
COLUMNS = "name\tlevel\tparent\taliases"
CHINA = "中国"
SPECIAL_SHORTS = {
    "香港特别行政区": "香港", "澳门特别行政区": "澳门", "台湾省": "台湾", "内蒙古自治区": "内蒙古",
}  # fmt: skip

_PEOPLES = (
    "蒙古族|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|"
    "拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族?|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|阿昌族|普米族|塔吉克族?|"
    "怒族|鄂温克族?|独龙族|裕固族|鄂伦春族?|各族|蒙古|回族"
)
_ENDING = re.compile(rf"(?:(?:{_PEOPLES})*(?:自治州|自治县|自治区)|特别行政区|省|市|地区|盟|区|县|林区|特区|新区)$")
_PLACEHOLDER = re.compile("^(市辖区|县)$|行政区划$")
# Statistical rows that are no divisions: zones (gazetteer of parks), farms, islands' administrations, bare words.
_NO_DIVISION = re.compile(
    "(开发区|园区|管理区|示范区|试验区|实验区|名胜区|保税区|食品区|管委会|行政委员会|及其海域|经济区|口岸)$|^(城区|郊区|矿区|东区|西区|南区|北区|中区)$"
)
_RANK = {"province": 0, "city": 1, "district": 2}


@dataclass(frozen=True)
class Division:
    """One administrative division, with the names of the two levels above it."""

    name: str
    level: str
    parent: str
    grandparent: str = ""


def world() -> Iterator[tuple[Division, str]]:
    """Yield foreign countries, their regions and cities, each with its aliases."""
    for country, aliases, cities in table("world.tsv"):
        yield Division(country, "country", ""), aliases
        for city in filter(None, cities.split("|")):
            name, _, alias = city.partition("=")
            yield Division(name, "province" if name.endswith("州") else "city", country), alias


def _names(folder: Path, file: str) -> dict[str, str]:
    return {row["code"]: normal(row["name"]) for row in read_csv(folder / file)}


def mainland(folder: Path) -> Iterator[Division]:
    """Yield the provinces, cities and counties of the mainland; placeholder levels are passed over."""
    provinces = _names(folder, "provinces.csv")
    cities = _names(folder, "cities.csv")
    for name in provinces.values():
        yield Division(name, "province", CHINA)
    for code, name in cities.items():
        if not _PLACEHOLDER.search(name):
            yield Division(name, "city", provinces[code[:2]], CHINA)
    for row in read_csv(folder / "areas.csv"):
        name, city, province = row["name"], cities[row["cityCode"]], provinces[row["provinceCode"]]
        if name == city or _PLACEHOLDER.search(name) or _NO_DIVISION.search(name):
            continue
        if _PLACEHOLDER.search(city):
            yield Division(name, "district", province, CHINA)
        else:
            yield Division(name, "district", city, province)


def towns(folder: Path) -> Iterator[Division]:
    """Yield towns, townships and subdistricts of the mainland; those of zones belong to the city."""
    provinces = _names(folder, "provinces.csv")
    cities = _names(folder, "cities.csv")
    areas = _names(folder, "areas.csv")
    for row in read_csv(folder / "streets.csv"):
        name = normal(re.sub("(街道)?办事处$", "街道", row["name"]))
        if not re.search("(街道|镇|乡|苏木)$", name) or (len(name) < 3 and name != "乌镇"):
            continue
        if name in ("街道", "城镇") or not CHINESE.match(name):
            continue
        city, province, area = cities[row["cityCode"]], provinces[row["provinceCode"]], areas[row["areaCode"]]
        above = province if _PLACEHOLDER.search(city) else city
        if _NO_DIVISION.search(area) or area == above:
            yield Division(name, "town", above, province if above != province else CHINA)
        else:
            yield Division(name, "town", area, above)


def special_regions(folder: Path) -> Iterator[Division]:
    """Yield Hong Kong, Macao and Taiwan with their parts."""
    data = json.loads((folder / "HK-MO-TW.json").read_text(encoding="utf-8"))
    for region, parts in data.items():
        yield Division(region, "province", CHINA)
        for part, below in parts.items():
            if region == "台湾省":
                yield Division(part, "city", region, CHINA)
            elif region == "香港特别行政区":
                yield Division(part, "area", region, CHINA)
            for name in below:
                if region != "澳门特别行政区" and CHINESE.match(name):
                    level = "town" if name.endswith(("乡", "镇")) else "district"
                    yield Division(normal(name), level, part, region)


def short_division(division: Division) -> str:
    """Return the name without the word for the kind of division, or nothing."""
    if division.name in SPECIAL_SHORTS:
        return SPECIAL_SHORTS[division.name]
    if division.level not in _RANK or division.parent == "香港特别行政区":
        return ""
    short = _ENDING.sub("", division.name)
    return short if len(short) >= 2 and short != division.name else ""


def _is_trusted(division: Division, short: str) -> bool:
    """Tell whether a short form stands for the place without context."""
    if division.level == "province" or short in words("strong-places.txt"):
        return True
    if short in words("weak-places.txt") or is_everyday(short):
        return False
    if division.level == "city" or len(short) > 2:
        return True
    tags = rjieba.tag(short)
    return len(tags) == 1 and bool(tags[0][1].startswith("ns"))


def place_aliases(divisions: list[Division]) -> dict[Division, str]:
    """Return the short form of every division, marked weak where it is ambiguous or an everyday word."""
    more = pairs("place-aliases.tsv")
    shorts = {division: short_division(division) for division in divisions}
    holders: dict[str, list[int]] = defaultdict(list)
    for division, short in shorts.items():
        if short:
            holders[short].append(_RANK[division.level])
    result = {}
    for division, short in shorts.items():
        aliases = []
        if short:
            rivals = sum(other <= _RANK[division.level] for other in holders[short]) - 1
            aliases.append(short if rivals == 0 and _is_trusted(division, short) else "~" + short)
        aliases += ["~" + alias for alias in filter(None, more.get(division.name, "").split("|"))]
        result[division] = "|".join(aliases)
    return result


def place_rows(divisions: list[Division]) -> Iterator[str]:
    """Yield the rows of places.tsv; a parent's name that several divisions bear is told apart by its own parent."""
    aliases = place_aliases(divisions)
    names = Counter(division.name for division in divisions)
    yield "\t".join((CHINA, "country", "", "中华人民共和国"))
    for division, more in world():
        yield "\t".join((division.name, division.level, division.parent, more))
    seen = set()
    for division in divisions:
        parent = division.parent
        if names[parent] > 1:
            parent += "<" + division.grandparent
        if (division.name, parent) not in seen:
            seen.add((division.name, parent))
            yield "\t".join((division.name, division.level, parent, aliases[division]))


class Locator:
    """Finds the province or city with which a name begins."""

    def __init__(self, divisions: list[Division]) -> None:
        self._full: dict[str, str] = {}
        self._province: dict[str, str] = {}
        for division in (d for d in divisions if d.level in ("province", "city")):
            self._province[division.name] = division.name if division.level == "province" else division.parent
            self._full.setdefault(division.name, division.name)
            short = short_division(division)
            if short and _is_trusted(division, short):
                self._full.setdefault(short, division.name)

    def find(self, name: str, province: str = "") -> str:
        """Return the place with which the name begins, within the province if one is given, else the province."""
        for length in range(min(11, len(name)), 1, -1):
            place = self._full.get(name[:length])
            if place and (not province or self._province[place] == province):
                return place
        return province
