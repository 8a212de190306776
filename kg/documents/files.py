"""The bytes of a file, and the files under folders."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import ReadError

ENDINGS = (".txt", ".text", ".md")


def content(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        ReadError: there is no such file, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def walk(paths: Iterable[Path]) -> Iterator[Path | ReadError]:
    """Yield the files that ``paths`` name, in order, or the error that stands in a file's place.

    A named file is yielded whatever its ending, a folder gives its ``.txt``, ``.text`` and ``.md`` files at any depth,
    sorted by name and without hidden ones. No folder is entered twice, so that links back up do no harm.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        try:
            status = path.stat()
        except OSError as error:
            yield _unreadable(path, error)
            continue
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir would ask the file system in the same way
            yield from _folder(path, (status.st_dev, status.st_ino), seen)
        else:
            yield path


def _folder(folder: Path, identity: tuple[int, int], seen: set[tuple[int, int]]) -> Iterator[Path | ReadError]:
    if identity in seen:
        return
    seen.add(identity)
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        yield _unreadable(folder, error)
        return
    for entry in entries:
        yield from _entry(entry, seen)


def _entry(entry: Path, seen: set[tuple[int, int]]) -> Iterator[Path | ReadError]:
    wanted = entry.suffix.lower() in ENDINGS
    try:
        status = entry.stat()
    except OSError as error:
        if wanted:  # a link that leads nowhere
            yield _unreadable(entry, error)
        return
    if entry.is_dir():
        yield from _folder(entry, (status.st_dev, status.st_ino), seen)
    elif wanted and entry.is_file():  # a pipe would never end
        yield entry


def _unreadable(path: Path, error: OSError) -> ReadError:
    match error:
        case FileNotFoundError():
            return ReadError(f"{path}: no such file or folder: check the path")
        case PermissionError():
            return ReadError(f"{path}: permission denied: make it readable")
        case IsADirectoryError():
            return ReadError(f"{path}: is a folder: give one of its files")
    return ReadError(f"{path}: cannot be read ({error.strerror or type(error).__name__}): check the path")
