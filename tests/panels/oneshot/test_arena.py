"""The arena's panel without a browser: what counts, what is refused, what is kept."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import torch

from course_lib.errors import LearnerError
from course_lib.figures.data_address import ink_address
from course_lib.game.score import YOU, Score, from_json
from course_lib.oneshot import answers, own_network, rounds, sources
from course_lib.oneshot.protocols import Setting
from course_lib.oneshot.small_network import SmallNetwork
from course_lib.oneshot.sources import Source
from course_lib.oneshot.trials import sample
from course_lib.panels.oneshot.arena import Arena
from course_lib.panels.oneshot.arena_settings import protocol_sentence
from course_lib.panels.oneshot.scoreboard import scoreboard_html
from tests.oneshot import drawn

MACHINES = ("pixels", "hausdorff")


@pytest.fixture
def file(tmp_path):
    return drawn.packed(tmp_path / "set.zip", drawn.tree({"A": 21, "B": 12}, drawers=7))


@pytest.fixture
def playing(file):
    panel = Arena(sources.OWN, ways=5, machines=MACHINES)
    panel.start()
    panel.settings.path.value = str(file)
    assert panel.wait()
    yield panel
    panel.cancel()


def give(panel, cell, seconds=1.5, number=None):
    number = panel.board.number if number is None else number
    panel.board.given = {"number": number, "cell": cell, "seconds": seconds}
    assert panel.wait()


def rights(panel):
    return {
        key: {player: right for player, (right, _) in given.items()}
        for key, given in panel.score.answers.items()
    }


def rows(panel):
    return list(csv.DictReader(io.StringIO(panel.score.to_csv().decode("utf-8-sig"))))


def test_a_trial_is_the_samplers_own_and_its_answer_hidden(playing):
    expected = sample(playing.source.characters, 5, 1, seed=(0, 0))
    assert playing.board.query == ink_address(expected.query)
    assert playing.board.support == [[ink_address(ink) for ink in row] for row in expected.support]
    assert playing.board.truth == -1
    assert all(player["choice"] == -1 for player in playing.board.players)
    assert not playing.score.answers


def test_an_answer_counts_for_everybody_on_the_same_trial(playing):
    trial = playing.trial
    give(playing, trial.truth)
    assert playing.board.truth == trial.truth
    [(_, given)] = playing.score.answers.items()
    assert set(given) == {YOU, *MACHINES}
    assert given[YOU] == (True, 1.5)
    for player in playing.board.players:
        answer = answers.ask(player["key"], trial)
        assert player["choice"] == answer.choice
        assert given[player["key"]][0] == (answer.choice == trial.truth)
        assert np.allclose(player["bars"], answer.shares(), atol=6e-4)
    assert "1 of 1" in playing.table.value or "0 of 1" in playing.table.value


def test_pressed_twice_counts_once_and_late_or_foreign_answers_never(playing):
    old = playing.board.number
    wrong = (playing.trial.truth + 1) % 5
    give(playing, wrong)
    give(playing, playing.trial.truth, 2.0)
    assert [given[YOU][0] for given in playing.score.answers.values()] == [False]
    playing.board.asked_next += 1
    playing.wait()
    give(playing, 0, number=old)
    for bad in ({}, {"number": "x", "cell": 0, "seconds": 1}, {"number": 9, "cell": 0}):
        playing.board.given = bad
    now = playing.board.number
    playing.board.given = {"number": now, "cell": 5, "seconds": 1}
    playing.board.given = {"number": now, "cell": -1, "seconds": 1}
    playing.board.given = {"number": now, "cell": 0, "seconds": float("nan")}
    assert len(playing.score.answers) == 1
    assert playing.board.choice == -1


def test_next_goes_on_and_a_trial_answered_before_counts_once(playing):
    give(playing, playing.trial.truth)
    playing.board.asked_next += 1
    assert playing.settings.trial.value == 2
    playing.wait()
    give(playing, playing.trial.truth)
    playing.settings.trial.value = 1
    assert "answered before" in playing.board.title
    give(playing, (playing.trial.truth + 1) % 5)
    assert [given[YOU][0] for given in playing.score.answers.values()] == [True, True]
    assert len(rows(playing)) == 2 * 3


def test_settings_keep_scores_apart_and_the_seed_repeats(playing):
    first = playing.board.query
    give(playing, playing.trial.truth)
    playing.settings.seed.value = 7
    other = playing.board.query
    playing.settings.seed.value = 8
    playing.settings.seed.value = 7
    assert playing.board.query == other != first
    playing.settings.ways_choice.value = "10"
    assert len(playing.board.support) == 10
    playing.wait()
    give(playing, playing.trial.truth)
    settings = playing.score.kinds()
    assert sorted(setting.ways for setting in settings) == [5, 10]
    assert "Kept apart" in playing.table.value


def test_too_few_characters_is_a_sentence_and_fewer_ways_play_on(playing):
    playing.settings.ways_choice.value = "25"
    assert playing.board.bad
    assert "21 characters" in playing.board.notice
    assert "too few for 25 ways" in playing.board.notice
    playing.settings.ways_choice.value = "20"
    assert not playing.board.notice
    assert len(playing.board.support) == 20
    playing.settings.shots_choice.value = "5"
    assert np.shape(playing.board.support) == (20, 5)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["~nosuchuser/set.zip", "x" * 5000, "\0", "nothing.zip"])
def test_a_place_that_cannot_be_is_a_sentence_and_the_game_goes_on(playing, place):
    shown = playing.board.query
    playing.settings.path.value = place
    assert playing.wait()
    assert "lwl-error" in playing.settings.note.value
    assert len(playing.settings.note.value) < 400
    assert playing.board.query == shown


def test_a_place_in_quotes_is_opened(file):
    panel = Arena(sources.OWN, ways=5, machines=MACHINES)
    panel.start()
    panel.settings.path.value = f' "{file}" '
    assert panel.wait()
    assert panel.trial is not None
    panel.cancel()


def test_only_lakes_kind_of_trial_shows_peoples_rate(playing):
    assert "People" not in playing.table.value
    playing.settings.ways_choice.value = "20"
    assert "4.5%" in playing.table.value
    playing.settings.protocol_choice.value = "unstructured"
    assert "People" not in playing.table.value
    assert "Unstructured" in playing.settings.said.value


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not a zip at all", "zip"),
        (None, "zip"),
        ("climbs", "leads out of it"),
        ("tree", "character"),
    ],
)
def test_a_bad_file_is_a_sentence_and_the_game_goes_on(playing, tmp_path, file, content, sentence):
    give(playing, playing.trial.truth)
    shown, before = playing.board.query, playing.score
    if content is None:
        content = file.read_bytes()[: len(file.read_bytes()) // 2]
    elif content == "climbs":
        good = drawn.tree({"A": 2})
        drawn.packed(tmp_path / "x.zip", {"../up.png": next(iter(good.values())), **good})
        content = (tmp_path / "x.zip").read_bytes()
    elif content == "tree":
        content = drawn.packed(tmp_path / "x.zip", {"holiday/beach.txt": b"sand"}).read_bytes()
    playing.settings.upload.value = (
        {
            "name": "theirs.zip",
            "type": "",
            "size": len(content),
            "content": memoryview(content),
            "last_modified": datetime(2020, 1, 1, tzinfo=UTC),
        },
    )
    assert playing.wait()
    assert "lwl-error" in playing.settings.note.value
    assert sentence in playing.settings.note.value
    assert playing.score.answers == before.answers
    assert playing.source is not None
    assert playing.board.query
    assert shown


def test_what_the_browser_kept_is_there_again(playing):
    give(playing, playing.trial.truth)
    kept = playing.keeper.text
    assert from_json(kept, Setting)[0].answers.keys() == playing.score.answers.keys()
    again = Arena(sources.OWN, ways=5, machines=MACHINES)
    again.source = playing.source
    again._restart()
    assert again.settings.trial.value == 1
    again.keeper.stored = kept
    assert rights(again) == rights(playing)
    assert again.settings.trial.value == 2  # nobody is asked the same twice
    again.wait()


def test_half_written_text_keeps_its_whole_lines(playing):
    for _ in range(2):
        give(playing, playing.trial.truth)
        playing.board.asked_next += 1
        playing.wait()
    text = playing.keeper.text
    again = Arena(sources.OWN, machines=MACHINES)
    again.keeper.stored = text[: len(text) - 10]
    assert len(again.score.answers) == 1
    assert again.keeper.damaged
    assert again.keeper.note
    third = Arena(sources.OWN, machines=MACHINES)
    third.keeper.stored = json.dumps({"what": "ever"})
    assert not third.score.answers


def test_clear_forgets_everything(playing):
    give(playing, playing.trial.truth)
    playing.keeper.cleared += 1
    assert not playing.score.answers
    assert playing.keeper.count == 0


def test_a_machine_without_weights_says_so_and_is_not_counted(playing, monkeypatch):
    def none(name):
        raise LearnerError("The weights are missing.")

    monkeypatch.setattr(answers, "machine", none)
    playing.board.asked_next += 1
    playing.settings.seed.value = 3
    playing.wait()
    give(playing, playing.trial.truth)
    assert {p["error"] for p in playing.board.players} == {"The weights are missing."}
    assert list(next(iter(playing.score.answers.values()))) == [YOU]


def test_published_runs_play_whole(tmp_path):
    path = drawn.all_runs(tmp_path / "all_runs.zip", runs=1, ways=5)
    panel = Arena(sources.OWN, machines=MACHINES)
    panel.start()
    panel.settings.path.value = str(path)
    assert panel.wait()
    assert panel.source.fixed is not None
    assert panel.settings.ways_choice.layout.display == "none"
    for _ in range(5):
        give(panel, panel.trial.truth)
        panel.board.asked_next += 1
        panel.wait()
    assert len(panel.score.answers) == 5
    assert "You found 5 of 5" in panel.end.table.value
    panel.end.next.click()
    assert "published trials are through" in panel.board.notice


def play_round(panel, wrong=()):
    for number in range(10):
        truth = panel.trial.truth
        give(panel, (truth + 1) % 5 if number in wrong else truth, seconds=1 + number / 10)
        panel.board.asked_next += 1
        panel.wait()


def test_a_round_of_ten_ends_and_leads_on(playing):
    assert playing.scoreboard.layout.display == "none"  # its words come after the first round
    assert playing.board.title == "Trial 1 of 10"
    assert {p["label"] for p in playing.board.players} == {"Pixel by pixel", "Stroke by stroke"}
    play_round(playing, wrong=(3,))
    assert playing.end.layout.display == ""
    assert playing.board.layout.display == "none"
    assert "You found 9 of 10" in playing.end.table.value
    assert "Modified Hausdorff" in playing.end.table.value
    assert playing.scoreboard.layout.display == ""
    names = [name for _, name in playing.score.answers]
    asked = sample(playing.source.characters, 5, 1, seed=(0, names.index(hardest(playing))))
    assert ink_address(asked.query) in playing.end.hardest.value
    playing.end.next.click()
    assert playing.round.number == 2
    assert playing.settings.trial.value == 11
    assert playing.board.title == "Trial 1 of 10 · seed 0, trial 11"
    assert playing.board.marks[YOU] == [-1] * 10


def hardest(panel):
    """By hand: the trial with most wrong answers, then the learner's longest."""
    ranked = {
        name: (sum(not right for right, _ in given.values()), given[YOU][1])
        for (_, name), given in panel.score.answers.items()
    }
    return max(ranked, key=ranked.get)


def test_twenty_ways_are_offered_to_who_has_won_and_to_nobody_else(playing):
    play_round(playing, wrong=range(10))
    assert playing.end.harder.layout.display == "none"
    playing.end.next.click()
    play_round(playing)
    assert playing.end.harder.layout.display == ""
    playing.end.harder.click()
    assert len(playing.board.support) == 20
    assert playing.board.title.startswith("Trial 1 of 10")


def test_marks_are_the_answers_of_the_round(playing):
    given = []
    for number in range(3):
        right = number != 1
        give(playing, playing.trial.truth if right else (playing.trial.truth + 1) % 5)
        given.append(int(right))
        playing.board.asked_next += 1
        playing.wait()
    assert playing.board.marks[YOU] == [*given, *[-1] * 7]
    for machine in MACHINES:
        told = [int(answers[machine][0]) for answers in playing.score.answers.values()]
        assert playing.board.marks[machine] == [*told, *[-1] * 7]


def test_a_friends_code_gives_the_same_trials():
    played = rounds.Round(Setting(sources.MADE, "unstructured", 10, 5), seed=3, number=2)
    panel = Arena(sources.OWN, machines=MACHINES)
    panel.start()
    panel.end.share.given = played.code
    assert panel.wait()
    expected = sources.open_named(sources.MADE).trial(played.setting, 3, 10)[1]
    assert panel.board.query == ink_address(expected.query)
    assert np.shape(panel.board.support) == (10, 5)
    panel.settings.code.value = "no code at all"
    assert "no code" in panel.settings.note.value
    assert panel.board.query == ink_address(expected.query)
    panel.settings.code.value = f"http://x/arena.ipynb#ten={replace(played, number=1).code}"
    assert panel.settings.trial.value == 1
    panel.cancel()


def test_a_friends_characters_that_are_not_here_are_a_sentence_and_others_play_on(
    playing, tmp_path, monkeypatch
):
    monkeypatch.setenv("LWL_DATA", str(tmp_path))
    lacking = Setting(sources.EVALUATION, "within", 5, 1)
    playing.settings.code.value = rounds.Round(lacking, seed=3, number=4).code
    assert playing.wait()
    assert "not on this computer" in playing.board.notice
    playing.settings.characters.value = sources.MADE
    assert playing.wait()
    assert playing.round == rounds.Round(Setting(sources.MADE, "within", 5, 1), seed=3)
    give(playing, playing.trial.truth)
    assert len(playing.score.answers) == 1


def test_a_friends_code_that_is_played_out_shows_its_end(playing):
    playing.source = replace(playing.source, key=sources.MADE)
    playing.settings.characters.value = sources.MADE
    assert playing.wait()
    code = playing.round.code
    play_round(playing)
    playing.end.next.click()
    playing.settings.code.value = code
    assert playing.end.layout.display == ""
    assert playing.end.share.code == code


def test_ones_own_network_sits_down(playing):
    torch.manual_seed(0)
    state = SmallNetwork().state_dict()
    text = own_network.as_text({k: v for k, v in state.items() if v.is_floating_point()})
    playing.network.stored, playing.network.told = text, 1
    assert [p["key"] for p in playing.board.players] == [*MACHINES, "own"]
    give(playing, playing.trial.truth)
    expected = answers.answered_by(own_network.from_text(text), playing.trial).choice
    assert playing.board.players[-1]["choice"] == expected
    assert set(next(iter(playing.score.answers.values()))) == {YOU, *MACHINES, "own"}
    assert "Your own network" in playing.table.value
    playing.network.stored, playing.network.told = "damaged", 2
    give_next = playing.board.asked_next + 1
    playing.board.asked_next = give_next
    give(playing, playing.trial.truth)
    assert "cannot be read" in playing.board.players[-1]["error"]


def test_scores_stored_before_there_were_rounds_still_read():
    old = (
        '["made-up","within",20,1,"seed 0, trial 1",{"you":[1,3.2],"encoder":[0,0.04]}]\n'
        '["own: a.zip","unstructured",5,5,"seed 7, trial 12",{"you":[0,1.5]}]\n'
    )
    panel = Arena(sources.OWN, machines=MACHINES)
    panel.keeper.stored = old
    assert len(panel.score.answers) == 2
    assert panel.score.tally(Setting("made-up", "within", 20, 1), "encoder").errors == 1
    assert panel.keeper.text == old


def test_the_protocol_in_words_names_chance():
    setting = Source("x", "X", "").setting("within", 20, 1)
    assert "95%" in protocol_sentence(setting, False)


def test_the_scoreboard_escapes_names():
    html = scoreboard_html(Score(), Setting("own", "within", 5, 1), "<script>")
    assert "<script>" not in html
