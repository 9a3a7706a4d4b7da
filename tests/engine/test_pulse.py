"""The loops beat, and a silent one is named."""

from mailer.engine.loop import Loop
from mailer.engine.pulse import Pulse


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_loop_that_is_silent_too_long_is_named_until_it_stirs() -> None:
    clock = Clock()
    pulse = Pulse(clock)
    beat = pulse.expect("deliver", 60)
    pulse.expect("tick", 600)
    clock.now += 61
    assert pulse.silent() == ["the loop deliver has not stirred for 61 seconds"]
    beat()
    assert pulse.silent() == []
    clock.now += 601
    assert len(pulse.silent()) == 2


def test_a_loop_beats_at_every_turn_even_if_its_work_stumbles() -> None:
    beats: list[int] = []
    left = [True, True, False]

    def step() -> bool:
        if not left:
            loop.stop(0)
            return False
        if left.pop(0):
            return True
        raise ValueError("a step stumbled")

    loop = Loop("receive", step, rest=0.001, beat=lambda: beats.append(1))
    loop._run()
    assert len(beats) == 4
