"""The kinds of one-shot trials: from one alphabet, as in Lake's runs, or from all of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

WITHIN, UNSTRUCTURED = "within", "unstructured"
PROTOCOLS = {WITHIN: "within one alphabet", UNSTRUCTURED: "unstructured"}
HUMAN_RATE = 0.045  # Lake, Salakhutdinov and Tenenbaum 2015
LONGEST = 80  # letters of the characters' name


@dataclass(frozen=True)
class Setting:
    """A kind of trial: ``characters`` is their source's key, ``protocol`` one of PROTOCOLS.

    A ``game.score.Kind``. ValueError for what is no setting.
    """

    characters: str
    protocol: str
    ways: int
    shots: int

    def __post_init__(self) -> None:
        whole = all(type(n) is int for n in (self.ways, self.shots))
        if not whole or self.ways < 2 or self.shots < 1 or self.protocol not in PROTOCOLS:
            raise ValueError(f"no kind of trial: {self}")
        if not isinstance(self.characters, str) or not 0 < len(self.characters) <= LONGEST:
            raise ValueError(f"no characters' name: {self.characters!r}")

    @property
    def title(self) -> str:
        """For people: "20-way 1-shot, within one alphabet"."""
        return f"{self.ways}-way {self.shots}-shot, {PROTOCOLS[self.protocol]}"

    def columns(self) -> dict[str, object]:
        """As ``Kind.columns``."""
        return {**asdict(self), "protocol": PROTOCOLS[self.protocol]}


def published(setting: Setting) -> float | None:
    """People's published error rate, 4.5 %, where it was measured: 20-way one-shot trials within
    one alphabet. None for every other kind, for which nobody measured it."""
    same = (setting.protocol, setting.ways, setting.shots) == (WITHIN, 20, 1)
    return HUMAN_RATE if same else None


__all__ = ["HUMAN_RATE", "PROTOCOLS", "UNSTRUCTURED", "WITHIN", "Setting", "published"]
