"""The command ``kg``: one command a verb. A command parses, calls and prints; it works nothing out by itself."""

import click

from kg.cli.asking import find, path, queries, query, show
from kg.cli.frame import Commands, out
from kg.cli.reading import build, extract
from kg.cli.upkeep import documents, remove, stats, validate
from kg.cli.writing import export, view

_HELP = """A knowledge graph of an innovation ecosystem, from Chinese texts.

\b
The three first things to do:
  kg build seeds              read the texts in seeds/ and draw output/network.html
  kg show 徐汇区              all that is known of one entity, and who says so
  kg query -q most-connected  one of the questions that kg queries lists
"""


@click.group(
    cls=Commands,
    help=_HELP,
    invoke_without_command=True,
    context_settings={"max_content_width": 100},
)
@click.version_option(package_name="innovation-kg", prog_name="kg", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Print the help where no command is called."""
    if context.invoked_subcommand is None:
        out(context.get_help() + "\n")


for _command in (
    *(build, extract, query, queries, find, show, path),
    *(view, export, documents, remove, stats, validate),
):
    main.add_command(_command)
