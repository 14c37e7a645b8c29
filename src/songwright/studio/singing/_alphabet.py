"""The phone alphabet of the voice model: which sounds exist, and which of them are vowels."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Alphabet:
    """Phone characters by class, and the model's number of each."""

    tokens: dict[str, int]
    vowels: frozenset[str]
    diphthongs: frozenset[str]
    obstruents: frozenset[str]
    nasals: frozenset[str]
    rhotics: frozenset[str]
    sonorants: frozenset[str]
    buzzing: frozenset[str]
    bursts: frozenset[str]
    stresses: frozenset[str]
    lengtheners: frozenset[str]

    def known(self, phones: str) -> str:
        """The phones without characters the model has never heard and without white space."""
        return "".join(phone for phone in phones if phone in self.tokens and not phone.isspace())


@cache
def alphabet() -> Alphabet:
    """The alphabet that comes with the package."""
    table = tomllib.loads(files("songwright.studio.singing").joinpath("alphabet.toml").read_text(encoding="utf-8"))
    classes: dict[str, str] = table["classes"]
    return Alphabet(tokens=table["tokens"], **{name: frozenset(phones) for name, phones in classes.items()})
