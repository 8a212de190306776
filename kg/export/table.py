"""The relations as a table for spreadsheets and data frames."""

import csv as writing
import io

from kg.export.facts import Thing, facts, things
from kg.store import Store

COLUMNS = (
    "subject",
    "subject_type",
    "predicate",
    "object",
    "object_type",
    "confidence",
    "modality",
    "document",
    "date",
    "source",
    "evidence",
    "start",
    "end",
    "subject_iri",
    "object_iri",
    "document_iri",
)


def csv(store: Store) -> bytes:
    """Return one row for each place where a relation is stated, planned ones included.

    It is RFC 4180 in UTF-8, with a header. A text that a spreadsheet would take for a formula gets an apostrophe in
    front: texts come from anywhere, and whoever opens the table should not run them. All other formats hold the
    text as it is.
    """
    known, records = things(store), {record.iri: record for record in store.documents()}
    out = io.StringIO()
    rows = writing.writer(out)
    rows.writerow(COLUMNS)
    for fact in facts(store):
        record = records[fact.document]
        ends = (*_end(known[fact.subject]), fact.predicate, *_end(known[fact.object]))
        texts = (record.title, record.issued, record.source, fact.exact)
        iris = (fact.subject, fact.object, fact.document)
        cells = (*ends, str(fact.confidence), fact.modality, *texts, str(fact.start), str(fact.end), *iris)
        rows.writerow(_harmless(cell) for cell in cells)
    return out.getvalue().encode()


def _end(thing: Thing) -> tuple[str, str]:
    return thing.label, thing.type


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")) else cell
