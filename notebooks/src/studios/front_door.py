# ---
# jupyter:
#   course:
#     kind: studio
#     title: "The front door"
#     summary: "Be the guard, then see a softmax and a similarity function judge the same visitor. Then a new person joins."
#     minutes: 12
#     part: one-shot
#     order: 72
# ---

# %% [markdown]
# # The front door
#
# One photo of each colleague, and somebody knocks. **You** decide first; then two doors judge the same visitor.

# %%
from course_lib.panels.faces.front_door import FrontDoor

FrontDoor()
