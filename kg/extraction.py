"""The order of the stages: a document's text → its entities, statements and observations. Pure."""

import re
from decimal import Decimal

from kg.entities import entity, resolve
from kg.mentions import find
from kg.model import Document, Evidence, Extraction, Observation, Statement
from kg.sentences import Span, passages, trimmed
from kg.statements import Claim, Quantity, claims, figures, scenes

_END = re.compile(r"[。！？!?\n]")


def extract(document: Document) -> Extraction:
    """Return all that a document says: the same document always gives the same extraction."""
    resolved = resolve(find(passages(document)))
    told = scenes(resolved)
    statements = tuple(_statement(document, claim) for claim in claims(resolved, told))
    entities = tuple(sorted((entity(document, d) for d in resolved.drafts), key=lambda e: e.key))
    observations = tuple(_observation(document, quantity) for quantity in figures(resolved, told))
    return Extraction(document, entities, statements, observations)


def _statement(document: Document, claim: Claim) -> Statement:
    evidence = _evidence(document, claim.span)
    confidence = Decimal(str(round(claim.confidence, 2)))
    return Statement(
        claim.subject.draft.key,
        claim.predicate,
        claim.object.draft.key,
        evidence,
        claim.rule,
        confidence,
        claim.modality,
    )


def _observation(document: Document, quantity: Quantity) -> Observation:
    figure = quantity.figure
    evidence = _evidence(document, quantity.span)
    return Observation(
        quantity.about.key, figure.measure, figure.value, figure.unit, evidence, figure.period, figure.approximate
    )


def _evidence(document: Document, span: Span) -> Evidence:
    """Return the evidence for a span without white space around it, with the rest of its sentence."""
    text, span = document.text, trimmed(document.text, span.start, span.end)
    start, end = span.start, span.end
    first = max((m.end() for m in _END.finditer(text, max(0, start - 400), start)), default=max(0, start - 400))
    last = _END.search(text, end, end + 400)
    stop = end if _END.match(text, max(end - 1, start)) else last.end() if last else min(len(text), end + 400)
    return Evidence(start, end, text[start:end], text[first:start].lstrip(), text[end:stop].rstrip())
