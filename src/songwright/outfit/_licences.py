"""What an installed distribution says about its licence."""

from importlib.metadata import distribution

_LONGEST_NAME = 60
"""Some distributions put the whole text where the name belongs."""

_SAID_ELSEWHERE = {
    "pyworld-prebuilt": "MIT AND BSD-3-Clause",  # its LICENSE file, and that of the WORLD vocoder inside
}
"""Distributions whose metadata are silent about their licence, read by a person."""


def licence_of(name: str) -> str:
    """The licence in the distribution's own words: expression, name or classifiers, in that order; "" where none.

    Raises PackageNotFoundError when it is not installed.
    """
    metadata = distribution(name).metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    classifiers = [
        line.split(" :: ")[-1] for line in metadata.get_all("Classifier", []) if line.startswith("License ::")
    ]
    named = metadata["License"].strip() if "License" in metadata else ""
    if named and "\n" not in named and len(named) <= _LONGEST_NAME:
        return named
    return ", ".join(line for line in classifiers if line != "OSI Approved") or _SAID_ELSEWHERE.get(name, "")
