"""Questions: enough in every chapter, wrong answers explained, answers in any form, bad input."""

import math
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.exercises.asking import CHAPTERS, question, questions_of
from course_lib.exercises.question import ChooseOne, ChooseSeveral, Number, Order, readings
from course_lib.publish.notebook_build import NOTEBOOKS

ALL = [q for chapter in CHAPTERS for q in questions_of(chapter)]
SEVERAL = [q for q in ALL if isinstance(q, ChooseSeveral)]
NUMBERS = [q for q in ALL if isinstance(q, Number)]
ORDERS = [q for q in ALL if isinstance(q, Order)]


def options(asked):
    if isinstance(asked, ChooseOne):
        return asked.options
    return (*asked.right, *asked.wrong) if isinstance(asked, ChooseSeveral) else asked.steps


def test_no_two_questions_share_a_name():
    assert len({q.name for q in ALL}) == len(ALL)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_asks_each_of_its_questions_once_in_their_order(chapter):
    asked = questions_of(chapter)
    book = nbformat.read(NOTEBOOKS / f"{chapter}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    found = re.findall(r'\bask\("(\w+)"', text)
    assert sorted(found) == sorted(q.name for q in asked)
    assert len(asked) >= 6
    assert sum(q.predicts for q in asked) >= 1
    assert len({q.kind for q in asked}) >= 2


@pytest.mark.parametrize("asked", ALL, ids=lambda q: q.name)
def test_every_wrong_answer_has_a_sentence_of_its_own(asked):
    if isinstance(asked, Number):
        told = [asked.why, asked.otherwise, *(sentence for _, sentence in asked.mistakes)]
        values = [asked.value, *(value for value, _ in asked.mistakes)]
        assert len(asked.mistakes) >= 2
        for i, value in enumerate(values):  # none is taken for another one
            assert all(abs(value - other) > asked.tolerance for other in values[:i])
    else:
        told = [option.why for option in options(asked)]
        assert len({option.text for option in options(asked)}) == len(options(asked)) >= 3
    assert all(len(sentence) > 8 and sentence.strip()[-1] in ".)?" for sentence in told)
    if not isinstance(asked, ChooseSeveral):
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("asked", ALL, ids=lambda q: q.name)
def test_the_page_gets_no_word_of_the_solution(asked):
    shown = str(asked.shown())
    whys = [asked.why] if isinstance(asked, Number | Order) else [o.why for o in options(asked)]
    assert not any(why in shown for why in whys)
    assert asked.shown() == asked.shown()


@pytest.mark.parametrize(
    "asked", [q for q in ALL if isinstance(q, ChooseOne)], ids=lambda q: q.name
)
def test_of_several_options_one_is_right(asked):
    marks = [asked.mark(i) for i in range(len(asked.options))]
    assert [m.right for m in marks] == [True] + [False] * (len(marks) - 1)


@pytest.mark.parametrize("asked", [q for q in ALL if q.predicts], ids=lambda q: q.name)
def test_a_wrong_guess_hears_what_it_is(asked):
    mark = asked.mark(1)
    assert mark.sentences == (asked.options[1].why, f"What holds: “{asked.options[0].text}”.")
    assert asked.mark(0).sentences == (asked.options[0].why,)


@given(st.sampled_from(SEVERAL), st.data())
def test_the_right_ones_in_any_order_are_right_and_nothing_else_is(asked, data):
    every = range(len(options(asked)))
    chosen = data.draw(st.lists(st.sampled_from(every), min_size=1))
    mark = asked.mark(chosen)
    assert mark.right == (set(chosen) == set(range(len(asked.right))))
    for i in set(chosen) - set(range(len(asked.right))):
        assert options(asked)[i].why in mark.sentences


@given(st.sampled_from(ORDERS), st.data())
def test_one_order_alone_is_right_and_another_is_told_where_it_first_goes_wrong(asked, data):
    order = data.draw(st.permutations(range(len(asked.steps))))
    mark = asked.mark(list(order))
    assert mark.right == (list(order) == sorted(order))
    if not mark.right:
        first = next(i for i, step in enumerate(order) if step != i)
        assert asked.steps[first].why in mark.sentences[0]


@pytest.mark.parametrize("asked", ORDERS, ids=lambda q: q.name)
def test_steps_are_not_shown_in_the_right_order(asked):
    assert [s["value"] for s in asked.shown()["options"]] != list(range(len(asked.steps)))


@given(
    st.sampled_from(NUMBERS), st.floats(-1, 1), st.sampled_from(["{:.9g}", "{:.6e}", " {:.9f} "])
)
def test_a_number_within_its_tolerance_is_right_however_it_is_written(asked, off, form):
    text = form.format(asked.value + 0.9 * off * asked.tolerance)
    assert asked.mark(text).right
    assert asked.mark(text.replace("-", "−").replace(".", ",")).right


@pytest.mark.parametrize("asked", NUMBERS, ids=lambda q: q.name)
def test_recognised_mistakes_hear_their_sentence(asked):
    for value, sentence in asked.mistakes:
        mark = asked.mark(f"{value:.10g}")
        assert not mark.right
        assert mark.sentences == (sentence,)
    assert asked.mark("987654321").sentences == (asked.otherwise,)


@pytest.mark.parametrize("text", ["12.5", "12,5 %", "1/8", "0.125", ".125", " 12.50% ", "1.25e1"])
def test_an_eighth_has_many_names(text):
    assert question("position_chance")[1].mark(text).right


@pytest.mark.parametrize("text", ["1,000,000", "1 000 000", "1e6", "1’000’000"])
def test_a_million_too(text):
    assert question("product_cost")[1].mark(text).right


@pytest.mark.parametrize(
    "text",
    ["", " ", "nan", "-inf", "1e999", "1/0", "eight", "1/", "--1", "9" * 500, "1\x00", None, 3, []],
)
def test_what_is_no_number_is_refused_in_one_sentence(text):
    for asked in NUMBERS:
        with pytest.raises(LearnerError, match="number"):
            asked.mark(text)


@given(st.text(max_size=90))
def test_no_text_breaks_the_reading_of_numbers(text):
    try:
        found = readings(text)
    except LearnerError:
        return
    assert all(math.isfinite(number) for number in found)


@pytest.mark.parametrize("answer", [None, -1, 99, True, 0.0, "0", [[]], [99], {"a": 1}, [True]])
@pytest.mark.parametrize(
    "asked", [q for q in ALL if not isinstance(q, Number)], ids=lambda q: q.name
)
def test_what_is_no_answer_is_refused_in_one_sentence(asked, answer):
    with pytest.raises(LearnerError):
        asked.mark(answer)


def test_an_unknown_name_is_said():
    with pytest.raises(LearnerError, match="no question “nothing”"):
        question("nothing")
    with pytest.raises(LearnerError, match="no chapter “99”"):
        questions_of("99")
