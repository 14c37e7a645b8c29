"""ACE-Step's planner: what it is asked, that it writes codes and nothing else, and what the weights do with it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from far_engines import hear, planned
from hollow_models import HollowModel, ace_step
from test_near_models import Quiet, Stops, ace, song, sound

from songwright.local import AceStep
from songwright.local._planner import PlanOrder, plan_order
from songwright.song import Cancelled, CannotMake, Control, Heed, Key, Meter, Weights
from songwright.studio.ports import Tier


def order(**more: Any) -> PlanOrder:
    usual: dict[str, Any] = {"tempo_bpm": 97.0, "key": Key.parse("F# minor"), "meter": Meter(beats=3, unit=4)}
    brief, lyrics = song(**(usual | more))
    request = ace_step().request(brief, lyrics, turbo=True, tokens=HollowModel().tokens)
    return plan_order(brief, lyrics, request)


def test_the_song_s_figures_are_the_planner_s_thoughts() -> None:
    asked = order(duration_s=12.34)
    assert asked.figures == {"bpm": 97, "duration": 12, "keyscale": "F# minor", "language": "en", "timesignature": 3}
    assert asked.codes == 62  # five a second, and none of it missing
    system, user, assistant = (turn["content"] for turn in asked.turns("bpm: 97\n"))
    assert system == "# Instruction\nGenerate audio semantic tokens based on the given conditions:\n\n"
    assert user == f"# Caption\n{asked.caption}\n\n# Lyric\n{asked.words}\n"
    assert assistant == "<think>\nbpm: 97\n</think>"
    silent = order(instrumental=True, meter=Meter(beats=5, unit=4))
    assert set(silent.figures) == {"bpm", "duration", "keyscale"}


def test_guidance_leads_away_from_what_is_to_be_avoided() -> None:
    _, user, assistant = (turn["content"] for turn in order(avoid=" banjo,  drums").turns_away())
    assert user.startswith("# Caption\nbanjo, drums\n\n# Lyric\n")
    assert assistant == "<think>\n</think>"
    plain = order()
    assert plain.turns_away()[1] == plain.turns("")[1]


def test_weights_move_the_planner_one_way() -> None:
    orders = [order(weights=Weights(style=weight / 10, weirdness=weight / 10)) for weight in range(11)]
    for name in ("guidance", "temperature", "top_p"):
        values = [getattr(each, name) for each in orders]
        assert values == sorted(set(values))
    assert (orders[5].guidance, orders[5].temperature, orders[5].top_p) == (2.5, 0.85, 0.9)


@pytest.mark.parametrize(("tier", "plans"), [(Tier.DRAFT, False), (Tier.STANDARD, True), (Tier.TOP, True)])
def test_drafts_go_without_a_plan_and_reports_say_what_is_followed(tier: Tier, plans: bool) -> None:
    model = HollowModel(plans=True)
    credit = ace_step(model, tier).record(*song(avoid="banjo"), 0, hear).credit
    assert (len(model.orders) == 1) is plans
    assert ("audio_codes" in model.asked[0]) is plans
    assert credit is not None
    told = {each.control: each.heed for each in credit.handling}
    assert told[Control.WEIRDNESS] is (Heed.HONOURED if plans else Heed.IGNORED)
    assert told[Control.STYLE_WEIGHT] is (Heed.HONOURED if plans else Heed.IGNORED)
    assert told[Control.AVOID] is Heed.APPROXIMATED


@pytest.fixture(scope="module")
def planned_engine(plannable: Path, planner: Path) -> AceStep:
    return ace(plannable, ACE_STEP_PLANNER=str(planner))


@pytest.mark.models
def test_a_planned_song_is_the_same_again_and_another_without_its_plan(
    plannable: Path, planner: Path, planned_engine: AceStep
) -> None:
    asked = song(duration_s=10.5)
    first = sound(planned_engine, asked)
    assert first.shape == (504_000, 2)
    np.testing.assert_array_equal(first, sound(ace(plannable, ACE_STEP_PLANNER=str(planner)), asked))
    assert not np.array_equal(first, sound(planned_engine, asked, take=1))
    assert not np.array_equal(first, sound(ace(plannable, Tier.DRAFT, ACE_STEP_PLANNER=str(planner)), asked))
    credit = planned_engine.record(*asked, 0, hear).credit
    assert credit is not None
    assert credit.checkpoint == "tiny-plannable, planned by tiny-planner"


@pytest.mark.models
def test_a_plan_is_codes_alone_five_a_second(planned_engine: AceStep) -> None:
    asked = order(duration_s=10.0)
    with planned_engine.shelf.lend(Quiet()) as model:
        codes = model.plan(asked, 3, Quiet())
    numbers = codes.removeprefix("<|audio_code_").removesuffix("|>").split("|><|audio_code_")
    assert len(numbers) == 50
    assert all(0 <= int(number) < 300 for number in numbers)
    assert len(set(numbers)) > 1


@pytest.mark.models
@pytest.mark.parametrize("more", [{"weights": Weights(style=1.0)}, {"weights": Weights(weirdness=1.0)}, {"avoid": "x"}])
def test_weights_and_what_to_avoid_move_the_plan(planned_engine: AceStep, more: dict[str, Any]) -> None:
    brief, lyrics = song()
    assert not np.array_equal(
        sound(planned_engine, (brief, lyrics)), sound(planned_engine, (replace(brief, **more), lyrics))
    )


@pytest.mark.models
def test_a_stop_ends_the_planning_at_its_code(planned_engine: AceStep) -> None:
    heard: list[float] = []

    def progress(stage: str, fraction: float) -> None:
        heard.append(fraction)
        Stops("planning", 0.5)(stage, fraction)

    with pytest.raises(Cancelled):
        planned_engine.record(*song(), 0, progress)
    assert max(heard) == 0.5
    assert planned_engine.shelf.loaded


@pytest.mark.models
def test_what_does_not_go_with_a_planner_is_told(turbo: Path, plannable: Path, planner: Path) -> None:
    with pytest.raises(CannotMake, match="has no audio_tokenizer, so that it can't read a planner's codes; take a"):
        sound(ace(turbo, ACE_STEP_PLANNER=str(planner)), song())
    with pytest.raises(CannotMake, match="its planner can't be loaded: "):
        sound(ace(plannable, ACE_STEP_PLANNER=str(turbo / "text_encoder")), planned())
