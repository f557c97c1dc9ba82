"""The parts of look.md: what stands in the page for each."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from backoffice.templatetags import parts

NOON = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def drawn(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_a_chip_is_icon_colour_and_word():
    assert drawn('{% chip "out_for_delivery" %}') == (
        '<span class="state-chip state-chip--info"><svg class="icon" aria-hidden="true">'
        '<use href="/static/house/icons.svg#i-way"/></svg>On the way</span>'
    )


def test_a_chip_takes_another_word_but_keeps_its_icon():
    chip = drawn('{% chip "late" word %}', word="4 min <late>")
    assert "#i-late" in chip
    assert chip.endswith("4 min &lt;late&gt;</span>")


def test_an_unknown_state_is_said_quietly():
    assert "state-chip--quiet" in drawn('{% chip "on_hold" %}')
    assert drawn('{% chip "on_hold" %}').endswith("On hold</span>")


@pytest.mark.parametrize("state", parts.STATES)
def test_every_state_has_a_tone_that_the_style_sheet_knows(state):
    assert parts.STATES[state].tone in {"quiet", "ok", "wait", "late", "info"}


@pytest.mark.parametrize(
    ("minutes", "tone", "words"),
    [
        (-134, "quiet", "−2 h 14"),
        (-14, "quiet", "−14 min"),
        (-4, "wait", "−4 min"),
        (0, "wait", "0 min"),
        (4, "late", "+4 min"),
        (60 * 24 + 5, "late", "+1 d"),
    ],
)
def test_a_clock_says_minutes_to_or_past_a_promise(minutes, tone, words):
    clock = parts.clock(NOON - timedelta(minutes=minutes), now=NOON)
    assert f'class="clock clock--{tone}"' in clock
    assert f"{words}</span>" in clock


def test_a_clock_tells_the_absolute_time_of_rwanda_on_hover_and_to_screen_readers():
    clock = parts.clock(NOON, now=NOON)
    assert 'title="due Wed 25 Nov 12:00"' in clock
    assert '<span class="visually-hidden">due Wed 25 Nov 12:00</span>' in clock


def test_a_promise_kept_is_never_red():
    assert "clock--quiet" in parts.clock(NOON - timedelta(hours=3), now=NOON, done=True)


def test_the_clock_in_a_page_goes_by_the_page():
    assert "+10 min" in drawn("{% clock due %}", due=NOON, now=NOON + timedelta(minutes=10))


def test_no_promise_has_no_clock():
    assert drawn("{% clock due %}", due=None, now=NOON) == ""


@pytest.mark.parametrize(("language", "amount"), [("en", "12,300"), ("fr", "12\u202f300"), ("rw", "12\u202f300")])
def test_money_is_written_as_the_reader_writes_it(language, amount):
    with translation.override(language):
        assert drawn("{{ 12300|money }}") == amount
        assert drawn("{% rwf 12300 %}") == f"RWF\u00a0{amount}"


def test_money_not_known_is_not_nought():
    assert drawn("{{ price|money }}{% rwf price %}{{ order.missing|money }}", price=None) == ""


def test_safety_is_yellow_and_named():
    assert drawn('{% safety "groundnut" %}').startswith('<span class="safety-badge"><svg')
    assert "safety-badge--small" in drawn('{% safety "groundnut" small=True %}')


def test_a_verdict_gives_its_first_reason_and_counts_the_rest():
    strip = drawn('{% verdict "no" reasons %}', reasons=["Contains groundnut.", "Sodium 804 mg, limit 600 mg.", "Disliked."])
    assert "verdict-strip--no" in strip
    assert "<strong>Does not fit</strong>Contains groundnut." in strip
    assert "2 more reasons" in strip
    assert "<li>Disliked.</li>" in strip


def test_a_verdict_without_more_reasons_does_not_open():
    assert "<details" not in drawn('{% verdict "fits" reasons %}', reasons=["54 mg sodium of 600."])


def test_a_person_is_named_reached_and_warned_about():
    card = drawn(
        "{% person name phone say badges=badges warnings=warnings %}",
        name="Aline Uwase",
        phone="+250788000112",
        say="oo-WAH-seh",
        badges=[("bed", "W3-12")],
        warnings=["Allergic: groundnut"],
    )
    assert ">AU</span>" in card
    assert 'href="tel:+250788000112"' in card
    assert "say “oo-WAH-seh”" in card
    assert 'class="safety-badge"' in card


def test_money_lines_end_in_their_total():
    table = drawn(
        "{% money_lines lines %}",
        lines=[
            {"label": "2 dishes", "amount": 5300},
            {"label": "Silver, 5 %", "reason": "Your tier", "amount": -265},
            {"label": "Total", "amount": 5035},
        ],
    )
    assert '<tr class="money__total"><th scope="row">Total</th><td>5,035</td>' in table
    assert "<td>−265</td>" in table
    assert table.count("money__total") == 1


def test_a_plate_is_a_picture_with_words():
    assert drawn('{% plate "/p/1.svg" "half cereal" %}') == (
        '<img class="plate" src="/p/1.svg" alt="half cereal" width="72" height="72" loading="lazy" decoding="async">'
    )


def test_the_key_of_a_plate_gives_grams_and_shares():
    key = drawn("{% plate_key groups %}", groups=[("cereals", "Cereals", 150.2), ("legumes", "Beans", 49.8)])
    assert 'src="/static/house/textures/cereals.svg"' in key
    assert "<b>150 g</b>" in key
    assert "75 %" in key


def test_an_empty_place_says_what_belongs_there_and_how_to_start():
    note = drawn('{% empty "No orders yet" "What you order is followed here." "/menu" "See the menu" %}')
    assert "<h3>No orders yet</h3>" in note
    assert '<a class="button" href="/menu">See the menu</a>' in note


@pytest.mark.parametrize("language", ["en", "fr", "rw"])
def test_drawings_are_the_same_in_every_language(language):
    """A comma for a decimal point would break every coordinate."""
    context = {
        "a": [1, 2.5, 4],
        "b": [3, 1, 2.25],
        "hours": ["06", "07", "08"],
        "marks": [("ok", "96 %"), ("late", "89 %"), ("ok", "97 %")],
    }
    source = "{% spark a b %}{% bars a b hours %}{% interval 10.5 20.25 30 15.5 %}{% days marks %}"
    with translation.override(language):
        drawing = drawn(source, **context)
    assert drawing == drawn(source, **context)
    assert 'x="33.33%"' in drawing
    assert 'points="2,20 36,11.5 70,3"' in drawing


def test_measured_drawings_need_no_style_attribute():
    drawing = drawn("{% bars a b c %}{% interval 1 2 3 %}{% days d %}{% spark a b %}", a=[1, 2], b=[2, 1], c=["1", "2"], d=[("ok", "x")])
    assert "style=" not in drawing
