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
# Find each character again, drawn by another hand. Seven machines sit the same ten trials.

# %%
from course_lib.panels.oneshot.arena import arena

arena()
