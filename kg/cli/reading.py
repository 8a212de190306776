"""The commands that read texts: build, extract."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import settings
from kg.cli.extracts import ENDINGS, WHOLE, distinct, merged, stem, written
from kg.cli.frame import common, complain, examples, out, verbose

if TYPE_CHECKING:
    from kg.batch import Failure, Item
    from kg.build import Summary
    from kg.model import Document

_JOBS = click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Number of processes; by default one for each CPU where there are many files. The result is the same.",
)


class Bar:
    """A bar on standard error, where that is a terminal."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._bar: Any = None

    def start(self, documents: int) -> None:
        """Show the bar for so many files."""
        if sys.stderr.isatty():
            self._bar = self._stack.enter_context(
                click.progressbar(length=documents, label="kg: reading", file=sys.stderr)
            )

    def advance(self) -> None:
        """Move it on by one file."""
        if self._bar is not None:
            self._bar.update(1)


@click.command(
    epilog=examples("kg build seeds", "kg build seeds/02-jiangli.txt --output output/one --store output/one/store")
)
@click.argument("paths", nargs=-1, type=click.Path(readable=False, path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=settings.OUTPUT,
    show_default=True,
    help="Where graph.ttl, graph.trig and network.html are written.",
)
@_JOBS
@click.option("--full", is_flag=True, help="Read again what has not changed, too.")
@common
def build(store: str, paths: tuple[Path, ...], output: Path, jobs: int | None, full: bool) -> None:
    """Read texts and bring the graph up to date.

    PATHS are files and folders (seeds, unless given). New and changed texts replace what they said before; unchanged
    ones are skipped. A file that cannot be read is told on standard error, and the others are done.
    """
    from kg.build import build as bring_up_to_date

    texts = paths or (Path(settings.SEEDS),)
    with ExitStack() as stack:
        summary = bring_up_to_date(texts, store, output, jobs=jobs, full=full, progress=Bar(stack))
    for failure in summary.failures:
        complain(failure.reason, failure.trace)
    out(_told(summary))
    if summary.failures:
        click.get_current_context().exit(1)


def _told(summary: "Summary") -> str:
    same = f" ({summary.same} of the files hold the text of another)" if summary.same else ""
    lines = [
        f"documents  {summary.new} new, {summary.changed} changed, {summary.unchanged} unchanged, "
        f"{len(summary.failures)} failed{same}"
    ]
    if summary.idle:
        lines.append("nothing changed")
    if counts := summary.counts:
        lines.append(
            f"the graph  {counts.documents} documents, {counts.entities} entities, {counts.relations} relations, "
            f"{counts.figures} figures"
        )
        lines += [f"written    {path}" for path in summary.written if verbose()]
        lines.append(f"open       {summary.page}")
    return "\n".join(lines) + "\n"


@click.command(
    epilog=examples(
        "kg extract seeds/02-jiangli.txt",
        "kg extract seeds -f table",
        "kg extract seeds -o output/graphs",
        "cat seeds/02-jiangli.txt | kg extract -",
    )
)
@click.argument("paths", nargs=-1, required=True, metavar="PATHS...")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(tuple(ENDINGS)),
    default="trig",
    show_default=True,
    help="table is for reading.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write DIR/NAME.trig for each input NAME.txt.")
@_JOBS
@common
def extract(store: str, paths: tuple[str, ...], form: str, output: Path | None, jobs: int | None) -> None:  # noqa: ARG001
    """Extract one graph for each text, without a store.

    PATHS are files and folders; - reads standard input.
    """
    from kg.batch import each, processes, watched
    from kg.documents import walk

    items: list[Item] = []
    for path in paths:
        items += [_standard_input()] if path == "-" else walk([Path(path)])
    items = distinct(items) if output else items
    whole = form in WHOLE and not output
    results = each(partial(written, "nquads" if whole else form), items, processes(jobs, len(items)))
    with ExitStack() as stack:
        bar = Bar(stack)
        bar.start(len(items))
        done = _Done(items, watched(results, bar.advance))
        if output:
            count = done.save(output, ENDINGS[form])
            out(f"wrote {count} file{'' if count == 1 else 's'} to {output}\n")
        elif whole:
            parts = [content for _, content in done]
            out(merged(parts, form) if parts else b"")
        else:
            for number, (_, content) in enumerate(done):
                out(b"\n" + content if number else content)
    click.get_current_context().exit(1 if done.failed else 0)


def _standard_input() -> "Item":
    from kg.documents import from_bytes
    from kg.errors import KgError

    try:
        return from_bytes(sys.stdin.buffer.read(), "-")
    except KgError as error:
        return error


class _Done:
    """The inputs that went well, each with its bytes; of the others it tells why not."""

    def __init__(self, items: "Sequence[Item]", results: "Iterator[bytes | Failure]") -> None:
        self._pairs = zip(items, results, strict=True)
        self.failed = False

    def __iter__(self) -> Iterator[tuple["Path | Document", bytes]]:
        for item, result in self._pairs:
            if isinstance(result, bytes) and not isinstance(item, Exception):
                yield item, result
            elif not isinstance(result, bytes):
                self.failed = True
                complain(result.reason, result.trace)

    def save(self, folder: Path, ending: str) -> int:
        """Write each into a file of the folder and return how many there are."""
        from kg.build import write

        count = 0
        for item, content in self:
            write(folder / (stem(item) + ending), content)
            count += 1
        return count
