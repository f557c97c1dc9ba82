"""`manage.py verdict` tells the reasoning and leaves a look."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.eaters.models import HealthRead
from tests.factories import eaters
from tests.factories.judged import food, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def keza():
    return eaters.known(of=eaters.eater(name="Keza"), allergies={"peanuts": "severe"}, diet_keys=("renal",))


@pytest.fixture
def stew():
    return served(food("beans", potassium_mg=650), food("nuts", potassium_mg=600, contains=("peanuts",)), name="Stew").dish


def told(**options):
    out = StringIO()
    call_command("verdict", stdout=out, **options)
    return out.getvalue()


def test_the_reasoning_goes_down_to_lines_and_sources(keza, stew):
    text = told(dish=stew.key, eater=keza.pk)
    assert "Allergy: Groundnuts (peanuts), severe\n  contains, from nuts" in text
    assert "renal: nutrient_max_per_serving potassium_mg 700 mg [house default]" in text
    assert "1,250 mg, known of 100 % of the ingredients\n    Beans 100.00 g: 650 mg (650 mg in 100 g: test beans)" in text
    assert "Verdict: does not fit\n  blocker: Stew contains Groundnuts (peanuts), from Nuts." in text
    assert "health record 1" in text


def test_it_speaks_the_readers_language(keza, stew):
    assert "contient" in told(dish=stew.key, eater=keza.pk, language="fr")


def test_the_look_is_logged(keza, stew):
    told(dish=stew.key, eater=keza.pk)
    look = HealthRead.objects.filter(eater=keza).latest("pk")
    assert (look.purpose, look.by.is_system) == ("operator", True)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"dish": "stw"}, "No dish has the key 'stw'"),
        ({"eater": 99999}, "No eater has the number"),
        ({"by": "x@y.z"}, "Nobody has the e-mail"),
    ],
)
def test_what_is_not_there_is_named(keza, stew, wrong, words):
    with pytest.raises(CommandError, match=words):
        told(**{"dish": stew.key, "eater": keza.pk} | wrong)
