"""What axe-core finds on a page: rules of the WCAG that a program can check."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

GRAVE = ("serious", "critical")


def grave(page) -> list[str]:
    """One line for each serious or critical violation: its rule, and where it stands.

    What a page is still making (a formula, on a busy machine) is looked at again when it stands.
    """
    found = _grave(page)
    if found:
        page.wait_for_timeout(2500)
        found = _grave(page)
    return found


def _grave(page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} · {node['any'][0]['message'] if node['any'] else ''}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
