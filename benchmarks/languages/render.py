"""Lead voices of one song in each language, sung and spoken, cut to where they sound: WAV files for a recogniser.

Run as `python benchmarks/languages/render.py FOLDER`, with `--only CODE` for one language. CODE.txt, with the words,
lies beside CODE-Voice-sung.wav and CODE-Voice-spoken.wav. A recogniser that is told the language says what of them is
understood (docs/languages.md); the project has none of its own.
"""

import argparse
import sys
import tomllib
from pathlib import Path

import soundfile as sf

from songwright.app import build_studio, open_home
from songwright.song import Role, SongRequest
from songwright.studio.composing import compose
from songwright.studio.playing import perform
from songwright.studio.singing import NeuralSinger

LINES = Path(__file__).with_name("lines.toml")
STYLE, SEED = "acoustic ballad, 84 BPM", 3
AROUND_S = 0.5
"""What is left before the first note and after the last one."""
STANZA = 4


def main() -> None:
    """Render what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--only", help="one language's code")
    chosen = options.parse_args()
    languages = tomllib.loads(LINES.read_text(encoding="utf-8"))
    if chosen.only and chosen.only not in languages:
        sys.exit(f"--only: no language {chosen.only!r} in {LINES.name}; it has {', '.join(languages)}")
    chosen.folder.mkdir(parents=True, exist_ok=True)
    for code, song in languages.items():
        if chosen.only in {None, code}:
            lines = song["lines"].strip().splitlines()
            (chosen.folder / f"{code}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
            for voice in song["voices"]:
                for manner in ("sung", "spoken"):
                    render(lines, voice, manner, chosen.folder / f"{code}-{voice}-{manner}.wav")


def render(lines: list[str], voice: str, manner: str, path: Path) -> None:
    """Write the lines, sung or spoken by a voice as the lead of a ballad."""
    home = open_home()
    singer = NeuralSinger(graphs=home.graphs, voices=home.voices)
    card = singer.voices()[voice]
    stanzas = ["\n".join([f"[Verse: {manner}]", *lines[at : at + STANZA]]) for at in range(0, len(lines), STANZA)]
    request = SongRequest(prompt=STYLE, words="\n\n".join(stanzas), seed=SEED)
    brief, lyrics = build_studio(home).plan(request)
    score = compose(brief, lyrics, take=0, voice_range=(card.lowest, card.highest))
    performance = perform(score, seed=SEED)
    lead = next(part for part in performance.parts if part.role is Role.VOCAL)
    sound = singer.sing(lead, voice, performance.length_s, SEED, lambda _stage, _fraction: None)
    first, last = min(note.onset for note in lead.notes), max(note.release for note in lead.notes)
    start, stop = (int(max(at, 0.0) * sound.rate_hz) for at in (first - AROUND_S, last + AROUND_S))
    sf.write(path, sound.samples[start:stop], sound.rate_hz)
    print(f"{path.name}  {(stop - start) / sound.rate_hz:.1f} s")


if __name__ == "__main__":
    main()
