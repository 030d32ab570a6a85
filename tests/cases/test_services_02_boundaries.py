"""Forms come with any boundary, and always get an answer.

On the running site: `service.answers.multipart`.
"""

import pytest
import requests

from tests.site_fixture import RunningSite

pytestmark = pytest.mark.site
TABLE = """<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><TABLE>
<FIELD ID="source_id" datatype="long" name="source_id"/><DATA><TABLEDATA><TR><TD>1</TD></TR><TR><TD>2</TD></TR>
</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"""


def body(boundary: str, kind: str = "None") -> bytes:
    """Return a form with an upload as TapPlus writes it."""
    fields = {
        "REQUEST": "doQuery", "LANG": "ADQL", "FORMAT": "csv",
        "QUERY": "SELECT * FROM tap_upload.tmp ORDER BY source_id",
        "UPLOAD": "tmp,param:tmp",
    }  # fmt: skip
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="tmp"; filename="up.vot"\r\n'
        f"Content-Type: {kind}\r\n\r\n{TABLE}\r\n--{boundary}--\r\n"
    )
    return "".join(parts).encode()


@pytest.mark.parametrize("kind", ["None", "application/x-votable+xml", "text/plain"])
@pytest.mark.parametrize(
    ("header", "boundary"),
    [
        ("multipart/form-data; boundary====1795739545053===", "===1795739545053==="),
        ('multipart/form-data; boundary="===1795739545053==="', "===1795739545053==="),
        ("multipart/form-data; boundary=abc123", "abc123"),
        ("multipart/form-data;boundary=--=_x.y", "--=_x.y"),
        ("Multipart/Form-Data; charset=utf-8; BOUNDARY=a=b=", "a=b="),
        ('multipart/form-data; boundary="two words"; charset=utf-8', "two words"),
    ],
)
def test_every_boundary_is_read(site: RunningSite, header: str, boundary: str, kind: str) -> None:
    answer = requests.post(
        f"{site.url}/tap/sync", data=body(boundary, kind), headers={"Content-Type": header}, timeout=60
    )
    assert (answer.status_code, answer.text.split()) == (200, ["source_id", "1", "2"])


@pytest.mark.parametrize("path", ["/tap/sync", "/tap/async", "/phot/q/cone/form", "/nosuch"])
@pytest.mark.parametrize(
    ("header", "sent"),
    [
        ("multipart/form-data", body("abc")),
        ("multipart/form-data; boundary=", body("abc")),
        ("multipart/form-data; boundary=other", body("abc")),
        ("multipart/form-data; boundary=abc", b""),
    ],
)
def test_forms_without_a_boundary_get_a_sentence(site: RunningSite, path: str, header: str, sent: bytes) -> None:
    answer = requests.post(f"{site.url}{path}", data=sent, headers={"Content-Type": header}, timeout=60)
    assert answer.status_code == 400
    assert "boundary" in answer.text


def test_a_body_that_breaks_off_gets_an_answer(site: RunningSite) -> None:
    header = {"Content-Type": "multipart/form-data; boundary=abc"}
    answer = requests.post(f"{site.url}/tap/sync", data=body("abc")[:-200], headers=header, timeout=60)
    assert 400 <= answer.status_code < 500
