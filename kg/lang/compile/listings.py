"""Short names of the companies listed in mainland China: ``python -m kg.lang.compile.listings CODE_CSV``.

CODE_CSV is ``adata/stock/cache/code.csv`` of the PyPI package adata. Names that read like everyday words or places go,
with those of ``source/everyday-firms.txt``, into a list of weak evidence.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import click
import rjieba

from kg.lang import table
from kg.lang.compile.gazetteer import CHINESE, ENTITY_COLUMNS, ZH, Row, read_csv, words, write

LISTED = ("Short names of the companies listed on the exchanges of mainland China, names only.",)
EVERYDAY = ("Short names of companies that read like everyday words or places, one a line: weak evidence.",)
SOURCE = "Source: adata 2.9.5 (Apache-2.0), cleaned, made by python -m kg.lang.compile.listings"

# Marks of special treatment, ex-rights and first days before a name; classes of shares and delisting after it.
_BEFORE = re.compile(r"^(?:S\*ST|\*ST|SST|ST|PT|XD|XR|DR|退市|[SGNC](?=[\u4e00-\u9fff]))")
_AFTER = re.compile(r"(?<=[\u4e00-\u9fff])(?:B股|\(退\)|[AB]?退市?|-?[A-Z]{1,2})$")
_FINANCE = re.compile(r"(?:银行|证券|人寿|保险|信托|期货|农商行)$")
_NAME_TAGS = ("nr", "nt", "nz", "x", "eng", "j")
_SHORTEST = 3


def short_name(raw: str) -> str:
    """Return a name as exchanges write it without its marks and spaces."""
    name = unicodedata.normalize("NFKC", raw).replace(" ", "")
    return _AFTER.sub("", _BEFORE.sub("", name))


def reads_as_words(name: str) -> bool:
    """Tell whether a name is made of everyday words and places alone."""
    if name in words("everyday-firms.txt"):
        return True
    tagged = rjieba.tag(name)
    if len(name) == _SHORTEST:
        return tagged[0][1] == "a" or not any(tag.startswith(_NAME_TAGS) and len(word) > 1 for word, tag in tagged)
    return all(tag == "ns" or (len(word) > 1 and not tag.startswith(_NAME_TAGS)) for word, tag in tagged)


def listings(raw: Iterable[str], taken: frozenset[str]) -> tuple[list[Row], list[str]]:
    """Return the rows of distinctive names and the list of everyday ones; ``taken`` are names that other files have."""
    names = {short_name(name) for name in raw}
    useful = sorted(n for n in names if len(n) >= _SHORTEST and CHINESE.search(n) and n not in taken)
    rows = [_row(name) for name in useful if not reads_as_words(name)]
    return rows, [name for name in useful if reads_as_words(name)]


def _row(name: str) -> Row:
    return Row(name, "FinancialInstitution" if _FINANCE.search(name) else "Company")


def _taken() -> frozenset[str]:
    """Return the names and aliases of all other gazetteers."""
    found: set[str] = set()
    for path in sorted(ZH.glob("*.tsv")):
        rows = table(path.stem)
        if path.stem != "listed-companies" and "aliases" in rows[0]:
            found |= {name.removeprefix("~") for row in rows for name in (row["name"], *row["aliases"].split("|"))}
    return frozenset(found)


@click.command()
@click.argument("codes", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(codes: Path) -> None:
    """Make listed-companies.tsv and everyday-firms.txt from the list CODES of adata."""
    rows, everyday = listings((row["short_name"] for row in read_csv(codes)), _taken())
    write(ZH / "listed-companies.tsv", [*LISTED, SOURCE], ENTITY_COLUMNS, (row.line() for row in rows))
    names = {*everyday, *words("everyday-firms.txt")}
    size = write(ZH / "everyday-firms.txt", [*EVERYDAY, SOURCE], "", names)
    click.echo(f"{len(rows)} companies, {size} everyday names")


if __name__ == "__main__":
    main(prog_name="python -m kg.lang.compile.listings")
