"""From what people call a document to its IRI."""

from kg.errors import UsageError
from kg.query.results import short
from kg.query.syntax import PREFIXES
from kg.store import Store


def document(store: Store, name: str) -> str:
    """Return the IRI of the one document with this IRI (also ``doc:…``), source or title.

    Raises ``UsageError`` where there is none, or several.
    """
    wanted = PREFIXES["doc"] + name.removeprefix("doc:") if name.startswith("doc:") else name
    records = store.documents()
    found = [each.iri for each in records if wanted == each.iri or wanted in each.sources]
    found = found or [each.iri for each in records if wanted == each.title]
    if not found:
        raise UsageError(f'no document is called "{name}"; kg documents lists them')
    if len(found) > 1:
        raise UsageError(f'{len(found)} documents are called "{name}"; say which: {", ".join(map(short, found))}')
    return found[0]
