"""Serving the course: Voila for the studios, JupyterLab for the chapters."""

import sys

# jsonschema would compile a grammar of internationalised addresses, three seconds of every start
# on a slow computer, and no schema of Jupyter's asks for one: without this module it does not.
sys.modules.setdefault("rfc3987_syntax", None)
