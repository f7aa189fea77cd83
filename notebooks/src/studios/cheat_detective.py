# ---
# jupyter:
#   course:
#     kind: studio
#     title: "The cheat detective"
#     summary: "Two networks place patches; one of them reads a fault of the lens and not the photo. Find out which, and what its skill is worth."
#     minutes: 6
#     part: pretext
#     order: 13
#     sections: {01_pretext_tasks: [5]}
#     picture: ".lwl-cheat-detective"
#     wait: 12
# ---

# %% [markdown]
# # The cheat detective
#
# Two networks say where the second patch lay. One is almost always right: is it the better one? Change the conditions, look where they look, and accuse one.

# %%
from course_lib.panels.pretext.cheat_detective import CheatDetective

CheatDetective()
