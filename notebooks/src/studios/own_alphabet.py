# ---
# jupyter:
#   course:
#     kind: studio
#     title: "Draw it yourself"
#     summary: "Draw an alphabet of your own, share it with the class, and ask seven machines to read it."
#     minutes: 10
#     part: one-shot
#     order: 63
#     picture: ".lwl-own-alphabet"
#     wait: 4
# ---

# %% [markdown]
# # Draw it yourself
#
# Invent an alphabet that no machine has ever seen. Each machine gets one drawing of each character, and must then know the character again in another drawing: one-shot learning on your own letters.

# %%
from course_lib.panels.oneshot.own_alphabet import OwnAlphabet

OwnAlphabet()
