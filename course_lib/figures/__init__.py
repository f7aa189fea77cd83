"""Arrays in, pictures and plotly figures out; no files, no widgets."""
