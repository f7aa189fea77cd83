# ---
# jupyter:
#   course:
#     kind: studio
#     title: "The label factory"
#     summary: "Five tasks make an input and its label out of any photo, for nothing: press, and look what a network is asked."
#     minutes: 6
#     part: pretext
#     order: 11
#     sections: {00_start_here: [1], 01_pretext_tasks: [1, 3]}
#     picture: ".lwl-label-factory"
#     wait: 12
# ---

# %% [markdown]
# # The label factory
#
# Out of one photo that nobody described, a program cuts as many questions with their answers as you like. Press, and look at the label: who wrote it?

# %%
from course_lib.panels.pretext.label_factory import LabelFactory

LabelFactory()
