"""Who fills holes: the classical methods and the trained networks, in the order of every table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FillMethod:
    """``key`` is for programs and files, ``label`` for people."""

    key: str
    label: str
    network: bool


METHODS: dict[str, FillMethod] = {
    m.key: m
    for m in (
        FillMethod("mean", "Mean colour", network=False),
        FillMethod("telea", "Telea", network=False),
        FillMethod("navier_stokes", "Navier–Stokes", network=False),
        FillMethod("biharmonic", "Biharmonic", network=False),
        FillMethod("context_encoder_l2", "Context encoder, L2", network=True),
        FillMethod("context_encoder_joint", "Context encoder, L2 + adversarial", network=True),
        FillMethod("free_form", "Free-form, L2", network=True),
        FillMethod("free_form_adversarial", "Free-form, L2 + adversarial", network=True),
    )
}
CLASSICAL = tuple(key for key, m in METHODS.items() if not m.network)
NETWORKS = tuple(key for key, m in METHODS.items() if m.network)

__all__ = ["CLASSICAL", "METHODS", "NETWORKS", "FillMethod"]
