"""The commands that write the graph for other tools and for the eye: view, export."""

from pathlib import Path

import click

from kg import settings
from kg.cli.frame import common, examples, out

FORMATS = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml", "graphml", "gexf", "csv", "cypher")


def _save(output: Path, content: bytes) -> None:
    """Write a result to its file, or to standard output where that is ``-``."""
    from kg.build import write

    if str(output) == "-":
        out(content)
    else:
        write(output, content)
        out(f"wrote {output}\n")


@click.command(
    epilog=examples(
        "kg view",
        "kg view --focus 上海交通大学 --depth 2 -o output/sjtu.html",
        "kg view --type Hospital --type Company",
    )
)
@click.option("--focus", metavar="NAME", help="Only this entity and what is near it.")
@click.option("--depth", type=click.IntRange(0), default=1, show_default=True, help="How many relations away is near.")
@click.option("--type", "types", metavar="TYPE", multiple=True, help="Only entities of this class; may be repeated.")
@click.option("--document", metavar="DOCUMENT", help="Only what this document says (its IRI, title or source).")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default=f"{settings.OUTPUT}/view.html",
    show_default=True,
    help="The file to write; - for standard output.",
)
@common
def view(store: str, focus: str | None, depth: int, types: tuple[str, ...], document: str | None, output: Path) -> None:
    """Draw the network as one interactive page.

    It is one HTML file that opens offline. The options choose a part of the network.
    """
    from kg.knowledge import Graph

    with Graph(store) as graph:
        content = graph.view(focus=focus, depth=depth, types=types, document=document).encode()
    _save(output, content)


@click.command(epilog=examples("kg export -f turtle > output/all.ttl", "kg export -f graphml -o output/all.graphml"))
@click.option(
    "-f", "--format", "form", type=click.Choice(FORMATS), default="turtle", show_default=True, help="What to write."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default="-",
    help="The file to write; standard output by default.",
)
@common
def export(store: str, form: str, output: Path) -> None:
    """Write the whole graph for other tools.

    The same graph gives the same bytes.
    """
    from kg.export import export as written
    from kg.store import Store

    with Store.open(store) as opened:
        content = written(opened, form)
    _save(output, content)
