"""The composition root: settings and an installation in, working rooms out."""

from songwright.outfit import Home
from songwright.studio.session import Studio


def build_studio(home: Home) -> Studio:
    """The studio with the built-in people in it, reading sounds and voices from `home`.

    Nothing heavy is loaded until it is used. A missing SoundFont is played around; a missing voice is told when a
    song needs it.
    """
    from songwright.studio.engines import Band  # noqa: PLC0415 - the studio's people are slow to call in
    from songwright.studio.mixing import HouseMixer  # noqa: PLC0415
    from songwright.studio.playing import HouseRack  # noqa: PLC0415
    from songwright.studio.reading import RulesReader  # noqa: PLC0415
    from songwright.studio.singing import NeuralSinger  # noqa: PLC0415
    from songwright.studio.writing import HouseLyricist  # noqa: PLC0415

    soundfont = home.soundfont if home.soundfont.is_file() else None
    singer = NeuralSinger(graphs=home.graphs, voices=home.voices)
    return Studio(
        reader=RulesReader(),
        lyricist=HouseLyricist(),
        engine=Band(rack=HouseRack(soundfont), singer=singer),
        finisher=HouseMixer(),
    )
