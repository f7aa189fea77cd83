"""The mask studio on real Voila and JupyterLab pages: every number read off the page is the core's.

What the page should say is computed here with course_lib.inpainting, from the masks that the
buttons name and the strokes that the page's Python reports.
"""

from __future__ import annotations

import base64
import io
import json
import time
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from course_lib.errors import LearnerError
from course_lib.figures.style import METHODS
from course_lib.inpainting import answers, masks, strokes
from course_lib.inpainting.losses import l_rec
from course_lib.inpainting.metrics import hole_quality
from course_lib.panels.inpainting.mask_studio import OPENING
from course_lib.vision import photos

pytestmark = pytest.mark.browser

PAGE = """
import json
import ipywidgets as widgets
from course_lib.panels.inpainting.mask_studio import MaskStudio
studio = MaskStudio()
kernel = widgets.Label(json.dumps(studio.pad.strokes))
kernel.add_class("kernel")
studio.pad.observe(lambda _: setattr(kernel, "value", json.dumps(studio.pad.strokes)), "strokes")
widgets.VBox([studio, kernel])
"""
TRAIN = """
import numpy as np
from course_lib.panels.inpainting.train_yourself import TrainYourself
def make():
    from course_lib.inpainting.train_yourself import SmallTask
    rng = np.random.default_rng(0)
    given = [rng.integers(0, 256, (64, 64, 3), dtype=np.uint8) for _ in range(3)]
    return SmallTask(given[:2], given[2:], budget_steps=400)
TrainYourself(make)
"""
STAGE = ".lwl-pad-stage"
READ = """() => Object.fromEntries([...document.querySelectorAll('[class*=lwl-method-]')].map(e => {
  const key = [...e.classList].find(c => c.startsWith('lwl-method-')).slice(11);
  const cell = e.querySelector('.lwl-picture');
  const lines = [...cell.querySelectorAll('.lwl-metrics li')].map(li => li.textContent);
  const words = cell.querySelector('.lwl-picture-words').textContent;
  return [key, [cell.dataset.state, cell.dataset.state === 'ready' ? lines.slice(0, 3) : words]];
}))"""
_answers: dict[tuple, list] = {}


def opening() -> np.ndarray:
    """What is hidden when the studio opens."""
    return strokes.rasterize(strokes.parse(OPENING))


def expected(photo: np.ndarray, mask: np.ndarray) -> dict[str, list]:
    """What each cell must say: its state, and its numbers or its sentence."""
    told = {}
    for key in METHODS:
        known = (key, photo.tobytes(), mask.tobytes())
        if known not in _answers:
            try:
                fill = answers.answer(key, photo, mask).fill
                q = hole_quality(photo, fill, mask)
                lines = [f"PSNR {q.psnr:.1f} dB", f"L1 {q.l1:.1f} %", f"L2 {q.l2:.2f} %"]
                _answers[known] = ["ready", lines]
            except LearnerError as error:
                _answers[known] = ["unavailable", str(error)]
        told[key] = _answers[known]
    return told


class StudioPage:
    """An open studio, driven as a learner drives it."""

    def __init__(self, page) -> None:
        self.page = page
        self.photo = next(iter(photos.gallery().values())).load()

    def strokes(self) -> list[dict]:
        return json.loads(self.page.locator(".kernel").first.inner_text())

    def press(self, family: str, fresh: bool = False) -> np.ndarray:
        """Press a mask button; the mask that Python then has."""
        before = len(self.strokes())
        kind = "fresh" if fresh else "family"
        self.page.locator(f".lwl-mask-{kind}[data-family={family}]").click()
        return self.painted(before + 1)

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 5) -> None:
        stage = self.page.locator(STAGE).first
        stage.evaluate("stage => stage.scrollIntoView({block: 'center'})")
        box = stage.bounding_box()
        scale = box["width"] / 128
        mouse = self.page.mouse
        mouse.move(box["x"] + start[0] * scale, box["y"] + start[1] * scale)
        mouse.down()
        mouse.move(box["x"] + end[0] * scale, box["y"] + end[1] * scale, steps=steps)
        mouse.up()

    def painted(self, count: int) -> np.ndarray:
        """The mask of the strokes in Python, once there are so many."""
        end = time.monotonic() + 60
        while len(raw := self.strokes()) != count:
            assert time.monotonic() < end, raw
            time.sleep(0.05)
        return strokes.rasterize(strokes.parse(raw))

    def says(self, told: dict[str, list], seconds: float = 90) -> None:
        """Wait until every cell says this."""
        end = time.monotonic() + seconds
        while (shown := self.page.evaluate(READ)) != told:
            if time.monotonic() > end:
                assert shown == told
            time.sleep(0.1)

    def answers(self, mask: np.ndarray) -> None:
        self.says(expected(self.photo, mask))

    def loss(self) -> float:
        return float(self.page.locator(".lwl-l-rec").first.text_content())

    def look_at(self, method: str) -> None:
        self.page.locator(f".lwl-choice-option[data-value={method}]").click()


@pytest.fixture(scope="module")
def studio(voila, open_page) -> StudioPage:
    return StudioPage(open_page(voila.notebook(PAGE), ready=STAGE))


def test_it_opens_with_a_stroke_answered(studio):
    studio.answers(opening())


# Every picture of the imagined, in the order in which the page drew it: [revision, final].
WATCH = """() => {
  window.lwlSeen = [];
  const shown = document.querySelector('.lwl-imagined');
  window.lwlWatch?.disconnect();
  window.lwlWatch = new MutationObserver(
    () => window.lwlSeen.push([+shown.dataset.revision, shown.dataset.final]));
  window.lwlWatch.observe(shown, { attributeFilter: ['data-drawn-at'] });
}"""


def watched(studio, move: Callable[[float], object], end: Callable[[], object]) -> None:
    """Paint to and fro until two fills came, then let go: all in order, and the last one final."""
    count = len(studio.strokes())
    page = studio.page
    for step in range(2000):
        move(10 + 80 * abs((step / 40 + 1) % 2 - 1))  # from 10 to 90 of 128 and back
        page.wait_for_timeout(20)
        if page.evaluate("window.lwlSeen.filter(([, final]) => final === 'false').length") >= 2:
            break
    end()
    mask = studio.painted(count + 1)
    page.wait_for_function("() => window.lwlSeen.at(-1)?.[1] === 'true'", timeout=60000)
    studio.answers(mask)
    seen = page.evaluate("window.lwlSeen")
    revisions = [revision for revision, _ in seen]
    assert revisions == sorted(set(revisions))
    assert [final for _, final in seen].count("false") >= 2
    first_final = [final for _, final in seen].index("true")
    assert all(final == "true" for _, final in seen[first_final:])


def test_it_fills_while_the_mouse_still_paints(studio):
    studio.answers(studio.press("random_block"))
    studio.page.evaluate(WATCH)
    stage, mouse = studio.page.locator(STAGE).first, studio.page.mouse
    stage.evaluate("stage => stage.scrollIntoView({block: 'center'})")
    box = stage.bounding_box()
    at = lambda x: (box["x"] + x / 128 * box["width"], box["y"] + 0.75 * box["width"])  # noqa: E731
    mouse.move(*at(10))
    mouse.down()
    watched(studio, lambda x: mouse.move(*at(x)), mouse.up)


def test_it_fills_while_a_finger_still_paints(studio):
    studio.page.evaluate(WATCH)
    finger = studio.page.context.new_cdp_session(studio.page)
    box = studio.page.locator(STAGE).first.bounding_box()

    def touch(kind: str, *places: float) -> None:
        points = [{"x": box["x"] + x / 128 * box["width"], "y": box["y"] + 40} for x in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 10)
    watched(studio, lambda x: touch("touchMove", x), lambda: touch("touchEnd"))


def test_holding_shows_the_truth_and_letting_go_the_answer(studio):
    page = studio.page
    shown = "() => document.querySelector('.lwl-imagined canvas').toDataURL()"
    answer = page.evaluate(shown)
    button = page.locator(".lwl-imagined-truth")
    button.focus()
    page.keyboard.down(" ")
    truth = page.evaluate(shown)
    page.keyboard.up(" ")
    assert truth != answer
    assert page.evaluate(shown) == answer
    for place in (button, page.locator(".lwl-imagined-frame")):
        place.hover()
        page.mouse.down()
        assert page.evaluate(shown) == truth
        page.mouse.up()
        assert page.evaluate(shown) == answer


def test_the_kept_picture_is_what_the_page_shows(studio):
    page = studio.page
    with page.expect_download() as kept:
        page.get_by_role("button", name="Save before").click()
    picture = np.asarray(Image.open(kept.value.path())).astype(float)
    side = picture.shape[1] // 2 - 18
    after = picture[12 : 12 + side, -12 - side : -12].astype(np.uint8)
    code = "() => document.querySelector('.lwl-imagined canvas').toDataURL('image/png')"
    shown = base64.b64decode(page.evaluate(code).split(",")[1])
    small = [
        np.asarray(p.convert("RGB").resize((64, 64))).astype(float)
        for p in (Image.open(io.BytesIO(shown)), Image.fromarray(after))
    ]
    assert np.abs(small[0] - small[1]).mean() < 4


def test_photo_answer_and_tools_stand_in_one_view(voila, open_page):
    for size, needed in (
        (
            (1280, 720),
            (".lwl-pad-stage", ".lwl-imagined-frame", ".lwl-mask-buttons", ".lwl-toolbar"),
        ),
        ((390, 844), (".lwl-pad-stage", ".lwl-imagined-frame")),
    ):
        page = open_page(
            voila.notebook(PAGE), ready=STAGE, viewport={"width": size[0], "height": size[1]}
        )
        page.locator(needed[0]).first.evaluate("e => e.scrollIntoView({block: 'start'})")
        page.evaluate("() => scrollBy(0, -160)")
        boxes = [page.locator(name).first.bounding_box() for name in needed]
        top = min(box["y"] for box in boxes)
        assert max(box["y"] + box["height"] for box in boxes) - top <= size[1] - 56  # the header
        assert abs(boxes[0]["width"] - boxes[1]["width"]) <= 1


def test_each_mask_button_and_each_new_sample(studio):
    for family in ("random_block", "random_region", "central_region"):
        for seed, fresh in ((1, False), (2, True)):
            assert (studio.press(family, fresh) == masks.sample(family, seed)).all()
            studio.answers(masks.sample(family, seed))
            pressed = studio.page.locator(".lwl-mask-family[aria-pressed=true]")
            assert pressed.get_attribute("data-family") == family


def test_a_stroke_and_its_undo(studio):
    before = studio.press("random_block")
    count = len(studio.strokes())
    studio.drag((20, 100), (100, 90))
    mask = studio.painted(count + 1)
    assert mask[100, 22]
    studio.answers(mask)
    assert studio.page.locator(".lwl-mask-family[aria-pressed=true]").count() == 0
    studio.page.locator("[data-action=undo]").click()
    assert (studio.painted(count) == before).all()
    studio.answers(before)


def test_the_loss_row_follows_the_method_and_the_brush(studio):
    mask = studio.press("random_region")
    studio.answers(mask)
    for method in ("telea", "mean"):
        studio.look_at(method)
        studio.page.locator(".lwl-term-f", has_text=METHODS[method].label).wait_for()
        prediction = answers.answer(method, studio.photo, mask).prediction
        value = l_rec(studio.photo / 255, prediction / 255, mask)
        end = time.monotonic() + 30
        while studio.loss() != pytest.approx(value, abs=0.0051):
            assert time.monotonic() < end
            time.sleep(0.05)


def test_a_method_and_a_photo_are_chosen_by_keyboard(studio):
    studio.press("central_region")
    page = studio.page
    page.locator(".lwl-choice-option[data-value=mean] input").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".lwl-term-f", has_text=METHODS["telea"].label).wait_for()
    names = list(photos.gallery())
    page.locator(f"input[value={names[0]}]").focus()
    page.keyboard.press("ArrowRight")
    studio.photo = photos.gallery()[names[1]].load()
    studio.answers(masks.central_region())
    page.keyboard.press("ArrowLeft")
    studio.photo = photos.gallery()[names[0]].load()
    studio.answers(masks.central_region())


def test_nothing_hidden_everything_hidden_and_back(studio):
    page = studio.page
    page.locator("[data-action=clear]").click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('[class*=lwl-method-] .lwl-picture')]"
        ".every(cell => cell.dataset.state === 'empty')"
    )
    page.locator("[data-tool=rectangle]").click()
    for corner in ((-3, -3), (131, -3), (-3, 131), (131, 131)):
        studio.drag((64, 64), corner)
    mask = studio.painted(4)
    assert mask.all()
    studio.answers(mask)
    page.locator("[data-tool=pen]").click()
    studio.press("central_region")
    studio.answers(masks.central_region())


def test_an_upload_good_and_bad(studio):
    own = np.random.default_rng(5).integers(0, 256, (128, 128, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(own).save(file, "PNG")
    chooser = studio.page.locator(".lwl-upload input[type=file]")
    chooser.set_input_files({"name": "own.png", "mimeType": "image/png", "buffer": file.getvalue()})
    studio.photo = own
    studio.answers(masks.central_region())
    chooser.set_input_files({"name": "no.png", "mimeType": "image/png", "buffer": b"only words"})
    studio.page.locator(".lwl-upload .lwl-error:visible").wait_for()
    studio.answers(studio.press("random_block"))


def test_a_reload_is_a_fresh_start_that_works(studio):
    studio.page.reload(wait_until="commit")
    studio.page.locator(STAGE).first.wait_for()
    studio.photo = next(iter(photos.gallery().values())).load()
    studio.answers(opening())


def test_a_phone_shows_it_all_without_scrolling_sideways(voila, open_page):
    page = open_page(voila.notebook(PAGE), ready=STAGE, viewport={"width": 390, "height": 844})
    StudioPage(page).answers(opening())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_in_jupyterlab(lab, open_page):
    studio = StudioPage(open_page(lab.notebook(PAGE), ready=STAGE))
    studio.answers(opening())
    studio.answers(studio.press("random_region", fresh=True))
    count = len(studio.strokes())
    studio.drag((30, 30), (60, 64))
    studio.answers(studio.painted(count + 1))


def test_training_starts_stops_and_resumes(voila, open_page):
    page = open_page(voila.notebook(TRAIN), ready=".lwl-train-yourself button")
    step = page.locator(".lwl-train-yourself [data-step]")

    def wait_step(least: int) -> int:
        end = time.monotonic() + 90
        while (now := int(step.get_attribute("data-step"))) < least:
            assert time.monotonic() < end, page.locator(".lwl-train-yourself").inner_text()
            time.sleep(0.1)
        return now

    page.get_by_role("button", name="Start training").click()
    wait_step(3)
    page.locator(".lwl-train-yourself .js-plotly-plot").wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Resume").wait_for()
    stopped = wait_step(3)
    page.wait_for_timeout(800)
    assert wait_step(3) == stopped
    page.get_by_role("button", name="Resume").click()
    assert wait_step(stopped + 2) > stopped
    assert page.locator(".lwl-score").count() == 2
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Resume").wait_for()
