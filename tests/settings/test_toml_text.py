"""Values written as TOML read back as they were."""

import tomllib
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from mailer.settings.toml_text import Value, assignment

texts = st.text(st.characters(codec="utf-8"))
values = st.one_of(texts, st.integers(), st.dates(), st.datetimes(), st.dictionaries(texts, texts))


@given(values)
def test_any_value_reads_back(value: Value) -> None:
    assert tomllib.loads(assignment("key", value)) == {"key": value}


def test_it_is_written_as_a_person_would() -> None:
    assert (
        assignment("theme", {"nl": 'Zo "open" als het kan'}) == 'theme = { nl = "Zo \\"open\\" als het kan" }'
    )
    assert assignment("deadline", date(2017, 9, 1)) == "deadline = 2017-09-01"
    assert assignment("starts", datetime(2017, 9, 14, 12)) == "starts = 2017-09-14T12:00:00"  # noqa: DTZ001
