"""Section tags: what is form, what is sung; every word stays, in order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import SectionKind
from songwright.studio.phonetics import layout

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", min_size=3, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
TAG = st.sampled_from(["[Verse]", "[Chorus]", "[bridge:]", "[Solo: guitar]", "[Whispered]", "", "[Pre-Chorus 2]"])


@given(st.lists(st.one_of(LINE, TAG), max_size=30))
@settings(deadline=None)
def test_every_word_is_sung_in_order(lines):
    text = "\n".join(lines)
    expected = [line for line in lines if line and not line.startswith("[")]
    assert [line for section in layout(text) for line in section.lines] == expected


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_text_is_laid_out(text):
    assert all(line.strip() for section in layout(text) for line in section.lines)


@pytest.mark.parametrize(
    ("tag", "kind", "note"),
    [
        ("[Verse]", "verse", ""),
        ("[verse 2]", "verse", ""),
        ("[VERSE 1:]", "verse", ""),
        ("[Verse II]", "verse", ""),
        ("[Verse one]", "verse", ""),
        ("[Verse 1: soft]", "verse", "soft"),
        ("[Verse - whispered]", "verse", "whispered"),
        ("[Verse 2 female voice]", "verse", "female voice"),
        ("[Chorus]", "chorus", ""),
        ("[Chorus x2]", "chorus", "x2"),
        ("[HOOK]", "chorus", ""),
        ("[Refrain]", "chorus", ""),
        ("[Pre-Chorus]", "pre", ""),
        ("[prechorus]", "pre", ""),
        ("[Post-Chorus]", "post", ""),
        ("[Bridge]", "bridge", ""),
        ("[Middle 8]", "bridge", ""),
        ("[Intro]", "intro", ""),
        ("[Outro (fade)]", "outro", "fade"),
        ("[Instrumental]", "instr", ""),
        ("[Interlude]", "instr", ""),
        ("[Solo: guitar]", "solo", "guitar"),
        ("[Guitar Solo]", "solo", "guitar"),
        ("[Break]", "break", ""),
        ("[Drop]", "drop", ""),
        ("[Build-up]", "build", ""),
        ("{Chorus}", "chorus", ""),
        ("(Chorus)", "chorus", ""),
        ("Chorus:", "chorus", ""),
        ("## Verse 1", "verse", ""),
        ("**Bridge**", "bridge", ""),
        ("[Verse", "verse", ""),
    ],
)
def test_tags(tag, kind, note):
    section = layout(f"{tag}\nla la la")[0]
    assert (section.kind, section.note, section.lines) == (SectionKind(kind), note, ("la la la",))


def test_tags_without_lines_are_kept():
    found = layout("[Intro]\n\n[Verse]\none\n[Solo: sax]\n[Outro]")
    assert [(str(section.kind), section.lines) for section in found] == [
        ("intro", ()),
        ("verse", ("one",)),
        ("solo", ()),
        ("outro", ()),
    ]


def test_directions_are_never_sung():
    found = layout("[Verse]\n[soft piano]\nHello [pause] there\n[louder]\nmy friend")
    assert len(found) == 1
    assert found[0].note == "soft piano"
    assert [line.split() for line in found[0].lines] == [["Hello", "there"], ["my", "friend"]]


def test_words_after_a_tag_on_its_line_are_sung():
    assert layout("[Verse] hello there")[0].lines == ("hello there",)


def test_blank_lines_do_not_part_a_tagged_section():
    assert layout("[Verse]\none\n\ntwo\n[Chorus]\nthree")[0].lines == ("one", "two")


def test_untagged_repeat_is_the_chorus():
    kinds = [str(section.kind) for section in layout("a b\n\nhey ho\n\nc d\n\nHey, ho!\n\ne f")]
    assert kinds == ["verse", "chorus", "verse", "chorus", "verse"]


def test_untagged_paragraphs_alternate():
    assert [str(section.kind) for section in layout("a b\n\nc d\n\ne f")] == ["verse", "chorus", "verse"]


def test_a_long_untagged_paragraph_becomes_stanzas_of_four():
    assert [len(section.lines) for section in layout("\n".join("abcdefghijkl"))] == [4, 4, 4]


def test_an_echo_in_round_brackets_stays_a_line():
    assert layout("[Chorus]\nstay\n(stay with me)")[0].lines == ("stay", "(stay with me)")


def test_lines_of_signs_alone_are_blank():
    assert [section.lines for section in layout("one\n***\ntwo\n[Verse]\n(x2)")] == [("one", "two"), ()]


def asides(text):
    return [(len(section.lines), section.note, section.asides) for section in layout(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Spoken]\na\nb", [(2, "Spoken", ())]),
        ("[Spoken]\n\na\nb", [(2, "Spoken", ())]),
        ("a\n[Female]\nb", [(2, "", ((1, "Female"),))]),
        ("[Female]\na\nb\n\n[Male]\nc", [(2, "Female", ()), (1, "Male", ())]),
        ("a\n\n[Choir]\nb\n\nc", [(1, "", ()), (1, "Choir", ()), (1, "", ((0, "Choir"),))]),
        (
            "a\n[Female]\nb\n[Spoken]\nc\n\nd",
            [(3, "", ((1, "Female"), (2, "Spoken"))), (1, "", ((0, "Female"), (0, "Spoken")))],
        ),
        ("[Soft]\n" + "\n".join("abcdefghij"), [(4, "Soft", ()), (4, "", ((0, "Soft"),)), (2, "", ((0, "Soft"),))]),
        ("a\n[Female]\n[Spoken]\nb", [(2, "", ((1, "Female, Spoken"),))]),
        ("[Soft]", []),
        ("[Soft]\n[Spoken]\na", [(1, "Soft", ((0, "Spoken"),))]),
    ],
)
def test_directions_of_a_text_without_sections_count_until_the_next(text, expected):
    assert asides(text) == expected


def test_directions_leave_the_guess_of_the_chorus_alone():
    kinds = [str(section.kind) for section in layout("[Female]\na b\n\nhey ho\n\n[Male]\nc d\n\nHey, ho!")]
    assert kinds == ["verse", "chorus", "verse", "chorus"]
