"""The promise of every import: when anything is refused, nothing is changed, whatever the file holds."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.spreadsheets import door
from backoffice.spreadsheets.readers import read
from core.common import clock
from core.menu.models import DishStatus
from tests import factories as make
from tests.backoffice.spreadsheets import files as f
from tests.snapshots import tables

pytestmark = pytest.mark.django_db

SHEETS = sorted(set(door.SHEETS))
WORDS = st.sampled_from(
    [
        "",
        "0",
        "1",
        "7",
        "-1",
        "1,400",
        "12.5",
        "yes",
        "no",
        "lunch",
        "lunch;dinner",
        "chub",
        "hot",
        "rice",
        "isombe",
        "isombe",
        "monday",
        "12:30",
        "2026-11-26",
        "a@chub.example",
        "0788412067",
        "customer",
        "administrator",
        DishStatus.ACTIVE,
        DishStatus.ARCHIVED,
        "contains",
        "cereals",
        "town",
        "wards",
        "two words",
        "'=1",
        "x" * 130,
        "\u202e",
    ]
)


@pytest.fixture
def house(db: None) -> None:
    make.menu_item(of=make.dish(key="isombe"))
    make.zone()
    make.system()


@pytest.mark.parametrize("kind", SHEETS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(data=st.data())
def test_a_refusal_changes_nothing(house: None, kind: str, data: st.DataObject):
    names = list(door.SHEETS[kind]().fields)
    key = list(door.SHEETS[kind].key)
    others = data.draw(st.lists(st.sampled_from(names), max_size=6, unique=True))
    head = [*key, *(name for name in others if name not in key)]
    rows = data.draw(st.lists(st.lists(WORDS, min_size=len(head), max_size=len(head)), max_size=4))
    before = tables()
    plan, refused = f.outcome(lambda: f.bring_in(kind, [head, *rows]))
    if refused:
        assert refused.text
        assert tables() == before
    elif plan.refused:
        assert not plan.is_written
        assert tables() == before
        assert all(problem.text and problem.address for problem in plan.problems)
    elif not plan.new and not plan.changed:
        assert tables() == before


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=400), name=st.sampled_from(["x.csv", "x.xlsx", "x.ods"]))
def test_any_bytes_are_a_table_or_a_refusal_in_words(content: bytes, name: str):
    table, refused = f.outcome(lambda: read(name, content))
    assert table.headers if refused is None else refused.text


WORKBOOK = f.xlsx_bytes([["key", "price"], ["a", 1], ["b", 2]])


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, len(WORKBOOK) - 1), byte=st.integers(0, 255))
def test_a_workbook_with_a_broken_byte_is_read_or_refused_in_words(place: int, byte: int):
    broken = io.BytesIO(WORKBOOK)
    broken.seek(place)
    broken.write(bytes([byte]))
    table, refused = f.outcome(lambda: read("x.xlsx", broken.getvalue()))
    assert table.headers if refused is None else refused.text


def test_control_an_accepted_file_does_change_the_tables(house: None):
    before = tables()
    door.bring_in("stations", [["key", "name_en"], ["cold", "Cold"]], by=make.system(), now=clock.now())
    assert tables() != before
