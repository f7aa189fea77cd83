"""Controls, runs and figures wired together: what a notebook shows."""
