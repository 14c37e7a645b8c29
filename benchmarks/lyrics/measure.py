"""Writes a lyric for each of 200 English or 100 Spanish prompts, and the outside judge's table of them.

Run as `python benchmarks/lyrics/measure.py`; `--language es` takes the Spanish ones,
`--print 20` also prints every 20th lyric, `--list` what falls short. `--styles 16` measures something else: how much
two of 16 songs that name a style alone have in common.
"""

import argparse
import itertools
import time
from collections import Counter
from statistics import fmean

import judge

from songwright.song import Lyrics, SongRequest
from songwright.studio.reading import RulesReader
from songwright.studio.writing import HouseLyricist, checks


def written(
    seed: int, prompts: list[tuple[str, tuple[str, ...]]]
) -> tuple[list[tuple[str, tuple[str, ...], Lyrics]], list[float]]:
    """Prompt, subject words and lyric of each prompt, and the seconds each took."""
    reader, lyricist = RulesReader(), HouseLyricist()
    lyricist.write(reader.read(SongRequest(prompt="warm up")))
    found, seconds = [], []
    for prompt, about in prompts:
        began = time.perf_counter()
        found.append((prompt, about, lyricist.write(reader.read(SongRequest(prompt=prompt, seed=seed)))))
        seconds.append(time.perf_counter() - began)
    return found, seconds


_STYLES = ("pop", "soul", "rnb", "indie rock", "country", "folk", "rock", "disco")


def likeness(style: str, seeds: int) -> float:
    """Share of verse lines, of the shorter one, that two songs which name this style alone have in common: mean."""
    reader, lyricist = RulesReader(), HouseLyricist()
    told = []
    for seed in range(1, seeds + 1):
        lyrics = lyricist.write(reader.read(SongRequest(prompt=style, seed=seed)))
        told.append({line for verse in judge.verses(lyrics) for line in verse})
    pairs = [(one, other) for one, other in itertools.combinations(told, 2) if one and other]
    return fmean(len(one & other) / min(len(one), len(other)) for one, other in pairs)


def main() -> None:
    """Print the table, and what was asked for besides."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--language", choices=sorted(judge.TONGUES), default="en")
    options.add_argument("--print", dest="every", type=int, default=0, help="print every Nth lyric")
    options.add_argument("--start", type=int, default=1, help="number of the first lyric to print")
    options.add_argument("--list", action="store_true", help="list lyrics that fall short, and lines sung most often")
    options.add_argument("--styles", type=int, default=0, metavar="SEEDS", help="compare songs that name only a style")
    chosen = options.parse_args()
    if chosen.styles:
        alike = {style: likeness(style, chosen.styles) for style in _STYLES}
        print("\n".join(f"{style:<12} {share:.3f}" for style, share in alike.items()))
        print(f"{'mean':<12} {fmean(alike.values()):.3f}")
        return
    tongue = judge.TONGUES[chosen.language]
    songs, seconds = written(chosen.seed, judge.prompts(tongue.prompts))
    verdicts = [judge.verdict(lyrics, about, tongue) for _, about, lyrics in songs]
    own = [checks(lyrics, " ".join(about), chosen.language) for _, about, lyrics in songs]
    told = [[line for verse in judge.verses(lyrics) for line in verse] for _, _, lyrics in songs]
    rhymed, asked = sum(v.rhymed for v in verdicts), sum(v.asked for v in verdicts)
    rows = [
        ("rhyme rate, all lines", f"{rhymed / asked:.3f}"),
        ("the same with full rhymes alone", f"{sum(v.full for v in verdicts) / asked:.3f}"),
        (
            "rhyme rate without choruses",
            f"{sum(v.told_rhymed for v in verdicts) / sum(v.told_asked for v in verdicts):.3f}",
        ),
        ("rhyme rate, lowest lyric", f"{min(v.rhyme_rate for v in verdicts):.2f}"),
        ("syllable variance between verses, mean", f"{fmean(v.variance for v in verdicts):.2f}"),
        ("syllable variance between verses, largest", f"{max(v.variance for v in verdicts):.2f}"),
        ("theme coverage, mean", f"{fmean(v.coverage for v in verdicts):.3f}"),
        ("theme coverage, lowest lyric", f"{min(v.coverage for v in verdicts):.2f}"),
        ("subject words said outright", f"{fmean(v.literal for v in verdicts):.3f}"),
        ("lyrics with a line repeated outside choruses", str(sum(v.repeated > 0 for v in verdicts))),
        ("verses shared by two lyrics", f"{judge.shared(judge.verses(lyrics) for _, _, lyrics in songs):.3f}"),
        ("verse lines shared by two lyrics", f"{judge.shared(told):.3f}"),
        ("lines whose end can be held (own check)", f"{fmean(figures.held_ends for figures in own):.2f}"),
        ("knots of four consonants a line (own check)", f"{fmean(figures.clusters for figures in own):.2f}"),
        ("words that start weakly a line (own check)", f"{fmean(figures.weak_starts for figures in own):.2f}"),
        ("verse lines in the tense of most (own check)", f"{fmean(figures.tense for figures in own):.2f}"),
        ("worn phrases (own check)", str(sum(len(figures.cliches) for figures in own))),
        ("seconds a lyric, mean", f"{fmean(seconds):.3f}"),
        ("seconds a lyric, longest", f"{max(seconds):.2f}"),
    ]
    print(f"{len(songs)} lyrics, seed {chosen.seed}\n\n| figure | value |\n|---|--:|")
    print("\n".join(f"| {name} | {value} |" for name, value in rows))
    if chosen.list:
        for (prompt, about, lyrics), v in zip(songs, verdicts, strict=True):
            if v.coverage < 1 or v.rhyme_rate < 0.85 or v.variance > 1.5 or v.repeated:
                print(f"{prompt} [{lyrics.title}]: rhyme {v.rhyme_rate:.2f}, variance {v.variance:.2f}, ", end="")
                print(f"coverage {v.coverage:.2f} of {' '.join(about)}, repeated {v.repeated}")
        print(Counter(line for lines in told for line in set(lines)).most_common(30))
    for number, (prompt, _, lyrics) in enumerate(songs, 1):
        if chosen.every and (number - chosen.start) % chosen.every == 0:
            print(f"\n## {number}. {prompt}\n\n**{lyrics.title}**\n\n```text\n{lyrics.text}\n```")


if __name__ == "__main__":
    main()
