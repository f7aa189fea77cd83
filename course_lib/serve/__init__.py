"""Serving the course: Voila for the studios, JupyterLab for the chapters."""
