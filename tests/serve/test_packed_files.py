"""Files that travel compressed: what arrives is the file, and packed only for who unpacks it."""

from __future__ import annotations

import gzip
import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from course_lib.figures.style import plotly_script
from course_lib.serve.packed_files import packed, unpacks
from tests.serve.test_page_sockets import course  # noqa: F401

PLOTLY = "/course/static/plotly.min.js"


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("gzip; q=1", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("x-gzip2", False),
        ("identity", False),
        ("", False),
    ],
)
def test_who_takes_it_packed(accepted, takes):
    assert unpacks(accepted) is takes


def unpacked(path: str) -> bytes:
    return gzip.decompress(Path(path).read_bytes())


def test_a_file_that_changes_is_packed_anew_and_others_stay_as_they_are(tmp_path):
    script, photo, short = (tmp_path / name for name in ("a.js", "a.png", "b.js"))
    script.write_bytes(b"one();" * 1000)
    photo.write_bytes(bytes(5000))
    short.write_bytes(b"one();")
    first = packed(str(script))
    assert unpacked(first) == script.read_bytes()
    assert packed(str(script)) == first
    assert packed(str(photo)) == str(photo)
    assert packed(str(short)) == str(short)
    script.write_bytes(b"two();" * 1001)
    assert unpacked(packed(str(script))) == script.read_bytes()
    with pytest.raises(OSError, match="c"):
        packed(str(tmp_path / "c.js"))


def ask(course: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:  # noqa: F811
    line = http.client.HTTPConnection(urlsplit(course).netloc, timeout=60)
    line.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    reply = line.getresponse()
    body = reply.read()
    line.close()
    return reply, body


@pytest.mark.slow
def test_the_same_bytes_arrive_packed_or_not(course):  # noqa: F811
    plain, whole = ask(course, PLOTLY)
    small, body = ask(course, PLOTLY, Accept_Encoding="gzip")
    assert plain.getheader("Content-Encoding") is None
    assert small.getheader("Content-Encoding") == "gzip"
    assert whole == gzip.decompress(body) == plotly_script().read_bytes()
    assert len(body) < len(whole) / 3
    for reply in (plain, small):
        assert "javascript" in reply.getheader("Content-Type")
        assert reply.getheader("Vary") == "Accept-Encoding"
    since = small.getheader("Last-Modified")
    again, nothing = ask(course, PLOTLY, Accept_Encoding="gzip", If_Modified_Since=since)
    assert (again.status, nothing) == (304, b"")


@pytest.mark.slow
def test_what_is_not_handed_out_stays_so_for_who_unpacks(course):  # noqa: F811
    for path in ("/course/static/no.js", "/voila/static/..%2f..%2fapp.js", "/voila/static/no.js"):
        reply, _ = ask(course, path, Accept_Encoding="gzip")
        assert reply.status in (403, 404)
        assert reply.getheader("Content-Encoding") is None
