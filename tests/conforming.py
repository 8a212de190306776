"""A small graph that conforms to the shapes, ways to change it, and the shapes themselves."""

from collections.abc import Iterable
from functools import cache

from pyoxigraph import Quad, RdfFormat, Store
from rdflib import Graph

from kg import graph
from kg.check import Finding
from kg.ontology import file, ontology

SHAPES = "https://w3id.org/innovation-kg/shapes#"
DOCUMENT = "https://w3id.org/innovation-kg/document/2021-12-02-1f0c"
THIS = f"<{DOCUMENT}>"
PREFIXES = f"PREFIX d: <{DOCUMENT}#>\n" + "".join(f"PREFIX {p}: <{n}>\n" for p, n in graph.PREFIXES.items())

# A document that says: 中山医院葛均波院士出席。2020年徐汇区授奖63项。
GOOD = f"""
<{DOCUMENT}> {{
  <{DOCUMENT}> a ikg:Document ;
    dcterms:title "徐汇区发布创新成果"@zh ; dcterms:issued "2021-12-02"^^xsd:date ; dcterms:publisher "东方网" ;
    dcterms:language "zh-Hans" ; dcterms:source "news/a.txt" ; ikg:fingerprint "1a2b" ;
    ikg:contentHash "sha256:{"0f" * 32}" .

  id:复旦大学附属中山医院 a ikg:Hospital, ikg:Organization ;
    rdfs:label "复旦大学附属中山医院"@zh ; skos:altLabel "中山医院"@zh .
  id:葛均波 a ikg:Person ; rdfs:label "葛均波"@zh ; ikg:affiliatedWith id:复旦大学附属中山医院 .
  id:徐汇区 a ikg:Place ; rdfs:label "徐汇区"@zh .

  d:s1 a rdf:Statement ; rdf:subject id:葛均波 ; rdf:predicate ikg:affiliatedWith ; rdf:object id:复旦大学附属中山医院 ;
    prov:wasDerivedFrom <{DOCUMENT}> ; ikg:confidence 0.95 ; ikg:rule "person-after-organization" ; ikg:evidence d:e1 .
  d:s2 a rdf:Statement ; rdf:subject id:葛均波 ; rdf:predicate rdf:type ; rdf:object ikg:Person ;
    prov:wasDerivedFrom <{DOCUMENT}> ; ikg:confidence 1.0 ; ikg:rule "title" ; ikg:evidence d:e2 .
  d:s3 a rdf:Statement ; rdf:subject id:复旦大学附属中山医院 ; rdf:predicate rdf:type ; rdf:object ikg:Hospital ;
    prov:wasDerivedFrom <{DOCUMENT}> ; ikg:confidence 0.99 ; ikg:rule "gazetteer" ; ikg:evidence d:e1 .
  d:s4 a rdf:Statement ; rdf:subject id:徐汇区 ; rdf:predicate rdf:type ; rdf:object ikg:Place ;
    prov:wasDerivedFrom <{DOCUMENT}> ; ikg:confidence 0.99 ; ikg:rule "gazetteer" ; ikg:evidence d:e3 .
  d:s5 a rdf:Statement ; rdf:subject id:复旦大学附属中山医院 ; rdf:predicate ikg:locatedIn ; rdf:object id:徐汇区 ;
    prov:wasDerivedFrom <{DOCUMENT}> ; ikg:confidence 0.6 ; ikg:rule "settles-in" ; ikg:evidence d:e1 ;
    ikg:modality "planned" .

  d:m1 a ikg:Mention ; ikg:entity id:葛均波 ; ikg:rule "title" ; ikg:evidence d:e2 .
  d:o1 a ikg:Observation ; ikg:about id:徐汇区 ; ikg:measure "授奖"@zh ; ikg:value 63 ; ikg:unit "项" ;
    ikg:period "2020" ; ikg:approximate false ; ikg:evidence d:e3 .

  d:e1 a oa:TextQuoteSelector, oa:TextPositionSelector ; oa:exact "中山医院葛均波院士" ; oa:start 0 ; oa:end 9 .
  d:e2 a oa:TextQuoteSelector, oa:TextPositionSelector ; oa:exact "葛均波" ; oa:start 4 ; oa:end 7 .
  d:e3 a oa:TextQuoteSelector, oa:TextPositionSelector ; oa:exact "徐汇区授奖63项" ; oa:start 17 ; oa:end 25 .
}}
"""


class Quads:
    """A store that is nothing but its quads."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._quads = list(quads)

    def quads(self) -> list[Quad]:
        return self._quads


def good(*updates: str) -> Quads:
    """The good graph, changed by SPARQL updates within its document."""
    store = Store()
    store.load(PREFIXES + GOOD, format=RdfFormat.TRIG)
    for update in updates:
        store.update(f"{PREFIXES} WITH <{DOCUMENT}> {update}")
    return Quads(store)


def names(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(finding.severity, finding.shape) for finding in findings}


@cache
def shapes() -> Graph:
    return Graph().parse(file("shapes.ttl"), format="turtle")


def without(pattern: str) -> str:
    return f"DELETE {{ {pattern} }} WHERE {{ {pattern} }}"


def plus(data: str) -> str:
    return f"INSERT {{ {data} }} WHERE {{}}"


def instead(node: str, predicate: str, value: str) -> str:
    old = f"{node} {predicate} ?old"
    return f"DELETE {{ {old} }} INSERT {{ {node} {predicate} {value} }} WHERE {{ {old} }}"


def world(subject: str, predicate: str, target: str) -> Quads:
    """A document that says one relation between things of two types."""
    return good(
        f"""INSERT {{
          id:甲 {_types(subject)} ; rdfs:label "甲" . id:乙 {_types(target)} ; rdfs:label "乙" .
          id:甲 ikg:{predicate} id:乙 .
          d:r {_says("甲", "ikg:" + predicate, "id:乙")} .
          d:t1 {_says("甲", "rdf:type", "ikg:" + subject)} .
          d:t2 {_says("乙", "rdf:type", "ikg:" + target)} . }} WHERE {{}}"""
    )


def _types(klass: str) -> str:
    return "a " + ", ".join("ikg:" + name for name in (klass, *ontology().ancestors[klass]))


def _says(subject: str, predicate: str, target: str) -> str:
    return f"""a rdf:Statement ; rdf:subject id:{subject} ; rdf:predicate {predicate} ; rdf:object {target} ;
        prov:wasDerivedFrom {THIS} ; ikg:confidence 0.5 ; ikg:rule "r" ; ikg:evidence d:e1"""
