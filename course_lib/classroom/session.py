"""A class against machines on the same questions, guess first, revealed together; and rounds in
which learners give something (``Exercises``, ``Alphabet``, ``Words``) that the projector shows.

Nothing that tells the answer leaves a session before the teacher reveals it.
"""

from __future__ import annotations

import csv
import io
import json
import secrets
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import asdict, replace

from course_lib.classroom.alphabet import Alphabet
from course_lib.classroom.exercises import Exercises
from course_lib.classroom.kept import CODE_LETTERS, LETTERS, Answer, Kept
from course_lib.classroom.rounds import Question, kinds
from course_lib.classroom.words import Words
from course_lib.errors import LearnerError
from course_lib.progress.exported import harmless
from course_lib.progress.store import tried_by_everybody

MOST_LEARNERS = 100
NICKNAME = 24  # letters
FIRST = "arena"  # the kind of question that a session begins with


def tidy(nickname: object) -> str:
    """A nickname without what cannot be seen. LearnerError when nothing is left, or too much."""
    text = unicodedata.normalize("NFC", nickname if isinstance(nickname, str) else "")
    seen = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text[:500])
    seen = " ".join(seen.split())
    if not 0 < len(seen) <= NICKNAME:
        raise LearnerError(f"A nickname has 1 to {NICKNAME} letters.")
    return seen


class Session:
    """``kept`` is its memory; machines think in ``executor``, and ``changed()`` is called there or
    here whenever somebody sees something new."""

    def __init__(
        self, kept: Kept, executor: Executor, changed: Callable[[], None], ways: int = 10
    ) -> None:
        self._kept, self._executor, self._tell = kept, executor, changed
        self._ways = ways
        # question -> machine -> its choice, or the sentence why there is none
        self._thought: dict[int, dict[str, int | str]] = {}
        self._state = object()
        self._shared: tuple[object, dict] = (None, {})  # what all see, and in which state
        self._begin()

    def _changed(self) -> None:
        self._state = object()  # what was made for an earlier one is made anew
        self._tell()

    def _begin(self) -> None:
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
        self.code = self._kept.setup("code", code)
        self.secret = self._kept.setup("secret", secrets.token_urlsafe(24))
        self.seed = int(self._kept.setup("seed", str(secrets.randbelow(10**6))))
        self.kinds = kinds(int(self._kept.setup("ways", str(self._ways))))
        self.kind = self._kept.setup("kind", FIRST)  # of what is on the projector
        self.learners, self.questions = self._kept.learners(), self._kept.questions()
        self._answers: dict[int, dict[str, Answer]] = {number: {} for number in self.questions}
        for given in self._kept.answers():
            self._answers[given.question][given.learner] = given
        self._made: dict[int, Question] = {}
        self._after: dict[int, list[dict]] = {}  # pictures that show more, once it is revealed
        self._thought.clear()
        self._asked_at = time.monotonic()
        self.givings = {
            "exercises": Exercises(self._kept, tried_by_everybody),
            "alphabet": Alphabet(self._kept),
            "words": Words(self._kept),
        }
        self._load()
        for number in self.questions:
            self._think(number)

    def _load(self) -> None:
        """It takes seconds: now, not when the class waits. `_think` tells of what went wrong."""
        if self.kind in self.givings:
            self._executor.submit(self.givings[self.kind].load)
            return
        for name in self.kinds[self.kind].machines:
            self._executor.submit(self.kinds[self.kind].load, name)

    # ---- What people do

    def join(self, nickname: object) -> str:
        """A new learner's token. LearnerError for a nickname that cannot be had."""
        name = tidy(nickname)
        if len(self.learners) >= MOST_LEARNERS:
            raise LearnerError(f"The session is full: {MOST_LEARNERS} are in it.")
        token = self._kept.join(name)
        self.learners[token] = name
        self._changed()
        return token

    def answer(self, token: str, number: object, choice: object) -> None:
        """Keep a learner's answer. LearnerError when it comes too late or is none."""
        if token not in self.learners:
            raise LearnerError("Join the session first.")
        if type(number) is not int or number != self.number or not self._open:
            raise LearnerError("This question is over.")
        if type(choice) is not int or not 0 <= choice < len(self._question(number).answers):
            raise LearnerError("There is no such answer.")
        if token in self._answers[number]:
            raise LearnerError("Your first answer is the one that counts.")
        given = Answer(number, token, choice, time.monotonic() - self._asked_at)
        self._kept.answer(given)
        self._answers[number][token] = given
        self._changed()

    def give(self, token: str, sent: dict) -> dict:
        """Take what a learner gives to the round ``sent["kind"]``; returns what he is told.
        LearnerError when it is not on the projector, or what is given is no use."""
        if token not in self.learners:
            raise LearnerError("Join the session first.")
        if self.kind not in self.givings or sent.get("kind") != self.kind:
            raise LearnerError("This round is over.")
        told = self.givings[self.kind].give(token, self.learners[token], sent)
        self._changed()
        return told

    def look(self) -> None:
        """Show what learners have done in the course's pages since, if that is on the projector.
        LearnerError when it cannot be read."""
        if self.kind == "exercises" and self.givings["exercises"].look():
            self._changed()

    def alphabet(self) -> bytes:
        """The class alphabet as a file. LearnerError while nothing is drawn."""
        return self.givings["alphabet"].packed()

    # ---- What the teacher does

    def show(self, kind: object) -> None:
        """What the projector shows from now on. LearnerError while a question is open."""
        if not isinstance(kind, str) or kind not in {**self.kinds, **self.givings}:
            raise LearnerError("There is no such kind of round.")
        if self._open:
            raise LearnerError("Reveal this question first.")
        self._kept.change("kind", kind)
        self.kind = kind
        self._load()
        self._changed()

    def ask(self) -> None:
        """The next question. LearnerError while one is open."""
        if self._open:
            raise LearnerError("Reveal this question first.")
        if self.kind in self.givings:
            raise LearnerError("There are no questions in this round.")
        number = self.number + 1
        self._make(number, self.kind)  # an error would leave nothing behind
        self._kept.ask(number, self.kind)
        self.questions = self._kept.questions()
        self._answers[number] = {}
        self._asked_at = time.monotonic()
        self._think(number)
        self._changed()

    def reveal(self) -> None:
        """Everybody sees the answer. LearnerError when no question is open."""
        if not self._open:
            raise LearnerError("There is no open question.")
        self._kept.reveal(self.number)
        self.questions[self.number] = replace(self.questions[self.number], revealed=True)
        self._changed()

    def wipe(self) -> None:
        """Forget everything; a new session with a new code begins, the teacher's secret too."""
        self._kept.wipe()
        self._begin()
        self._changed()

    # ---- What people see

    @property
    def number(self) -> int:
        """The last question's, from 1; 0 before the first."""
        return max(self.questions, default=0)

    @property
    def _open(self) -> bool:
        return bool(self.number) and not self.questions[self.number].revealed

    @property
    def phase(self) -> str:
        """ "waiting" before the first question of this kind, then "asking" or "revealed"; "giving"
        in a round that has no questions."""
        if self.kind in self.givings:
            return "giving"
        if not self.number or self.questions[self.number].kind != self.kind:
            return "waiting"
        return "asking" if self._open else "revealed"

    def for_learner(self, token: str) -> dict:
        """What a learner's page shows."""
        given = self._answers.get(self.number, {}).get(token)
        own = [
            self._answers[number][token].choice == self._question(number).truth
            for number in self._over()
            if token in self._answers[number]
        ]
        if self.phase == "giving":
            seen = {"given": self.givings[self.kind].for_learner(token)}
            return {**self._for_all(), **seen, "you": self.learners[token]}
        return {
            **self._for_all(),
            "you": self.learners[token],
            "chosen": given.choice if given else None,
            "right": {"right": sum(own), "of": len(own)},
        }

    def for_screen(self) -> dict:
        """What the projector shows: numbers of answers, and whose they are never."""
        seen = {
            **self._for_all(),
            "code": self.code,
            "kinds": {name: kind.title for name, kind in {**self.kinds, **self.givings}.items()},
            "learners": list(self.learners.values()),
            "answered": len(self._answers.get(self.number, {})),
        }
        if self.phase == "giving":
            seen["given"] = self.givings[self.kind].for_screen()
        if self.phase == "revealed":
            votes = Counter(given.choice for given in self._answers[self.number].values())
            answers = self._question(self.number).answers
            seen["votes"] = [votes[row] for row in range(len(answers))]
        return seen

    def _for_all(self) -> dict:
        """What all see: made once a change, and not once for each who looks."""
        state = self._state  # a machine's thread may change it meanwhile
        if self._shared[0] is not state:
            self._shared = state, self._made_for_all()
        return self._shared[1]

    def _made_for_all(self) -> dict:
        seen: dict = {"kind": self.kind, "phase": self.phase, "number": self.number}
        if self.phase == "giving":
            return seen
        if self.phase != "waiting":
            seen["question"] = self._question(self.number).seen()
        if self.phase == "revealed":
            thought = self._thought[self.number]
            seen["truth"] = self._question(self.number).truth
            seen["machines"] = [
                {"name": label, "choice": thought.get(name)}
                for name, label in self.kinds[self.kind].machines.items()
            ]
            seen["after"] = list(self._after.get(self.number, []))
        seen["score"] = self.score()
        return seen

    def _over(self) -> list[int]:
        """The revealed questions of the kind that is on the projector."""
        return [
            number
            for number, question in self.questions.items()
            if question.revealed and question.kind == self.kind
        ]

    def score(self) -> list[dict]:
        """Right answers of the revealed questions of this kind: everybody's, the class's vote, each
        machine's."""
        over = self._over()
        truths = {number: self._question(number).truth for number in over}
        given = [answer for number in over for answer in self._answers[number].values()]
        votes = {
            number: Counter(answer.choice for answer in self._answers[number].values())
            for number in over
            if self._answers[number]
        }
        # A tie goes to the answer that got its vote first.
        elected = {number: count.most_common(1)[0][0] for number, count in votes.items()}
        rows = [
            ("Your answers", [answer.choice == truths[answer.question] for answer in given]),
            ("Your vote", [choice == truths[number] for number, choice in elected.items()]),
        ]
        for name, label in self.kinds[self.kind].machines.items():
            told = {number: self._thought[number].get(name) for number in over}
            known = [number for number in over if isinstance(told[number], int)]
            rows.append((label, [told[number] == truths[number] for number in known]))
        return [{"who": who, "right": sum(right), "of": len(right)} for who, right in rows]

    # ---- Files

    def as_json(self) -> bytes:
        """The whole session for a file; tokens stay here."""
        told = {
            "seed": self.seed,
            "questions": [
                {
                    "number": number,
                    "kind": question.kind,
                    "asks": self._question(number).asks,
                    "answers": [one.label for one in self._question(number).answers],
                    "truth": self._question(number).truth + 1,
                    "machines": {
                        name: choice + 1 if isinstance(choice, int) else choice
                        for name, choice in self._thought[number].items()
                    },
                }
                for number, question in self.questions.items()
                if question.revealed
            ],
            "answers": self._rows(),
            "given": [
                {"kind": kind, "nickname": self.learners[token], "body": body}
                for kind in self.givings
                if kind != "exercises"  # shared for counts alone
                for token, body in self._kept.given(kind)
            ],
        }
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    def as_csv(self) -> bytes:
        """The revealed answers, a line each, for a spreadsheet that takes no text for a formula."""
        file = io.StringIO()
        table = csv.DictWriter(
            file, ["question", "kind", "nickname", "choice", "answer", "right", "seconds"]
        )
        table.writeheader()
        for row in self._rows():
            table.writerow({name: harmless(cell) for name, cell in row.items()})
        return file.getvalue().encode("utf-8-sig")

    def _rows(self) -> list[dict]:
        return [
            {
                "question": number,
                "kind": question.kind,
                "nickname": self.learners[given.learner],
                "choice": given.choice + 1,
                "answer": self._question(number).answers[given.choice].label,
                "right": int(given.choice == self._question(number).truth),
                "seconds": round(given.seconds, 2),
            }
            for number, question in self.questions.items()
            if question.revealed
            for given in self._answers[number].values()
        ]

    # ---- Questions and machines

    def _question(self, number: int) -> Question:
        return self._make(number, self.questions[number].kind)

    def _make(self, number: int, kind: str) -> Question:
        if number not in self._made:
            self._made[number] = self.kinds[kind].make(self.seed, number)
        return self._made[number]

    def _think(self, number: int) -> None:
        told: dict[str, int | str] = {}
        self._thought[number] = told
        question, kind = self._question(number), self.kinds[self.questions[number].kind]
        after = self._after

        def one(name: str) -> None:
            try:
                choice, pictures = question.think(name)
                after.setdefault(number, []).extend(asdict(one) for one in pictures)
                told[name] = choice
            except LearnerError as error:
                told[name] = str(error)
            self._changed()

        for name in kind.machines:
            self._executor.submit(one, name)


__all__ = ["MOST_LEARNERS", "NICKNAME", "Session", "tidy"]
