"""Files, folders and bytes become documents.

``read`` and ``from_bytes`` decode, ``from_text`` finds title, date, publisher and language and the blocks that are
extracted from; ``walk`` lists the files that a command's arguments stand for. The text of a document is the decoded
text without any change, so that every offset counts its code points.
"""

from pathlib import Path

from kg.documents import encoding, files, furniture, header, layout
from kg.documents.files import walk
from kg.errors import ReadError
from kg.model import Document

__all__ = ["from_bytes", "from_text", "read", "walk"]


def read(path: Path) -> Document:
    """Return the document in a file, whatever its ending.

    Raises:
        ReadError: the file is missing, unreadable, empty, binary, or in no encoding that is known.
    """
    return from_bytes(files.content(path), str(path))


def from_bytes(data: bytes, source: str) -> Document:
    """Return the document in the bytes of a text file; ``source`` is its path or URL.

    Raises:
        ReadError: the bytes are empty, binary, or in no encoding that is known.
    """
    return from_text(encoding.decode(data, source), source)


def from_text(text: str, source: str) -> Document:
    """Return the document in a text; ``source`` is its path or URL. All offsets are those of ``text``.

    Raises:
        ReadError: the text is blank, or its front matter is broken.
    """
    front = header.front_matter(text, source)
    lines = layout.lines(text, front.end)
    if not any(line.text for line in lines):
        raise ReadError(f"{source}: is empty: give a file with at least one sentence")
    kinds = furniture.kinds(lines)
    title = layout.title(lines, kinds)
    found = header.found(lines, kinds)
    return Document(
        text=text,
        source=source,
        blocks=layout.blocks(lines, kinds, title),
        title=front.title or (lines[title].text if title is not None else ""),
        issued=front.issued or found.issued or header.date_in_name(source),
        publisher=front.publisher or found.publisher,
        language=front.language or encoding.language(text[front.end :]),
    )
