"""Pretext tasks on photos: masks, fills, context encoders. Numpy and torch only, no widgets."""
