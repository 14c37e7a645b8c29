"""Song models of a few thousand random weights, saved as their makers save theirs: built in seconds, no download."""

from pathlib import Path
from typing import Any

import pytest

from songwright.local import AceStepPlugin, MusicGenPlugin
from songwright.studio.ports import Engine, Tier

_BUILT: dict[str, Path] = {}

LATENT, WIDE = 8, 32
_HEADS: dict[str, Any] = {"num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "sliding_window": 16}


def _bytes_tokenizer(end: str, *special: str) -> Any:
    """A tokenizer with a symbol for each byte and nothing learned, and these symbols of their own."""
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import Qwen2Tokenizer

    vocabulary = {symbol: at for at, symbol in enumerate([*sorted(ByteLevel.alphabet()), end, *special])}
    more = {"additional_special_tokens": list(special)} if special else {}
    return Qwen2Tokenizer(vocab=vocabulary, merges=[], pad_token=end, eos_token=end, **more)


def save_ace_step(folder: Path, *, turbo: bool, rate_hz: int = 48_000, plannable: bool = False) -> Path:
    """An ACE-Step pipeline in the layout of diffusers, with or without what reads a planner's codes."""
    import diffusers
    import torch
    import transformers

    with torch.random.fork_rng():
        torch.manual_seed(0)
        tokenizer = _bytes_tokenizer("<|endoftext|>")
        text = transformers.Qwen3Config(
            vocab_size=len(tokenizer), hidden_size=WIDE, intermediate_size=64, num_hidden_layers=2,
            num_attention_heads=4, num_key_value_heads=2, head_dim=8, max_position_embeddings=4096,
        )  # fmt: skip
        reading: dict[str, Any] = {
            "audio_tokenizer": diffusers.AceStepAudioTokenizer(
                hidden_size=WIDE, intermediate_size=64, audio_acoustic_hidden_dim=LATENT, fsq_dim=WIDE,
                num_attention_pooler_hidden_layers=1, **_HEADS,
            ),
            "audio_token_detokenizer": diffusers.AceStepAudioTokenDetokenizer(
                hidden_size=WIDE, intermediate_size=64, audio_acoustic_hidden_dim=LATENT,
                num_attention_pooler_hidden_layers=1, **_HEADS,
            ),
        } if plannable else {}  # fmt: skip
        pipeline = diffusers.AceStepPipeline(
            vae=diffusers.AutoencoderOobleck(
                encoder_hidden_size=2 * LATENT, downsampling_ratios=[10, 12, rate_hz // 3000], decoder_channels=4,
                channel_multiples=[1, 1, 2], decoder_input_channels=LATENT, audio_channels=2, sampling_rate=rate_hz,
            ),
            text_encoder=transformers.Qwen3Model(text),
            tokenizer=tokenizer,
            transformer=diffusers.AceStepTransformer1DModel(
                hidden_size=WIDE, intermediate_size=64, num_hidden_layers=2, in_channels=3 * LATENT,
                audio_acoustic_hidden_dim=LATENT, patch_size=2, encoder_hidden_size=WIDE, is_turbo=turbo,
                model_version="turbo" if turbo else "base", **_HEADS,
            ),
            condition_encoder=diffusers.AceStepConditionEncoder(
                hidden_size=WIDE, intermediate_size=64, text_hidden_dim=WIDE, timbre_hidden_dim=LATENT,
                num_lyric_encoder_hidden_layers=2, num_timbre_encoder_hidden_layers=1, **_HEADS,
            ),
            scheduler=diffusers.FlowMatchEulerDiscreteScheduler(num_train_timesteps=1, shift=1.0),
            **reading,
        )  # fmt: skip
        pipeline.save_pretrained(folder)
    return folder


def save_planner(folder: Path, *, codes: int = 300) -> Path:
    """A language model that knows some of ACE-Step's codes, and talks in Qwen's form."""
    import torch
    import transformers

    with torch.random.fork_rng():
        torch.manual_seed(0)
        special = ("<|im_start|>", "<|im_end|>", *(f"<|audio_code_{code}|>" for code in range(codes)))
        tokenizer = _bytes_tokenizer("<|endoftext|>", *special)
        tokenizer.chat_template = (
            "{% for turn in messages %}<|im_start|>{{ turn.role }}\n{{ turn.content }}<|im_end|>\n{% endfor %}"
        )
        config = transformers.Qwen3Config(
            vocab_size=len(tokenizer), hidden_size=WIDE, intermediate_size=64, num_hidden_layers=2,
            num_attention_heads=4, num_key_value_heads=2, head_dim=8, max_position_embeddings=4096,
        )  # fmt: skip
        model = transformers.Qwen3ForCausalLM(config)
        model.lm_head.weight.data *= 50.0  # or all codes were equally likely, whatever is asked
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    return folder


def save_musicgen(folder: Path) -> Path:
    """A MusicGen model with its processor, in the layout of transformers; its steps are 20 a second and not 50."""
    import torch
    import transformers

    with torch.random.fork_rng():
        torch.manual_seed(0)
        letters = ["<pad>", "</s>", "<unk>", *map(chr, range(32, 127)), "\u2581"]
        tokenizer = transformers.T5Tokenizer(
            vocab=[(each, -1.0 - at / 1000) for at, each in enumerate(letters)], extra_ids=0
        )
        config = transformers.MusicgenConfig(
            text_encoder=transformers.T5Config(
                vocab_size=128, d_model=WIDE, d_kv=8, d_ff=64, num_layers=2, num_heads=4, pad_token_id=0, eos_token_id=1
            ),
            audio_encoder=transformers.EncodecConfig(
                target_bandwidths=[0.48], sampling_rate=32_000, audio_channels=1, normalize=False, chunk_length_s=None,
                overlap=None, num_filters=4, num_residual_layers=1, upsampling_ratios=[10, 8, 5, 4], codebook_size=64,
                codebook_dim=16, hidden_size=16, num_lstm_layers=1, use_causal_conv=False,
            ),
            decoder=transformers.MusicgenDecoderConfig(
                vocab_size=64, max_position_embeddings=512, num_hidden_layers=2, ffn_dim=64, num_attention_heads=4,
                hidden_size=WIDE, num_codebooks=4, audio_channels=1, pad_token_id=64, bos_token_id=64,
            ),
        )  # fmt: skip
        model = transformers.MusicgenForConditionalGeneration(config).eval()
        for weights in model.decoder.parameters():
            if weights.ndim == 2:
                weights.data *= 10.0  # or all its choices were equally likely, whatever it is told
        for layer in model.audio_encoder.quantizer.layers:
            layer.codebook.embed.normal_()  # or all that is chosen sounded alike
        model.generation_config.update(
            decoder_start_token_id=64,
            pad_token_id=64,
            bos_token_id=64,
            guidance_scale=3.0,
            do_sample=True,
            max_length=256,
        )
        model.save_pretrained(folder)
        extractor = transformers.EncodecFeatureExtractor(feature_size=1, sampling_rate=32_000)
        transformers.MusicgenProcessor(extractor, tokenizer).save_pretrained(folder)
    return folder


def opened(plugin: AceStepPlugin | MusicGenPlugin, folders: pytest.TempPathFactory) -> Engine:
    """The plug-in's engine with a tiny model, through its three gates."""
    name = "MUSICGEN" if isinstance(plugin, MusicGenPlugin) else "ACE_STEP"
    if name not in _BUILT:
        folder = folders.mktemp("models") / f"tiny-{name.lower()}"
        _BUILT[name] = save_musicgen(folder) if name == "MUSICGEN" else save_ace_step(folder, turbo=True)
    told = {f"SONGWRIGHT_LOCAL_{name}_MODEL": str(_BUILT[name]), "SONGWRIGHT_LOCAL_THREADS": "1"}
    setup = plugin.settle(told, folders.getbasetemp())
    setup.check()
    return setup.open(Tier.STANDARD)
