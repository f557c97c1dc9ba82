"""What a cell may hold: each kind of value, and what is said of a wrong one."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.spreadsheets import kinds
from core.common.models import Period

PERIODS = kinds.Several(Period.choices)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (kinds.Text(10), "  isombe ", "isombe"),
        (kinds.Text(10), 12, "12"),
        (kinds.Text(10), "e\u0301", "é"),
        (kinds.Text(10, digits=5), 1001, "01001"),
        (kinds.Key(10), "a_b-1", "a_b-1"),
        (kinds.Whole(), 1400, 1400),
        (kinds.Whole(), "1400", 1400),
        (kinds.Whole(), "1,400", 1400),
        (kinds.Whole(), "1\u202f400", 1400),
        (kinds.Whole(), " 12 345 ", 12345),
        (kinds.Number(2), "2.8", Decimal("2.80")),
        (kinds.Number(2), "2,8", Decimal("2.80")),
        (kinds.Number(2), 2.8, Decimal("2.80")),
        (kinds.Number(3), 0.1 + 0.2, Decimal("0.300")),
        (kinds.Number(3), 5, Decimal("5.000")),
        (kinds.YesNo(), "Yes", True),
        (kinds.YesNo(), "oya", False),
        (kinds.YesNo(), True, True),
        (kinds.YesNo(), 0, False),
        (kinds.OneOf(Period.choices), "Lunch", "lunch"),
        (PERIODS, "dinner; lunch", ("lunch", "dinner")),
        (kinds.Day(), "2026-11-25", date(2026, 11, 25)),
        (kinds.Day(), "25/11/2026", date(2026, 11, 25)),
        (kinds.Day(), datetime(2026, 11, 25, 8, 0), date(2026, 11, 25)),
        (kinds.Clock(), "12:30", time(12, 30)),
        (kinds.Clock(), "12h30", time(12, 30)),
        (kinds.Clock(), time(12, 30, 0), time(12, 30)),
        (kinds.Email(), "Aline@CHUB.example", "aline@chub.example"),
        (kinds.Phone(), "0788 412 067", "+250788412067"),
        (kinds.Phone(), 250788412067, "+250788412067"),
        (kinds.Phone(), 788412067, "+250788412067"),
    ],
)
def test_a_cell_is_understood(kind: kinds.Kind, cell: object, value: object):
    found = kind.clean(cell)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "cell", "words"),
    [
        (kinds.Text(5), "isombe", "6 letters; at most 5."),
        (kinds.Text(50), "rice\u202eecir", "The text holds signs that cannot be seen. Type it again."),
        (kinds.Text(50), "rice\x07", "The text holds signs that cannot be seen. Type it again."),
        (kinds.Text(50), date(2026, 1, 1), "A text is wanted here. Format the cell as text."),
        (kinds.Key(50), "two words", "Only letters a to z, digits, _ and -, without spaces."),
        (kinds.Key(50), "ibirayi’", "Only letters a to z, digits, _ and -, without spaces."),
        (kinds.Whole(), "1000 frw", "Whole figures only."),
        (kinds.Whole(), 12.5, "Whole figures only."),
        (kinds.Whole(), "1.400", "Whole figures only."),
        (kinds.Whole(), -1, "Whole figures only."),
        (kinds.Whole(), True, "Whole figures only."),
        (kinds.Whole(), 10**12, "Whole figures only."),
        (kinds.Whole(0, 7), 9, "Whole figures, 0 to 7."),
        (kinds.Whole(1), 0, "Whole figures, 1 or more."),
        (kinds.Number(2), "2.855", "At most 2 decimals."),
        (kinds.Number(2), "1,400", "The comma can mean two things here: write 1400 or 1.4."),
        (kinds.Number(2), "a lot", "A figure like 12.5."),
        (kinds.Number(2), float("nan"), "A figure like 12.5."),
        (kinds.Number(2), float("inf"), "A figure like 12.5."),
        (kinds.Number(2), "1e5", "A figure like 12.5."),
        (kinds.Number(3, Decimal("0.001"), Decimal(1)), 2, "A figure from 0.001 to 1."),
        (kinds.Number(3, Decimal(0)), -2, "A figure from 0 on."),
        (kinds.YesNo(), "perhaps", "Write yes or no."),
        (kinds.OneOf(Period.choices), "brunch", "Not known. Possible: breakfast, lunch, dinner."),
        (PERIODS, "lunch;brunch", "Not known. Possible: breakfast, lunch, dinner."),
        (kinds.Day(), "31/02/2026", "A day like 2026-11-25 or 25/11/2026."),
        (kinds.Day(), "tomorrow", "A day like 2026-11-25 or 25/11/2026."),
        (kinds.Clock(), "25:00", "A time like 12:30."),
        (kinds.Email(), "aline at chub", "An e-mail address like name@chub.example."),
        (kinds.Phone(), "12", "A phone number like +250 788 412 067."),
        (kinds.Phone(), "call me", "A phone number like +250 788 412 067."),
    ],
)
def test_a_wrong_cell_says_what_is_allowed(kind: kinds.Kind, cell: object, words: str):
    with pytest.raises(ValueError) as caught:
        kind.clean(cell)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        (kinds.Number(2), Decimal("2.80"), Decimal("2.8")),
        (kinds.Number(2), Decimal("100.00"), Decimal("100")),
        (kinds.Number(2), None, ""),
        (kinds.YesNo(), True, "yes"),
        (kinds.YesNo(), False, "no"),
        (kinds.Clock(), time(7, 5), "07:05"),
        (PERIODS, ("lunch", "dinner"), "lunch;dinner"),
    ],
)
def test_a_value_is_written_as_it_can_be_read(kind: kinds.Kind, value: object, cell: object):
    assert kind.render(value) == cell


@given(st.decimals(min_value=0, max_value=999_999, places=3))
def test_every_figure_comes_back_from_its_cell(figure: Decimal):
    kind = kinds.Number(3)
    assert kind.clean(str(kind.render(figure))) == figure
    assert kind.clean(float(kind.render(figure))) == figure


def said_of(kind: kinds.Kind, cell: object) -> str:
    try:
        kind.clean(cell)
    except ValueError as error:
        return str(error)
    return "Understood."


@given(
    st.one_of(
        st.text(),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.times(),
        st.datetimes(),
    )
)
def test_whatever_stands_in_a_cell_is_understood_or_refused_in_words(cell: object):
    for kind in (
        kinds.Text(20),
        kinds.Key(20),
        kinds.Whole(),
        kinds.Number(2),
        kinds.YesNo(),
        kinds.OneOf(Period.choices),
        PERIODS,
        kinds.Day(),
        kinds.Clock(),
        kinds.Email(254),
        kinds.Phone(),
    ):
        assert said_of(kind, cell).endswith(".")
