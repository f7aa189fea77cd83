"""What a learner did, in one SQLite file: written the moment it happens, read by every page."""

from course_lib.progress.store import Attempts, Event, attempts, events, hints_opened, record

__all__ = ["Attempts", "Event", "attempts", "events", "hints_opened", "record"]
