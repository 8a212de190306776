"""The help of all commands as one page in Markdown: ``python -m kg.cli.manual > docs/commands.md``."""

import click

from kg.cli import main
from kg.cli.frame import out

_WIDTH = 100

_HEAD = """# Commands

Generated from `kg --help` by `python -m kg.cli.manual`; a test holds it to that.

Exit status: 0 when all went well; 1 when something in the data failed (the rest is done, and each failure is one line
on standard error that names the file and the reason); 2 for wrong usage. Results go to standard output, in UTF-8, all
else to standard error.
"""


def manual() -> str:
    """Return the page."""
    root = click.Context(main, info_name="kg", terminal_width=_WIDTH)
    parts = [_HEAD, _block(main.get_help(root))]
    for name, command in main.commands.items():
        context = click.Context(command, info_name=name, parent=root, terminal_width=_WIDTH)
        parts += [f"## kg {name}\n", _block(command.get_help(context))]
    return "\n".join(parts)


def _block(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    out(manual())
