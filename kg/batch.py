"""One task for many documents, on one process or several: results come in the order of the documents.

A document that fails gives a failure in its place, and the rest is done.
"""

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeAlias, TypeVar

from kg.documents import read
from kg.errors import DataError, KgError, one_line
from kg.model import Document

Result = TypeVar("Result")
Item: TypeAlias = Path | Document | KgError
"""A file that is still to be read, a document, or what went wrong before there was either."""

_CHUNK = 8
_WINDOW = 32
"""How many chunks per process are under way at a time: enough to keep all busy, few enough for memory."""
_WORTHWHILE = 32
"""For how many documents one more process pays for its start."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document has no result: one line that begins with its source, and the trace of an unexpected error."""

    reason: str
    trace: str = ""


def processes(asked: int | None, documents: int) -> int:
    """Return the number of processes: as asked, else one for each CPU where there are documents enough."""
    return asked or max(1, min(_cpus(), documents // _WORTHWHILE))


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(
    task: Callable[[Document], Result], items: Iterable[Item], jobs: int
) -> Generator[Result | Failure, None, None]:
    """Yield the task's result, or its failure, for each item in order; the same for every number of ``jobs``.

    With more than one job the task must be a function that pickle can name. Close the generator to end its
    processes early. Raises ``DataError`` where a process dies.
    """
    perform = partial(attempt, task)
    if jobs == 1:
        for item in items:
            yield perform(item)
        return
    # Not forked: the store's threads would not be there in the child, but their locks would.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_interrupts_to_the_parent)
    waiting = iter(items)
    try:
        while window := list(islice(waiting, jobs * _CHUNK * _WINDOW)):
            yield from pool.map(perform, window, chunksize=_CHUNK)
    except BrokenProcessPool:
        raise DataError("a process ended before its work was done: try again with --jobs 1") from None
    finally:
        pool.shutdown(cancel_futures=True)


def attempt(task: Callable[[Document], Result], item: Item) -> Result | Failure:
    """Return the task's result for one item, or why there is none."""
    try:
        if isinstance(item, KgError):
            return Failure(one_line(item))
        return task(read(item) if isinstance(item, Path) else item)
    except KgError as error:
        return Failure(one_line(error))
    except Exception as error:  # one document's fault is told, and the others are done
        source = item.source if isinstance(item, Document) else item
        reason = f"{source}: internal error: {type(error).__name__}: {one_line(error)}"
        return Failure(reason, traceback.format_exc())


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def watched(results: Generator[Result, None, None], advance: Callable[[], None]) -> Iterator[Result]:
    """Yield the results and call ``advance`` after each; however that ends, the generator is closed."""
    with closing(results):
        for result in results:
            yield result
            advance()
