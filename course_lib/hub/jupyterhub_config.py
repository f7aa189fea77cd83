"""The course for a department: ``jupyterhub -f course_lib/hub/jupyterhub_config.py``.

Everybody with an account on this machine signs in with its password and gets a server of his own:
JupyterLab, the studios, and the progress in his own home folder, as himself. The course's files
belong to whoever installed them and are read-only for the others. It must run as root, since it
starts servers as others, and where everybody may read this folder (/opt, say; not /root).

What a department changes (its own way to sign in, limits of memory by SystemdSpawner) goes into a
file of its own that begins with ``load_subconfig`` of this one.
"""

import sys

from course_lib.files import places
from course_lib.hub import proxy
from course_lib.hub.learner import PAGES

c = get_config()  # noqa: F821  JupyterHub brings it

# What the Hub remembers between days: who signed in, and the key of its cookies.
state = places.own() / "hub"
state.mkdir(mode=0o700, parents=True, exist_ok=True)
c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")

# This computer only, until a certificate is named: passwords travel through here.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.ConfigurableHTTPProxy.command = proxy.command()

c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.open_sessions = False
c.Authenticator.allow_all = True  # whoever has an account here and knows its password

c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = [sys.executable, "-m", "course_lib.hub.learner"]
c.Spawner.default_url = f"/{PAGES}/"
c.Spawner.environment = {"LWL_HOME": "~/learning-without-labels"}
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 60
c.JupyterHub.concurrent_spawn_limit = 10

# A server that nobody used for an hour ends, and so does one of yesterday whose tab is still open.
c.JupyterHub.load_roles = [
    {
        "name": "culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["culler"],
    }
]
c.JupyterHub.services = [
    {
        "name": "culler",
        "command": [
            *(sys.executable, "-m", "jupyterhub_idle_culler"),
            *("--timeout=3600", "--max-age=43200", "--cull-every=300"),
        ],
    }
]
