"""Pages are written by templates that were compiled once."""

from __future__ import annotations

import jinja2
from voila import notebook_renderer

from course_lib.serve import exporter
from course_lib.serve.exporter import Compiled, CourseExporter


class Counting(jinja2.Environment):
    """jinja's, which counts what it compiles."""

    compiled = 0

    def compile(self, *args, **kwargs):
        self.compiled += 1
        return super().compile(*args, **kwargs)


def test_a_second_environment_takes_what_the_first_has_compiled_until_the_text_changes():
    texts = {"page": "Hello {{ who }}"}
    kept = Compiled()
    first, second, third = (
        Counting(loader=jinja2.DictLoader(texts), bytecode_cache=kept) for _ in range(3)
    )
    assert first.get_template("page").render(who="Ada") == "Hello Ada"
    assert second.get_template("page").render(who="Alan") == "Hello Alan"
    assert (first.compiled, second.compiled) == (1, 0)
    texts["page"] = "Good morning {{ who }}"
    assert third.get_template("page").render(who="Grace") == "Good morning Grace"
    assert third.compiled == 1


def test_every_exporter_shares_them():
    assert (
        CourseExporter().environment.bytecode_cache is CourseExporter().environment.bytecode_cache
    )


def test_voila_writes_pages_by_it(monkeypatch):
    monkeypatch.setattr(notebook_renderer, "VoilaExporter", notebook_renderer.VoilaExporter)
    exporter.use()
    assert notebook_renderer.VoilaExporter is CourseExporter
