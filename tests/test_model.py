"""Identifiers are stable, readable and legal."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Document, segment


def test_a_name_keeps_its_script_and_spaces_become_underscores() -> None:
    assert segment("徐汇区") == "徐汇区"
    assert segment("Health  United Business") == "Health_United_Business"


def test_characters_that_an_iri_forbids_become_full_width() -> None:
    assert segment('<img src="x">#1') == "＜img_src=＂x＂＞＃1"


@given(st.text())
def test_a_segment_is_normal_legal_and_idempotent(name: str) -> None:
    made = segment(name)
    assert not set(made) & set('<>"{}|\\^`#?%/[] \n\t')
    assert unicodedata.normalize("NFC", made) == segment(made)


@given(st.text(min_size=1), st.data())
def test_evidence_is_the_text_at_its_offsets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    evidence = Document(text, "x.txt", ()).evidence(start, end)
    assert text[evidence.start : evidence.end] == evidence.exact


def test_a_documents_iri_depends_on_its_date_and_text_alone() -> None:
    one, two = (
        Document("甲", "a.txt", (), issued="2021-12-02"),
        Document("甲", "b.txt", (), issued="2021-12-02"),
    )
    assert one.iri == two.iri
    assert one.iri.startswith("https://w3id.org/innovation-kg/document/2021-12-02-")
    assert one.iri != Document("乙", "a.txt", (), issued="2021-12-02").iri
