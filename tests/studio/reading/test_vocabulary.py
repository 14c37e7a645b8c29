"""The vocabulary files agree with the rest of the studio."""

from songwright.song import Meter, Role
from songwright.studio.reading._lexicon import Means, lexicon
from songwright.studio.reading._measures import METERS
from songwright.studio.reading._vocabulary import eras, moods, orders, subjects, tools
from songwright.studio.styles import catalogue


def test_styles_named_in_the_vocabulary_exist():
    named = [style for mood in moods().values() for style in mood.suits]
    named += [style for family in subjects().family for style in family.styles]
    named += [style for era in eras() for style in era.styles]
    assert set(named) <= set(catalogue())


def test_instruments_sit_on_known_chairs():
    roles = {role.value for role in Role}
    for tool in tools().values():
        assert tool.role in roles
        assert set(tool.covers_roles) <= roles
        assert tool.covers


def test_meters_in_words_can_be_played():
    for text in orders().meter.values():
        assert text in METERS
        beats, unit = text.split("/")
        assert str(Meter(beats=int(beats), unit=int(unit))) == text


def test_common_words_are_no_slips():
    for word in ("county", "france", "horse", "petal", "about", "there", "house's", "something", "morning"):
        assert not any(sense.means is Means.STYLE for sense in lexicon().slip(word)), word
