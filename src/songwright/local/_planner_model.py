"""Loads ACE-Step's planner and has it write codes, and nothing but codes."""
# pyright: reportMissingImports=false

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from songwright.local._faults import faults_told
from songwright.local._machine import Place
from songwright.local._planner import PlanOrder, Turns
from songwright.local._watching import Headway
from songwright.song import CannotMake

_CODE = re.compile(r"<\|audio_code_(\d+)\|>")


def load_planner(folder: Path, place: Place, most_codes: int) -> "LoadedPlanner":
    """The language model in a folder, in main memory. Raises CannotMake where it can't be loaded or knows no codes."""
    with faults_told("its planner can't be loaded"):
        import torch  # noqa: PLC0415 - heavy
        import transformers  # noqa: PLC0415

        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = transformers.AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=getattr(torch, place.dtype)
        ).eval()
        named = {token: _CODE.fullmatch(word) for word, token in tokenizer.get_vocab().items()}
        codes = {token: int(code[1]) for token, code in named.items() if code and int(code[1]) < most_codes}
    if not codes:
        raise CannotMake("its planner can't be loaded: it knows no <|audio_code_0|>, so it is no planner of ACE-Step")
    return LoadedPlanner(model=model, tokenizer=tokenizer, device=place.device, codes=codes)


@dataclass(slots=True, kw_only=True, eq=False)
class LoadedPlanner:
    """A language model that plans songs; between them it is wherever it was left."""

    model: Any
    tokenizer: Any
    device: str
    codes: dict[int, int]
    """Codes by the tokens that stand for them."""
    stays: bool = True
    """Whether there is room for it on the card beside the rest."""

    def plan(self, order: PlanOrder, seed: int, headway: Headway) -> str:
        """The codes as the pipeline takes them. `headway` hears of each, and stops it by raising."""
        import torch  # noqa: PLC0415
        import yaml  # noqa: PLC0415 - comes with these libraries

        cards = [torch.device(self.device)] if self.device != "cpu" else []
        headway.reach("planning")
        try:
            with faults_told("its planner failed"), torch.random.fork_rng(devices=cards):
                self.model.to(self.device)
                torch.manual_seed(seed)
                thoughts = yaml.dump(order.figures, allow_unicode=True, sort_keys=True)
                written = self._written(
                    self._read(order.turns(thoughts)), self._read(order.turns_away()), order, headway
                )
        finally:
            if not self.stays:
                self.model.to("cpu")
        return "".join(f"<|audio_code_{self.codes[token]}|>" for token in written)

    def _read(self, turns: Turns) -> Any:  # noqa: ANN401 - a tensor of one row
        """The talk as tokens, by the model's own form of talks."""
        text = self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=False)
        text += "" if text.endswith("\n") else "\n"
        return self.tokenizer(text, add_special_tokens=False, return_tensors="pt")["input_ids"].to(self.device)

    def _written(self, asked: Any, away: Any, order: PlanOrder, headway: Headway) -> list[int]:  # noqa: ANN401
        """As many tokens as codes are wanted."""
        import torch  # noqa: PLC0415
        import transformers  # noqa: PLC0415

        allowed = torch.tensor(sorted(self.codes), device=asked.device)
        steps = 0

        class CodesOnly(transformers.LogitsProcessor):  # type: ignore[misc]
            """Leaves codes as the only choice."""

            def __call__(self, _ids: Any, scores: Any) -> Any:  # noqa: ANN401
                nonlocal steps
                headway.reach("planning", steps / order.codes)
                steps += 1
                kept = torch.full_like(scores, -math.inf)
                kept[:, allowed] = scores[:, allowed]
                return kept

        made = self.model.generate(
            input_ids=asked, attention_mask=torch.ones_like(asked), negative_prompt_ids=away,
            negative_prompt_attention_mask=torch.ones_like(away), guidance_scale=order.guidance,
            min_new_tokens=order.codes, max_new_tokens=order.codes, do_sample=True, temperature=order.temperature,
            top_p=order.top_p, top_k=0, repetition_penalty=1.0,
            logits_processor=transformers.LogitsProcessorList([CodesOnly()]),
        )  # fmt: skip
        tokens: list[int] = made[0, asked.shape[1] :].tolist()
        return tokens
