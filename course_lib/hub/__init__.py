"""On JupyterHub, for a department or a university: a server of his own for everybody."""
