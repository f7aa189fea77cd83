"""Ports: what may be asked for, what is told, and one sentence where it cannot be had."""

from __future__ import annotations

import argparse
import re
import socket

import pytest

from course_lib.errors import LearnerError
from course_lib.serve import dashboards, lab
from course_lib.serve.ports import next_free, port, settle


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("text", ["0", "1", "8866", "65535"])
def test_a_port(text):
    assert port(text) == int(text)


@pytest.mark.parametrize("text", ["-1", "65536", "99999999999999999999", "8866.0", "x", "", "٨٨"])
def test_no_port_is_a_sentence_and_status_2(text, capsys):
    with pytest.raises(argparse.ArgumentTypeError, match="from 1 to 65535"):
        port(text)
    for command in (dashboards, lab):
        with pytest.raises(SystemExit) as ended:
            command.main([f"--port={text}", "--no-browser"])
        assert ended.value.code == 2
        assert "from 1 to 65535" in capsys.readouterr().err


def test_zero_is_any_free_port():
    found = settle(0)
    assert 1 <= found <= 65535
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", found))


def test_a_taken_port_is_a_sentence_with_a_way_out(taken):
    with pytest.raises(LearnerError, match=f"--port {taken % 65535 + 1}"):
        settle(taken)
    assert next_free(taken) != taken


def test_a_port_taken_on_all_addresses_is_taken_here():
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", 0))
        listener.listen()
        with pytest.raises(LearnerError):
            settle(listener.getsockname()[1])


def test_the_last_ports_neighbour_is_a_port(monkeypatch):
    monkeypatch.setattr("course_lib.serve.ports.socket.socket.connect_ex", lambda *_: 0)
    with pytest.raises(LearnerError) as refused:
        settle(65535)
    assert 1 <= int(re.search(r"--port (\d+)", str(refused.value))[1]) <= 65535


def test_a_port_for_the_administrator_alone_is_a_sentence(monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("course_lib.serve.ports.socket.socket.bind", refuse)
    with pytest.raises(LearnerError, match="Permission denied"):
        settle(80)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/", "/"),
        ("", "/"),
        ("course", "/course/"),
        ("/course", "/course/"),
        ("/a/b.c/~d/", "/a/b.c/~d/"),
        ("/user/anna@uni.edu/proxy/", "/user/anna@uni.edu/proxy/"),
    ],
)
def test_a_base_address(text, meant):
    assert dashboards.base_url(text) == meant


@pytest.mark.parametrize(
    "text", ["http://host/course/", "/a//b/", "/../x", "/a b/", "/(a)*/", "/x?y", "/“x”/", "/a\n/b"]
)
def test_no_base_address(text):
    with pytest.raises(argparse.ArgumentTypeError, match="path alone"):
        dashboards.base_url(text)
