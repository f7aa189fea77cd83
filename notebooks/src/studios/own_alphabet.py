# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Draw it yourself"
#     summary: "Draw an alphabet of your own, share it with the class, and ask seven machines to read it."
#     minutes: 10
#     part: one-shot
#     order: 63
#     sections: {06_one_shot: [6]}
#     picture: ".lwl-own-alphabet"
#     wait: 4
# ---

# %% [markdown]
# # Draw it yourself
#
# Invent an alphabet that no machine has ever seen, and watch seven of them learn to read it from one drawing each.

# %%
from course_lib.panels.oneshot.own_alphabet import OwnAlphabet

OwnAlphabet()
