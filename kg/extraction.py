"""The order of the stages: a document's text → its entities, statements and observations. Pure."""

from decimal import Decimal

from kg.entities import entity, evidence_of, resolve
from kg.mentions import find
from kg.model import Document, Extraction, Observation, Statement
from kg.sentences import passages
from kg.statements import Claim, Quantity, claims, figures


def extract(document: Document) -> Extraction:
    """Return all that a document says: the same document always gives the same extraction."""
    resolved = resolve(find(passages(document)))
    statements = tuple(_statement(document, claim) for claim in claims(resolved))
    entities = tuple(sorted((entity(document, d) for d in resolved.drafts), key=lambda e: e.key))
    observations = tuple(_observation(document, quantity) for quantity in figures(resolved))
    return Extraction(document, entities, statements, observations)


def _statement(document: Document, claim: Claim) -> Statement:
    evidence = evidence_of(document, claim.span.start, claim.span.end)
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
    evidence = evidence_of(document, quantity.span.start, quantity.span.end)
    return Observation(
        quantity.about.key, figure.measure, figure.value, figure.unit, evidence, figure.period, figure.approximate
    )
