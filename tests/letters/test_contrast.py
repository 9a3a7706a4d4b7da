"""WCAG 2.2 success criterion 1.4.3, computed: every word stands out from its ground, by day and by night."""

import pytest

from mailer.letters.contrast import ENOUGH, Faint, Look, contrast, faint, luminance
from tests.letters.scene import every_letter, mail, opened


@pytest.mark.parametrize("dark", [False, True], ids=["by day", "by night"])
@pytest.mark.parametrize(("kind", "language"), every_letter())
def test_every_word_can_be_read(kind: str, language: str, dark: bool) -> None:
    page = Look(opened(mail(kind, language)).html, dark=dark)
    seen = {(page.of(node, "color"), page.of(node, "background-color")) for node in page.words()}
    assert len(seen) >= 2
    assert all(map(all, seen)), "every word has its colours"
    assert {pair: contrast(*pair) for pair in seen if contrast(*pair) < ENOUGH} == {}


def test_the_sum_is_the_one_of_the_standard() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") < ENOUGH


def test_the_night_has_its_own_colours() -> None:
    html = opened(mail("invitation")).html
    day, night = (Look(html, dark=dark) for dark in (False, True))
    first = day.words()[0], night.words()[0]
    assert luminance(day.of(first[0], "background-color")) > 0.8
    assert luminance(night.of(first[1], "background-color")) < 0.1


def test_words_that_can_hardly_be_read_are_named() -> None:
    html = opened(mail("invitation")).html
    assert faint(html) == ()
    assert faint(html.replace("#1d2b2f", "#cccccc"))[0] == Faint("#cccccc", "#ffffff", 1.6)
