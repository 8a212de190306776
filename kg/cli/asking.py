"""The commands that ask: query, queries, find, show, path."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.frame import common, examples, fail, note, out
from kg.errors import ReadError, one_line

if TYPE_CHECKING:
    from kg.query import NamedQuery

FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")


@click.command(
    epilog=examples(
        "kg query -q partners organization=上海交通大学",
        "kg query -q located-in place=上海市 type=Hospital -f csv",
        "kg query 'SELECT DISTINCT ?person ?award { ?person ikg:receivedAward ?award }'",
        "kg query 'CONSTRUCT WHERE { ?a ikg:partnersWith ?b }' -f turtle",
    )
)
@click.argument("words", nargs=-1, metavar="[SPARQL | FILE.rq | -] [VAR=VALUE]...")
@click.option("-q", "--query", "name", metavar="NAME", help="A named query; kg queries lists them.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How the answer is written: a table, or turtle where it is made of triples, unless said otherwise.",
)
@common
def query(store: str, words: tuple[str, ...], name: str | None, form: str | None) -> None:
    """Ask the graph in SPARQL 1.1 or by a query's name.

    SPARQL is an argument, a file that ends in .rq, or comes from standard input (-). It may read this store and nothing
    else. The prefixes ikg: id: doc: graph: dcterms: oa: owl: prov: rdf: rdfs: skos: xsd: are declared. What several
    documents say is found once for each of them, so use SELECT DISTINCT and COUNT(DISTINCT ...).

    A variable of a named query or file is set to a name: full, short, or an IRI such as id:徐汇区.
    """
    from kg.query import called, check, render, run
    from kg.store import Store

    asked, rest = (called(name), words) if name else _asked(words)
    check(asked.text)
    with Store.open(store) as opened:
        result = run(opened, asked.bind(opened, _given(rest)))
        out(render(result, form or ""))


def _asked(words: tuple[str, ...]) -> tuple["NamedQuery", tuple[str, ...]]:
    from kg.query import parsed

    if not words:
        fail("there is no query: give SPARQL, a FILE.rq, or -q NAME (kg queries lists them)")
    first, *rest = words
    if first == "-":
        return parsed("-", _decoded(sys.stdin.buffer.read(), "-")), tuple(rest)
    if first.endswith(".rq"):
        return parsed(first, _content(Path(first))), tuple(rest)
    return parsed("SPARQL", first), tuple(rest)


def _content(path: Path) -> str:
    try:
        return _decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror}: give a file with SPARQL") from None


def _decoded(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(f"{source}: is not in UTF-8: {one_line(error)}") from None


def _given(words: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for word in words:
        variable, equals, value = word.partition("=")
        if not equals or not value:
            fail(f'"{word}" is no VAR=VALUE: give for example organization=中山医院, and SPARQL as one argument')
        if variable in given:
            fail(f'"{variable}" is given twice')
        given[variable] = value
    return given


@click.command(epilog=examples("kg queries", "kg queries partners"))
@click.argument("name", required=False)
@common
def queries(store: str, name: str | None) -> None:  # noqa: ARG001
    """List the named queries, or print one as SPARQL."""
    from kg.query import called, named

    out(called(name).text if name else "\n".join(map(_entry, named().values())))


def _entry(asked: "NamedQuery") -> str:
    usage = " ".join(parameter.usage for parameter in asked.parameters)
    lines = [f"{asked.name} {usage}".rstrip(), f"    {asked.title[0]}：{asked.answers[0]}", f"    {asked.answers[1]}"]
    lines += [f"    kg query -q {asked.name} {asked.example}".rstrip()]
    return "\n".join(lines) + "\n"


@click.command(epilog=examples("kg find 徐汇", "kg find 大学 --limit 5"))
@click.argument("text")
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="At most so many; 0 for all.")
@common
def find(store: str, text: str, limit: int) -> None:
    """Search entities by a name or a part of one.

    Whole names come first, then beginnings, then parts. Case and width of letters do not matter.
    """
    from kg.query import aligned
    from kg.query import find as found_in
    from kg.store import Store

    with Store.open(store) as opened:
        found = found_in(opened, text)
    shown = found[: limit or None]
    if not found:
        note(f'kg: no name holds "{text}"')
        return
    out(aligned(("name", "entity", "class", "id"), [(m.name, m.label, m.klass, m.id) for m in shown]))
    if len(shown) < len(found):
        note(f"kg: {len(found) - len(shown)} more: give --limit 0 for all")


@click.command(epilog=examples("kg show 瑞金医院", "kg show id:徐汇区"))
@click.argument("name")
@common
def show(store: str, name: str) -> None:
    """Print one entity with all that is known of it.

    Each fact stands with the words that say so and their document. NAME is any of its names, or its IRI (id:徐汇区).
    Where several entities bear the name, they are listed.
    """
    from kg.query import described
    from kg.query import show as card
    from kg.store import Store

    with Store.open(store) as opened:
        out(described(card(opened, name)))


@click.command(epilog=examples("kg path 瑞金医院 复旦大学", "kg path 上海交通大学 徐汇区 --limit 1"))
@click.argument("a")
@click.argument("b")
@click.option("--steps", type=click.IntRange(1, 12), default=6, show_default=True, help="No chain of more steps.")
@click.option("--limit", type=click.IntRange(1), default=3, show_default=True, help="At most so many chains.")
@common
def path(store: str, a: str, b: str, steps: int, limit: int) -> None:
    """Print how two entities are connected.

    These are the shortest chains of relations, whichever way each points, with the words for each step.
    """
    from kg.query import narrated
    from kg.query import path as connect
    from kg.store import Store

    with Store.open(store) as opened:
        chains = connect(opened, a, b, steps, limit)
        if chains:
            out(narrated(opened, chains))
        else:
            note(f'kg: nothing connects "{a}" and "{b}" within {steps} steps')
