# ---
# jupyter:
#   course:
#     kind: studio
#     title: "The one-shot arena"
#     summary: "Rounds of ten against seven machines: see a character once, and find it again in another hand."
#     minutes: 15
#     part: one-shot
#     order: 61
#     sections: {00_start_here: [3], 06_one_shot: [1, 3, 4]}
#     picture: ".lwl-trial"
#     press: [".lwl-trial[data-state=asked] [data-cell='3']"]
#     wait: 8
# ---

# %% [markdown]
# # The arena: you against the machines
#
# Find each character again, drawn by another hand. Seven machines sit the same ten trials.

# %%
from course_lib.panels.oneshot.arena import arena

arena()
