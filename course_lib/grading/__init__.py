"""A class's chapters with nbgrader: given out, and graded in a process that an answer cannot leave.

The judge knows the right answer and the inputs; the learner's code runs in another process, which
gets inputs and gives values back, and knows nothing else.
"""
