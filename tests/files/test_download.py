"""A download is checked, resumed, and whole or not there: against a server on this computer."""

from __future__ import annotations

import hashlib
import http.server
import tarfile
import threading

import pytest
from filelock import FileLock

from course_lib.errors import LearnerError
from course_lib.files import download
from course_lib.files import fetch as fetch_command

CONTENT = bytes(range(256)) * 9000
SUMS = {"sha256": hashlib.sha256(CONTENT).hexdigest(), "md5": hashlib.md5(CONTENT).hexdigest()}


class Source(http.server.BaseHTTPRequestHandler):
    """Serves ``content`` with ranges; notes what was asked; can stop early or ignore ranges."""

    content = CONTENT
    asked: list[str | None] = []  # noqa: RUF012
    stop_after: int | None = None
    ranges = True

    def do_GET(self):
        if self.path == "/missing":
            return self.send_error(404)
        asked = self.headers.get("Range")
        Source.asked.append(asked)
        first = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.ranges else 0
        if first and first >= len(self.content):
            return self.send_error(416)
        body = self.content[first:]
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.stop_after])
        return None

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def source(monkeypatch):
    """The address of a fresh source."""
    monkeypatch.setattr(Source, "asked", [])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Source)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/file"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("kind", ["sha256", "md5"])
def test_a_whole_file_arrives_and_is_kept(source, tmp_path, kind):
    to = tmp_path / "deep" / "file"
    steps = []
    seen = lambda arrived, total: steps.append((arrived, total))  # noqa: E731
    assert download.fetch(source, to, on_bytes=seen, **{kind: SUMS[kind]}).read_bytes() == CONTENT
    assert steps[-1] == (len(CONTENT), len(CONTENT))
    download.fetch(source, to, **{kind: SUMS[kind]})
    assert Source.asked == [None]
    assert [f.name for f in to.parent.iterdir()] == ["file"]


def test_a_broken_download_goes_on_where_it_stopped(source, tmp_path, monkeypatch):
    to = tmp_path / "file"
    monkeypatch.setattr(Source, "stop_after", 700_000)
    with pytest.raises(LearnerError, match="run the same command again"):
        download.fetch(source, to, sha256=SUMS["sha256"])
    assert not to.exists()
    assert (tmp_path / "file.part").stat().st_size == 700_000
    monkeypatch.setattr(Source, "stop_after", None)
    assert download.fetch(source, to, sha256=SUMS["sha256"]).read_bytes() == CONTENT
    assert Source.asked == [None, "bytes=700000-"]


def test_a_source_without_ranges_starts_over(source, tmp_path, monkeypatch):
    monkeypatch.setattr(Source, "ranges", False)
    (tmp_path / "file.part").write_bytes(b"old" * 100)
    to = download.fetch(source, tmp_path / "file", sha256=SUMS["sha256"])
    assert to.read_bytes() == CONTENT


def test_a_complete_part_is_only_checked(source, tmp_path):
    (tmp_path / "file.part").write_bytes(CONTENT)
    to = download.fetch(source, tmp_path / "file", sha256=SUMS["sha256"])
    assert to.read_bytes() == CONTENT


def test_an_altered_file_is_thrown_away(source, tmp_path, monkeypatch):
    monkeypatch.setattr(Source, "content", CONTENT[:-1] + b"!")
    with pytest.raises(LearnerError, match="is not the file that was published"):
        download.fetch(source, tmp_path / "file", sha256=SUMS["sha256"])
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_file_in_place_is_replaced_only_by_a_right_one(source, tmp_path, monkeypatch):
    to = tmp_path / "file"
    to.write_bytes(b"mine")
    monkeypatch.setattr(Source, "content", b"wrong")
    with pytest.raises(LearnerError):
        download.fetch(source, to, sha256=SUMS["sha256"])
    assert to.read_bytes() == b"mine"


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/file", "http://no-such-host.invalid/file"])
def test_no_network_is_one_sentence(tmp_path, address):
    with pytest.raises(LearnerError, match="cannot be reached") as refused:
        download.fetch(address, tmp_path / "file", sha256="0", timeout=5)
    assert "\n" not in str(refused.value)


def test_not_found_is_one_sentence(source, tmp_path):
    with pytest.raises(LearnerError, match="Not Found"):
        download.fetch(source.replace("/file", "/missing"), tmp_path / "file", sha256="0")


def test_a_full_disk_is_said_before_anything_is_written(source, tmp_path, monkeypatch):
    usage = type("Usage", (), {"free": 10})
    monkeypatch.setattr(download.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(LearnerError, match="no room"):
        download.fetch(source, tmp_path / "file", sha256=SUMS["sha256"])


def test_of_two_programs_one_fetches_and_the_other_waits(source, tmp_path):
    to, waited = tmp_path / "file", []
    lock = FileLock(to.with_name("file.part.lock"))
    with lock:
        second = threading.Thread(
            target=download.fetch,
            args=(source, to),
            kwargs=SUMS | {"on_bytes": lambda *news: waited.append(news)},
        )
        second.start()
        while not waited:
            assert second.is_alive()
        assert waited[0] == (0, None)
        assert Source.asked == []
        to.write_bytes(CONTENT)  # the first one is done
    second.join(10)
    assert to.read_bytes() == CONTENT
    assert Source.asked == []


def test_what_on_bytes_raises_ends_it_and_the_next_call_goes_on(source, tmp_path):
    class EnoughError(Exception):
        pass

    def enough(*_):
        raise EnoughError

    with pytest.raises(EnoughError):
        download.fetch(source, tmp_path / "file", **SUMS, on_bytes=enough)
    arrived = (tmp_path / "file.part").stat().st_size
    assert arrived > 0
    download.fetch(source, tmp_path / "file", **SUMS)
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_sum_is_required(tmp_path):
    with pytest.raises(ValueError, match="sha256 or an md5"):
        download.fetch("http://127.0.0.1:9/", tmp_path / "file")


def test_the_fetch_command_unpacks_once(source, tmp_path, monkeypatch, capsys):
    inside = tmp_path / "made" / "photos" / "train"
    inside.mkdir(parents=True)
    (inside / "a.txt").write_text("a photo")
    archive = tmp_path / "photos.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "made" / "photos", "photos")
    packed = archive.read_bytes()
    monkeypatch.setattr(Source, "content", packed)
    known = fetch_command.DataSet(source, hashlib.md5(packed).hexdigest(), "photos", "test photos")
    monkeypatch.setitem(fetch_command.DATA_SETS, "photos", known)

    to = tmp_path / "data"
    assert fetch_command.main(["photos", "--to", str(to)]) == 0
    assert (to / "photos" / "train" / "a.txt").read_text() == "a photo"
    assert [f.name for f in to.iterdir()] == ["photos"]
    assert str(to / "photos") in capsys.readouterr().out
    fetch_command.main(["photos", "--to", str(to)])
    assert len(Source.asked) == 1


def test_the_official_address_is_pinned():
    official = fetch_command.DATA_SETS["imagenette"]
    assert official.url == "https://s3.amazonaws.com/fast-ai-imageclas/imagenette2-160.tgz"
    assert official.md5 == "e793b78cc4c9e9a4ccc0c1155377a412"
