"""Tells Python that a page is really on a screen, so that heavy imports can wait until then."""

from collections.abc import Callable

import traitlets

from course_lib.controls.base import CourseWidget

ESM = """
function render({ model, el }) {
  el.hidden = true;
  // Two frames: the first lays the page out, the second says that it has been painted.
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    model.set("views", model.get("views") + 1);
    model.save_changes();
  }, 0)));
}
export default { render };
"""


class Shown(CourseWidget):
    """Invisible; ``views`` counts how often a page has painted it."""

    _esm = ESM
    views = traitlets.Int(0).tag(sync=True)

    def first(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once, when a page has painted this for the first time."""

        def seen(_: dict) -> None:
            self.unobserve(seen, "views")
            callback()

        self.observe(seen, "views")
