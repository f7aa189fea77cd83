"""The exercises of chapter 7, face recognition, in the chapter's order."""

from course_lib.exercises.face_recognition import doors, losses

EXERCISES = (doors.GROW_HEAD, *losses.EXERCISES, doors.ENROL, doors.THRESHOLD_FOR_FAR)
