"""The neural singer: a part in, a dry voice out."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from songwright.song import SAMPLE_RATE_HZ, Audio, MissingPart, PlayedPart, Seconds
from songwright.studio.dsp import Held, Recorded, blank, rest
from songwright.studio.ports import Progress, VoiceCard
from songwright.studio.singing._graphs import graphs_ready
from songwright.studio.singing._kept import Kept
from songwright.studio.singing._knots import LEAD_S
from songwright.studio.singing._model import VoiceModel
from songwright.studio.singing._phrases import Entry, Phrase, phrases_of
from songwright.studio.singing._render import SungPhrase, perform, utter
from songwright.studio.singing._voices import Timbre, load_styles, timbre, timbres

_LISTEN_EVERY_S = 0.5
_AHEAD_S = 1.5
"""A phrase is heard this long before its first vowel at most: its breath, its consonants, its early performances."""
_PEAK = 10.0 ** (-3.0 / 20.0)
"""Phrases that overlap may add up; no sample comes out above this."""
_PAUSE_BEFORE_BREATH_S = 0.2
_PAUSE_AFTER_BREATH_S = 0.08
"""Quiet around a breath. Right behind a held vowel it is taken for a consonant ("longer" becomes "longers", "mine"
becomes "mined"): a recogniser's errors on twelve takes of one song fell from 9.6 to 8.9 % of the words, on the worst
from 19 to 15."""


class NeuralSinger:
    """Sings with the voice model: clear words, exact pitch, several named voices.

    Args:
        graphs: Folder that `cut_graphs` has filled.
        voices: Folder of voice files.
        workers: Phrases sung at the same time; each takes one core.

    Nothing is loaded before the first `sing`. One singer may be shared by threads.
    """

    def __init__(self, graphs: Path, voices: Path, workers: int = 2) -> None:
        if workers < 1:
            raise ValueError(f"workers must be at least 1, not {workers}")
        self._graphs = graphs
        self._files = voices
        self._workers = workers
        self._model: VoiceModel | None = None
        self._kept = Kept()
        self._loading = threading.Lock()

    def voices(self) -> Mapping[str, VoiceCard]:
        """The voices on offer, by name."""
        return MappingProxyType({name: singer.card for name, singer in timbres().items()})

    def sing(
        self,
        part: PlayedPart,
        voice: str,
        length_s: Seconds,
        seed: int,
        progress: Progress,
        *,
        after: PlayedPart | None = None,
    ) -> Audio:
        """The part's dry sound, mono, 48 kHz, `length_s` long; peaks near -6 dBFS.

        Equal phrases are sung once. With `after`, the part is a further performance of it by the same voice: phrases
        that begin at the same time with the same words are made of what the model said then, a little off in time and
        tuning, for a third of the work. Same arguments, same samples. Raises MissingPart when the model or the voice's
        file is missing, BadRequest for an unknown voice, Cancelled when `progress` does.
        """
        *_, whole = self.reel(part, voice, length_s, seed, progress, marks_s=(), after=after)
        return whole

    def reel(
        self,
        part: PlayedPart,
        voice: str,
        length_s: Seconds,
        seed: int,
        progress: Progress,
        *,
        marks_s: Sequence[Seconds],
        after: PlayedPart | None = None,
    ) -> Iterator[Audio]:
        """The part's sound up to each mark as soon as it is sung, then the whole; raises as `sing` does."""
        singer = timbre(voice)
        if not graphs_ready(self._graphs):
            raise MissingPart(f"the voice model is missing from {self._graphs}; run `songwright setup`")
        styles = load_styles(self._files, singer)
        progress("singing", 0.0)
        entries = phrases_of(part.notes)
        jobs = _jobs(entries, after)
        whole_s = sum(job.phrase.length_s for job in jobs.values())
        sung: dict[Phrase, SungPhrase] = {}
        line, begun, before_s = _Line(length_s), 0, 0.0

        def heard(done_s: float) -> None:
            progress("singing", min((before_s + done_s) / whole_s, 1.0))

        for until_s in (*marks_s, length_s):
            due = [entry for entry in entries[begun:] if until_s == length_s or entry.at_s < until_s + _AHEAD_S]
            fresh = {entry.phrase: jobs[entry.phrase] for entry in due if entry.phrase not in sung}
            sung |= self._all_sung(tuple(fresh.values()), singer, styles, seed, heard)
            before_s += sum(phrase.length_s for phrase in fresh)
            begun += len(due)
            for entry in due:
                line.add(entry, sung[entry.phrase])
            later = {entry.phrase for entry in entries[begun:]}
            sung = {phrase: made for phrase, made in sung.items() if phrase in later}
            yield line.until(until_s)

    def _loaded(self) -> VoiceModel:
        """The model, loaded at the first call."""
        with self._loading:
            if self._model is None:
                self._model = VoiceModel(self._graphs)
            return self._model

    def _all_sung(
        self,
        jobs: Sequence["_Job"],
        singer: Timbre,
        styles: npt.NDArray[np.float32],
        seed: int,
        heard: Callable[[float], None],
    ) -> dict[Phrase, SungPhrase]:
        """Each different phrase, sung once; `heard` gets the seconds that are done."""
        done_s = 0.0
        sung: dict[Phrase, SungPhrase] = {}
        if not jobs:
            return sung
        model = self._loaded().lent()
        pool = ThreadPoolExecutor(max_workers=self._workers, thread_name_prefix="singing")
        try:
            # The longest first, so that no core waits for a late long one.
            waiting: dict[Future[SungPhrase], Phrase] = {
                pool.submit(self._sung, job, model, styles, singer, seed): job.phrase
                for job in sorted(jobs, key=lambda job: -job.phrase.length_s)
            }
            while waiting:
                ready, _ = wait(waiting, timeout=_LISTEN_EVERY_S, return_when=FIRST_COMPLETED)
                for future in ready:
                    phrase = waiting.pop(future)
                    sung[phrase] = future.result()
                    done_s += phrase.length_s
                heard(done_s)
        except BaseException:
            model.stop()  # a long phrase would keep its core for many seconds
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        return sung

    def _sung(
        self, job: "_Job", model: VoiceModel, styles: npt.NDArray[np.float32], singer: Timbre, seed: int
    ) -> SungPhrase:
        """One phrase, out of what was said for it before where that is at hand."""
        said = self._kept.get(singer.card.name, job.said)
        if said is None:
            said = utter(model, styles, singer, job.said)
            self._kept.put(singer.card.name, job.said, said)
        performed = perform(said, singer, job.phrase, seed, again=job.again)
        for part in (said.parts.envelope, said.parts.noise):
            rest(part)
        return performed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """A phrase to be sung."""

    phrase: Phrase
    said: Phrase
    """The phrase that the model says for it: itself, or the one that was sung before with the same words."""
    again: bool


def _jobs(entries: Iterable[Entry], after: PlayedPart | None) -> dict[Phrase, _Job]:
    """What is to be sung, each different phrase once."""
    known = {round(entry.at_s, 3): entry.phrase for entry in phrases_of(after.notes)} if after else {}
    return {
        entry.phrase: _Job(
            phrase=entry.phrase,
            said=_same_words(entry.phrase, known.get(round(entry.at_s, 3))),
            again=after is not None,
        )
        for entry in entries
    }


def _same_words(phrase: Phrase, earlier: Phrase | None) -> Phrase:
    """The earlier phrase if it has the same sounds in about the same time, else the phrase itself."""
    if earlier is None or earlier.delivery is not phrase.delivery:
        return phrase
    sounds = [[syllable.phones for syllable in each.syllables] for each in (phrase, earlier)]
    return earlier if sounds[0] == sounds[1] else phrase


class _Line:
    """A voice's sound on tape, to which phrases are added in order."""

    def __init__(self, length_s: Seconds) -> None:
        self._sound = blank(round(length_s * SAMPLE_RATE_HZ), 1)
        self._silent_from_s = 0.0

    def add(self, entry: Entry, phrase: SungPhrase) -> None:
        """A phrase at its place, after a breath where there is time for one."""
        at_s = entry.at_s + phrase.late_s
        breath_end_s = at_s - phrase.pickup_s - _PAUSE_AFTER_BREATH_S
        breath_start_s = breath_end_s - len(phrase.breath) / SAMPLE_RATE_HZ
        line = self._sound[:, 0]
        if breath_start_s >= self._silent_from_s + _PAUSE_BEFORE_BREATH_S:
            _add(line, phrase.breath, breath_start_s)
        _add(line, phrase.samples, at_s - LEAD_S)
        self._silent_from_s = at_s + entry.phrase.length_s
        rest(self._sound)

    def until(self, until_s: Seconds) -> Audio:
        """The sound up to a time, turned down as a whole where phrases add up to too much."""
        sound = Held(self._sound[: round(until_s * SAMPLE_RATE_HZ)])
        peak = max(float(np.abs(block).max(initial=0.0)) for block in sound.play())
        if peak > _PEAK:
            gain = np.float32(_PEAK / peak)
            return Audio(samples=Recorded(block * gain for block in sound.play()).held())
        return Audio(samples=self._sound[: sound.frames])


def _add(line: npt.NDArray[np.float32], samples: npt.NDArray[np.float32], at_s: float) -> None:
    """Mix samples in at a time; what sticks out at either end is cut."""
    start = round(at_s * SAMPLE_RATE_HZ)
    first, beyond = max(start, 0), min(start + len(samples), len(line))
    if first < beyond:
        line[first:beyond] += samples[first - start : beyond - start]
