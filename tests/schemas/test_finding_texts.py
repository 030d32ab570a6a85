"""The long texts of findings: one for every kind, in their order, in sentences."""

from schemas.finding import FindingCode
from schemas.finding_texts import EXPLANATIONS


def test_every_kind_has_a_long_text_of_its_own() -> None:
    assert list(EXPLANATIONS) == [code.value for code in FindingCode]
    texts = [code.explanation for code in FindingCode]
    assert len(set(texts)) == len(texts)
    for code, text in EXPLANATIONS.items():
        assert text.endswith((".", "?")), code
        assert text[:1].isupper(), code
