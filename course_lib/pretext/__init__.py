"""Pretext tasks: labels from the data, one trunk for all, and how good its features are.

``tasks.TASKS`` lists the tasks, one file each; ``learning`` trains a trunk on any of them together;
``probe`` measures what it sees; ``grid`` fills the table of all rows, which ``results`` reads.
"""
