# ---
# jupyter:
#   course:
#     kind: studio
#     title: "The one-shot arena"
#     summary: "Sit the one-shot test on the same trials as seven machines, and keep the score."
#     minutes: 15
#     part: one-shot
#     order: 61
#     picture: ".lwl-trial"
#     wait: 8
# ---

# %% [markdown]
# # The arena: you against the machines
#
# You see a character once, drawn by one hand; then you must find it again, drawn by another. Seven machines sit the same test with you. Answer first: what they say, and how alike each finds every drawing, is shown after your answer.

# %%
from course_lib.panels.oneshot.arena import arena

arena()
