# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Train a one-shot network"
#     summary: "A small prototypical network learns by episodes while you watch, and is asked about alphabets it never saw."
#     minutes: 8
#     part: one-shot
#     order: 65
#     sections: {06_one_shot: [5]}
#     picture: ".lwl-train-prototypes .lwl-chart"
#     press: [".lwl-train-prototypes .mod-primary"]
#     wait: 40
# ---

# %% [markdown]
# # Train a one-shot network yourself
#
# A small prototypical network starts from nothing and learns by **episodes**: two drawings each of 32 characters, one of them the prototype, the other to be named. Every few seconds it sits the one-shot test on alphabets that it is never trained on. Stop and go on whenever you like.

# %%
from course_lib.panels.oneshot.train_prototypes import train_prototypes

train_prototypes()
