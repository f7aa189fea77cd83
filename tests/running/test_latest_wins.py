"""The runner without any widget: order, cancelling, errors, and whose thread shows the answer."""

import asyncio
import threading

import pytest

from course_lib.errors import LearnerError
from course_lib.running.latest_wins import Job, LatestWins, Outcome, sentence


def test_jobs_run_in_order_and_values_arrive() -> None:
    seen: list[Outcome] = []
    runner = LatestWins(seen.append)
    runner.submit([Job("a", lambda: 1), Job("b", lambda: 2)])
    assert runner.wait(5)
    assert seen == [Outcome("a", 1), Outcome("b", 2)]


def test_a_newer_request_drops_the_older_one() -> None:
    started, release = threading.Event(), threading.Event()
    seen: list[str] = []

    def slow() -> str:
        started.set()
        assert release.wait(5)
        return "too late"

    never = []
    runner = LatestWins(lambda o: seen.append(o.key))
    runner.submit([Job("old-1", slow), Job("old-2", lambda: never.append(1))])
    assert started.wait(5)
    runner.submit([Job("new", lambda: "now")])
    release.set()
    assert runner.wait(5)
    assert seen == ["new"]
    assert never == []


def test_cancel_shows_nothing_more() -> None:
    started, release = threading.Event(), threading.Event()
    seen: list[Outcome] = []
    runner = LatestWins(seen.append)
    runner.submit([Job("a", lambda: (started.set(), release.wait(5)))])
    assert started.wait(5)
    runner.cancel()
    release.set()
    assert runner.wait(5)
    assert seen == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (LearnerError("Paint something first."), "Paint something first."),
        (KeyError("x"), "This could not be computed (KeyError: 'x')."),
        (MemoryError(), "no memory left"),
    ],
)
def test_errors_become_sentences_and_the_next_job_still_runs(error: Exception, words: str) -> None:
    def fail() -> None:
        raise error

    seen: list[Outcome] = []
    runner = LatestWins(seen.append)
    runner.submit([Job("bad", fail), Job("good", lambda: 7)])
    assert runner.wait(5)
    assert seen[0].value is None
    assert words in seen[0].error
    assert words in sentence(error)
    assert seen[1] == Outcome("good", 7)


def test_a_result_that_cannot_be_shown_is_said_and_does_not_stop_the_runner() -> None:
    seen: list[Outcome] = []

    def show(outcome: Outcome) -> None:
        if outcome.value == "bad":
            raise TypeError("no such picture")
        seen.append(outcome)

    runner = LatestWins(show)
    runner.submit([Job("a", lambda: "bad"), Job("b", lambda: "good")])
    assert runner.wait(5)
    assert "no such picture" in seen[0].error
    assert seen[1] == Outcome("b", "good")


def test_outcomes_arrive_on_the_loop_that_asked() -> None:
    threads: dict[str, int] = {}
    done = []

    async def page() -> None:
        arrived = asyncio.Event()

        def show(outcome: Outcome) -> None:
            threads["show"] = threading.get_ident()
            done.append(outcome)
            arrived.set()

        runner = LatestWins(show)

        def work() -> str:
            threads["work"] = threading.get_ident()
            return "ready"

        runner.submit([Job("a", work)])
        await asyncio.wait_for(arrived.wait(), 5)

    asyncio.run(page())
    assert done == [Outcome("a", "ready")]
    assert threads["show"] == threading.get_ident() != threads["work"]


def test_an_answer_overtaken_on_its_way_through_the_loop_is_not_shown() -> None:
    seen = []

    async def page() -> None:
        arrived = asyncio.Event()
        computed = threading.Event()

        def show(outcome: Outcome) -> None:
            seen.append(outcome.key)
            arrived.set()

        runner = LatestWins(show)
        runner.submit([Job("old", computed.set)])
        computed.wait(5)  # the loop is held up, as by a long cell: the answer queues behind it
        runner.submit([Job("new", lambda: None)])
        await asyncio.wait_for(arrived.wait(), 5)
        await asyncio.sleep(0.05)

    asyncio.run(page())
    assert seen == ["new"]


def test_a_closed_loop_ends_nothing() -> None:
    seen: list[Outcome] = []
    runner = LatestWins(seen.append)
    release = threading.Event()

    async def page() -> None:
        runner.submit([Job("a", lambda: release.wait(5))])

    asyncio.run(page())  # gone before the answer came
    release.set()
    assert runner.wait(5)
    runner.submit([Job("b", lambda: 2)])
    assert runner.wait(5)
    assert seen == [Outcome("b", 2)]
