# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Strokes"
#     summary: "Made-up characters drawn stroke after stroke, and new drawings of a character of yours."
#     minutes: 10
#     part: one-shot
#     order: 66
#     sections: {06_one_shot: [7]}
#     picture: ".lwl-stroke-show"
#     wait: 6
# ---

# %% [markdown]
# # Strokes: characters that nobody has drawn
#
# To know a character is to know how it is drawn. A small model of pen strokes makes up characters stroke by stroke, and draws each anew as often as you like: yours too.

# %%
from course_lib.panels.oneshot.stroke_show import stroke_show

stroke_show()
