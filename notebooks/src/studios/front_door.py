# ---
# jupyter:
#   course:
#     kind: studio
#     title: "The front door"
#     summary: "Be the guard, then see a softmax and a similarity function judge the same visitor. Then a new person joins."
#     minutes: 12
#     part: one-shot
#     order: 71
#     sections: {07_face_recognition: [1, 2, 4]}
#     picture: ".lwl-front-door"
#     wait: 15
# ---

# %% [markdown]
# # The front door
#
# One photo of each colleague, and somebody knocks. **You** decide first; then two doors judge the same visitor.

# %%
from course_lib.panels.faces.front_door import FrontDoor

FrontDoor()

# %% [markdown]
# ## A lesson, not a product
#
# A face cannot be changed like a password: enrol nobody who has not agreed. One $\tau$ for all gives different groups of people different error rates, above all those of whom the training had few. Nothing here tells a living face from a photo of one. Your own photos stay in this page's memory, are written nowhere, and are gone when it closes.
