"""Names in old code pages and in UTF-8 twice: right where the country says the code page, never with controls."""

from pathlib import Path

import pytest

from ingest.intake.examination import examine


@pytest.mark.parametrize(
    ("name", "observer"),
    [
        ("enc_cp1250.txt", "Łukasz Źdźbło"),
        ("enc_sjis.txt", "山田太郎"),
        ("enc_macroman.txt", "José Muñoz"),
        ("enc_utf8_double.txt", "José Muñoz"),
        ("enc_utf16.txt", "Wilhelm Herschel"),
    ],
)
def test_names_come_out_right(cases: Path, name: str, observer: str) -> None:
    found = examine(cases / "files/21-utf8-mojibake" / name, lambda path: path.open("rb"))
    assert [station.report.observer for entry in found.entries for station in entry.stations] == [observer]
    assert any(finding.code == "encoding_guessed" for finding in found.findings)
