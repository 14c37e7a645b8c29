"""True pipelines of tiny models: the same seed, a stop within a step, what each argument does, and faults."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from far_engines import hear, planned

from songwright.engines import list_engines
from songwright.local import AceStep, AceStepPlugin, MusicGen, MusicGenPlugin
from songwright.local._ace_step_model import put
from songwright.local._machine import Placement
from songwright.song import Brief, Cancelled, CannotMake, Key, Lyrics, Weights
from songwright.studio.ports import Tier

pytestmark = pytest.mark.models
LOCAL = "SONGWRIGHT_LOCAL_"
COMMON = {"SONGWRIGHT_DEVICE": "cpu", f"{LOCAL}THREADS": "1"}


def told(more: dict[str, str]) -> dict[str, str]:
    return COMMON | {f"{'SONGWRIGHT_' if name == 'DEVICE' else LOCAL}{name}": value for name, value in more.items()}


def ace(folder: Path, tier: Tier = Tier.STANDARD, **more: str) -> AceStep:
    engine = AceStepPlugin().settle(told({"ACE_STEP_MODEL": str(folder), **more}), folder).open(tier)
    assert isinstance(engine, AceStep)
    return engine


def sketcher(folder: Path, **more: str) -> MusicGen:
    engine = MusicGenPlugin().settle(told({"MUSICGEN_MODEL": str(folder), **more}), folder).open(Tier.STANDARD)
    assert isinstance(engine, MusicGen)
    return engine


@pytest.fixture(scope="module")
def turbo_engine(turbo: Path) -> AceStep:
    return ace(turbo)


@pytest.fixture(scope="module")
def base_engine(base: Path) -> AceStep:
    return ace(base)


@pytest.fixture(scope="module")
def sketch_engine(musicgen: Path) -> MusicGen:
    return sketcher(musicgen)


def song(**more: Any) -> tuple[Brief, Lyrics]:
    return planned(**({"duration_s": 10.0, "words": "[Verse]\nOne kite, two winds"} | more))


def sketch(**more: Any) -> tuple[Brief, Lyrics]:
    return planned(**({"duration_s": 5.0, "instrumental": True} | more))


def sound(engine: Any, asked: tuple[Brief, Lyrics], take: int = 0) -> npt.NDArray[np.float32]:
    samples: npt.NDArray[np.float32] = engine.record(*asked, take, hear).stems[0].audio.samples
    return samples


def test_the_same_seed_is_the_same_sound_after_loading_anew(turbo: Path, turbo_engine: AceStep) -> None:
    first = sound(turbo_engine, song())
    assert first.shape == (480_000, 2)
    assert np.abs(first).max() > 0.1
    np.testing.assert_array_equal(first, sound(ace(turbo), song()))
    assert not np.array_equal(first, sound(turbo_engine, song(), take=1))
    assert not np.array_equal(first, sound(turbo_engine, song(seed=4)))


def test_a_sketch_is_the_same_whatever_other_dice_were_rolled(musicgen: Path, sketch_engine: MusicGen) -> None:
    import torch

    first = sound(sketch_engine, sketch())
    assert first.shape == (240_000, 1)
    torch.manual_seed(99)
    np.testing.assert_array_equal(first, sound(sketcher(musicgen), sketch()))
    before = torch.random.get_rng_state()
    np.testing.assert_array_equal(first, sound(sketch_engine, sketch()))
    assert torch.equal(before, torch.random.get_rng_state())
    assert not np.array_equal(first, sound(sketch_engine, sketch(), take=1))


def test_two_takes_in_one_batch_would_not_be_those_made_one_by_one(turbo_engine: AceStep) -> None:
    """Why takes are made one by one: what a take is must not hang on what was made beside it."""
    import torch

    with turbo_engine.shelf.lend(Quiet()) as model:
        request = turbo_engine.request(*song(), turbo=True, tokens=model.tokens)
        alone = model.make(request, 1, Quiet())
        both = {**request, "prompt": [request["prompt"]] * 2, "lyrics": [request["lyrics"]] * 2}
        dice = [torch.Generator("cpu").manual_seed(seed) for seed in (1, 2)]
        batch = model.pipeline(**both, generator=dice).audios
    np.testing.assert_allclose(alone, batch[0].numpy(), atol=1e-4)
    assert not np.array_equal(alone, batch[0].numpy())


class Quiet:
    """Headway that nobody hears."""

    def reach(self, stage: str, fraction: float = 0.0) -> None: ...

    def tell(self) -> None: ...


@contextmanager
def calls_of(module: Any) -> Iterator[list[int]]:
    """How often a part of a model has worked, counted in place."""
    count = [0]

    def worked(*_: object) -> None:
        count[0] += 1

    hook = module.register_forward_hook(worked)
    yield count
    hook.remove()


class Stops:
    """Progress that stops the song at a point of a stage."""

    def __init__(self, stage: str, fraction: float) -> None:
        self.stage, self.fraction = stage, fraction

    def __call__(self, stage: str, fraction: float) -> None:
        if stage == self.stage and fraction >= self.fraction:
            raise Cancelled


@pytest.mark.parametrize("step", [1, 3, 8])
def test_a_stop_ends_the_steps_at_once_and_harms_no_later_song(turbo_engine: AceStep, step: int) -> None:
    first = sound(turbo_engine, song())
    with turbo_engine.shelf.lend(Quiet()) as model:
        pipeline = model.pipeline
    with calls_of(pipeline.transformer) as steps, pytest.raises(Cancelled):
        turbo_engine.record(*song(), 0, Stops("rendering", step / 8))
    assert steps == [step]
    assert turbo_engine.shelf.loaded
    np.testing.assert_array_equal(first, sound(turbo_engine, song()))


def test_a_stop_ends_the_decoding_at_its_tile(turbo_engine: AceStep) -> None:
    asked = song(duration_s=40.0)
    with turbo_engine.shelf.lend(Quiet()) as model:
        pipeline = model.pipeline
    with calls_of(pipeline.vae.decoder) as tiles:
        sound(turbo_engine, asked)
    assert tiles == [3]  # a thousand latents in tiles of 512 that lap over by 64 on each side
    with calls_of(pipeline.vae.decoder) as tiles, pytest.raises(Cancelled):
        turbo_engine.record(*asked, 0, Stops("decoding", 0.3))
    assert tiles == [1]


def test_a_stop_ends_a_sketch_at_its_step(sketch_engine: MusicGen) -> None:
    sound(sketch_engine, sketch())
    with sketch_engine.shelf.lend(Quiet()) as model:
        decoder = model.model.decoder
    with calls_of(decoder) as steps, pytest.raises(Cancelled):
        sketch_engine.record(*sketch(), 0, Stops("rendering", 0.1))
    assert 9 <= steps[0] <= 12  # a tenth of 104


@pytest.mark.parametrize(("kind", "placed"), [*(("turbo", placed) for placed in Placement), ("base", Placement.LAYERS)])
def test_every_placement_makes_the_same_sound(request: pytest.FixtureRequest, placed: Placement, kind: str) -> None:
    """With the processor in the card's place: the paths are the same, only nothing moves far."""
    engine, whole = ace(request.getfixturevalue(kind)), request.getfixturevalue(f"{kind}_engine")
    with engine.shelf.lend(Quiet()) as model:
        put(model.pipeline, "cpu", placed)
    made = sound(engine, song())
    np.testing.assert_allclose(made, sound(whole, song()), atol=1e-5)
    for stage in ("rendering", "decoding"):
        with pytest.raises(Cancelled):
            engine.record(*song(), 0, Stops(stage, 0.0 if stage == "decoding" else 0.5))
        np.testing.assert_array_equal(made, sound(engine, song()))


def test_tiles_are_not_heard(turbo_engine: AceStep) -> None:
    asked = song(duration_s=40.0)
    tiled = sound(turbo_engine, asked)
    with turbo_engine.shelf.lend(Quiet()) as model:
        model.pipeline.vae.disable_tiling()
    try:
        np.testing.assert_allclose(tiled, sound(turbo_engine, asked), atol=1e-4)
    finally:
        model.pipeline.vae.enable_tiling()


def test_sound_of_another_rate_is_brought_to_the_studio_s(base_engine: AceStep) -> None:
    assert sound(base_engine, song(duration_s=12.34)).shape == (round(12.34 * 48_000), 2)


def test_guidance_moves_the_sound_of_a_base_model_and_not_of_a_turbo(
    turbo_engine: AceStep, base_engine: AceStep
) -> None:
    brief, lyrics = song()
    for engine, moves in ((turbo_engine, False), (base_engine, True)):
        weighed = (replace(brief, weights=Weights(style=weight)) for weight in (0.2, 0.9))
        one, other = (sound(engine, (each, lyrics)) for each in weighed)
        assert np.array_equal(one, other) is not moves


@pytest.mark.parametrize(
    "more",
    [{"tempo_bpm": 151.0}, {"key": Key.parse("F# minor")}, {"style": "metal"}, {"avoid": "folk"},
     {"words": "[Verse]\nTwo winds, one kite"}],
)  # fmt: skip
def test_what_is_asked_reaches_the_model(turbo_engine: AceStep, more: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"tempo_bpm": 90.0, "key": Key.parse("C major"), "style": "folk"}
    assert not np.array_equal(sound(turbo_engine, song(**usual)), sound(turbo_engine, song(**usual | more)))


def test_the_language_reaches_the_model(turbo_engine: AceStep) -> None:
    brief, lyrics = song()
    assert not np.array_equal(
        sound(turbo_engine, (brief, lyrics)), sound(turbo_engine, (replace(brief, language="fr"), lyrics))
    )


def test_what_is_asked_reaches_a_sketch(sketch_engine: MusicGen) -> None:
    calm, wild = (sound(sketch_engine, sketch(style=style, tempo_bpm=90.0)) for style in ("ambient", "metal"))
    assert not np.array_equal(calm, wild)


@pytest.mark.parametrize("weights", [Weights(style=0.9), Weights(weirdness=0.9)])
def test_weights_move_a_sketch(sketch_engine: MusicGen, weights: Weights) -> None:
    brief, lyrics = sketch()
    weighed = replace(brief, weights=weights)
    assert not np.array_equal(sound(sketch_engine, (brief, lyrics)), sound(sketch_engine, (weighed, lyrics)))


def test_a_sketch_longer_than_a_window_goes_on(sketch_engine: MusicGen) -> None:
    told: list[float] = []
    asked = sketch(duration_s=36.0)
    made = sketch_engine.record(*asked, 0, lambda stage, at: told.append(at) if stage == "rendering" else None)
    samples = made.stems[0].audio.samples
    assert len(samples) == 36 * 48_000
    assert np.abs(samples[-48_000:]).max() > 0.0
    rendering = [at for at in told if at > 0.0]
    assert rendering == sorted(rendering)
    assert rendering[-1] == pytest.approx(1.0, abs=0.05)


def test_all_of_a_caption_and_its_figures_are_read_by_the_true_tokenizer(turbo_engine: AceStep) -> None:
    brief, lyrics = song(style=", ".join(f"colour {at}" for at in range(40)))
    with turbo_engine.shelf.lend(Quiet()) as model:
        request = turbo_engine.request(brief, lyrics, turbo=True, tokens=model.tokens)
        assert model.tokens(request)[0] <= 256
    assert request["prompt"].startswith("colour 0")


def test_words_that_would_be_cut_are_refused_before_a_step(turbo_engine: AceStep) -> None:
    with pytest.raises(CannotMake, match=r"its model reads 2048 tokens of words, and these are 2[1-9]"):
        turbo_engine.record(*song(words="\n".join(["la la la la la la"] * 130)), 0, hear)


@pytest.mark.parametrize(
    ("name", "wound"),
    [
        ("transformer/diffusion_pytorch_model.safetensors", lambda content: content[: len(content) // 2]),
        ("transformer/diffusion_pytorch_model.safetensors", lambda _: b""),
        ("transformer/config.json", lambda _: b"{}"),
        ("transformer/config.json", lambda _: b"["),
        ("model_index.json", lambda content: content.replace(b"Qwen3Model", b"Quern3Model")),
        ("tokenizer/tokenizer.json", lambda _: b'{"a": 1}'),
    ],
    ids=["half the weights", "no weights", "other sizes", "broken configuration", "unknown kind", "broken tokenizer"],
)
def test_a_damaged_model_is_one_sentence(turbo: Path, tmp_path: Path, name: str, wound: Any) -> None:
    folder = tmp_path / "wounded"
    shutil.copytree(turbo, folder)
    (folder / name).write_bytes(wound((folder / name).read_bytes()))
    with pytest.raises(CannotMake, match="its model can't be loaded: ") as raised:
        ace(folder).record(*song(), 0, hear)
    assert "\n" not in str(raised.value)
    assert str(tmp_path) not in str(raised.value)


def test_weights_that_are_no_numbers_make_no_song(turbo: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = tmp_path / "not-a-number"
    shutil.copytree(turbo, folder)
    file = folder / "vae" / "diffusion_pytorch_model.safetensors"
    weights = load_file(file)
    weights["decoder.conv2.weight_v"][:] = np.nan
    save_file(weights, file, metadata={"format": "pt"})
    with pytest.raises(CannotMake, match="values that are no numbers"):
        ace(folder).record(*song(), 0, hear)


def test_a_card_that_is_not_there_is_told(turbo: Path) -> None:
    with pytest.raises(CannotMake, match=r"SONGWRIGHT_DEVICE is cuda:7, and torch 2\.\S+ sees no card: install"):
        ace(turbo, DEVICE="cuda:7").record(*song(), 0, hear)


def test_a_fault_of_the_model_is_told_and_it_is_loaded_anew(turbo: Path) -> None:
    engine = ace(turbo)
    sound(engine, song())
    with engine.shelf.lend(Quiet()) as model:
        model.pipeline.vae.decoder.register_forward_pre_hook(_full)
    with pytest.raises(CannotMake, match="its model failed: the card has too little free memory; end what else"):
        sound(engine, song())
    assert not engine.shelf.loaded
    sound(engine, song())


def _full(*_: object) -> None:
    raise RuntimeError("CUDA out of memory. Tried to allocate 20.00 GiB")


def test_the_processor_s_own_types_of_weights_work(turbo: Path) -> None:
    wide, narrow = (sound(ace(turbo, DTYPE=dtype), song()) for dtype in ("float32", "bfloat16"))
    assert wide.shape == narrow.shape
    assert not np.array_equal(wide, narrow)


def test_engines_are_listed_without_loading_torch(turbo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    script = (
        "import json, os, sys, pathlib\n"
        "from songwright.engines import list_engines\n"
        "told = {each.name: each.gate.value for each in list_engines(os.environ, pathlib.Path('.'))}\n"
        "print(json.dumps([told['ace-step'], 'torch' in sys.modules, 'diffusers' in sys.modules]))\n"
    )
    monkeypatch.setenv(f"{LOCAL}ACE_STEP_MODEL", str(turbo))
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == ["ready", False, False]
    assert next(each for each in list_engines(COMMON, turbo) if each.name == "musicgen").reason
