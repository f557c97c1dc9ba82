"""Who gets in, what the others are told, and that a board is never answered with a log-in page."""

import pytest
from django.test import Client
from django.urls import reverse

from core.accounts.models import User
from core.common.models import Site
from core.kitchen.models import Ticket
from tests import factories as f
from tests.sessions import sign_in

pytestmark = pytest.mark.django_db

BOARD = "/kitchen/hot/"
SCRIPT = {"X-Board": "1"}


@pytest.fixture(autouse=True)
def hot():
    return f.station()


@pytest.mark.parametrize("path", ["/kitchen/", BOARD, "/kitchen/all/", f"{BOARD}done/", f"{BOARD}dishes/"])
def test_a_stranger_is_sent_to_the_log_in_and_back(path):
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={path}")


def test_a_stranger_who_presses_a_button_comes_back_to_the_stations():
    answer = Client().post(f"{BOARD}tickets/1/tap/", {"kind": "start"})
    assert answer["Location"] == f"{reverse('account_login')}?next=/kitchen/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_boards_script_is_told_in_short_that_it_is_signed_out(method):
    path = f"{BOARD}tickets/" if method == "get" else f"{BOARD}tickets/1/tap/"
    answer = getattr(Client(headers=SCRIPT), method)(path)
    assert (answer.status_code, answer.json()) == (401, {"code": "signed_out", "text": "Signed out"})


@pytest.mark.parametrize("role", ["kitchen_staff", "head_chef", "operations_manager"])
def test_the_kitchen_gets_in(role, sign_in_as):
    assert sign_in_as(role).get(BOARD).status_code == 200


@pytest.mark.parametrize("role", ["order_desk", "courier", "finance", "nurse", "customer", "stranger"])
def test_everybody_else_gets_a_page_that_says_why_not_and_leads_on(role, sign_in_as):
    client = sign_in_as(role, name="Eric Nshuti")
    answer = client.get(BOARD)
    assert answer.status_code == 403
    assert "You are signed in as Eric Nshuti. This account does not work in a kitchen." in answer.text
    assert f'action="{reverse("account_logout")}"' in answer.text
    assert client.get(f"{BOARD}tickets/", headers=SCRIPT).json() == {
        "code": "not_allowed",
        "text": "This account does not work in a kitchen.",
    }


def test_nobody_else_taps_either(sign_in_as):
    ticket = f.ticket()
    answer = sign_in_as("order_desk").post(f"{BOARD}tickets/{ticket.pk}/tap/", {"kind": "start"})
    assert answer.status_code == 403
    assert Ticket.objects.get().status == "queued"


def test_a_cook_without_a_site_is_told_who_gives_one(sign_in_as):
    client = sign_in_as("kitchen_staff")
    User.objects.filter(pk=client.user.pk).update(site=None)
    answer = client.get(BOARD)
    assert answer.status_code == 403
    assert "the site it works at" in answer.text


def test_a_staff_session_without_its_second_factor_gets_no_board_and_no_page():
    client = Client()
    client.force_login(f.person(role="kitchen_staff"), backend="core.accounts.backends.RoleBackend")
    answer = client.get(f"{BOARD}tickets/", headers={**SCRIPT, "Accept": "*/*"})
    assert answer.status_code == 401


def test_tickets_of_another_kitchen_do_not_exist():
    ticket = f.ticket()
    elsewhere = Site.objects.create(key="kigali", name_en="Kigali", town="Kigali", phone="+250788000200")
    cook = f.person(role="kitchen_staff")
    User.objects.filter(pk=cook.pk).update(site=elsewhere)
    client = sign_in(User.objects.get(pk=cook.pk))
    assert client.post(f"{BOARD}tickets/{ticket.pk}/tap/", {"kind": "start"}).status_code == 404
    assert f'data-ticket="{ticket.pk}"' not in client.get(BOARD).text
    assert Ticket.objects.get().status == "queued"


@pytest.mark.parametrize("path", ["", "tickets/", "done/", "dishes/"])
def test_a_station_that_is_not_there_is_a_404(path, sign_in_as):
    assert sign_in_as("kitchen_staff").get(f"/kitchen/moon/{path}").status_code == 404


def test_a_station_given_up_has_no_board(sign_in_as, hot):
    hot.is_active = False
    hot.save()
    assert sign_in_as("kitchen_staff").get(BOARD).status_code == 404


@pytest.mark.parametrize("path", ["tickets/1/tap/", "density/", "dishes/1/put-back/"])
def test_what_changes_something_is_never_a_get(path, sign_in_as):
    assert sign_in_as("kitchen_staff").get(f"{BOARD}{path}").status_code == 405


def test_a_tap_without_the_forms_token_is_refused():
    cook = f.person(role="kitchen_staff")
    client = sign_in(cook, Client(enforce_csrf_checks=True))
    ticket = f.ticket()
    assert client.post(f"{BOARD}tickets/{ticket.pk}/tap/", {"kind": "start"}, headers=SCRIPT).status_code == 403
    assert Ticket.objects.get().status == "queued"


def test_the_pages_run_under_the_strict_policy(sign_in_as):
    policy = sign_in_as("kitchen_staff").get(BOARD)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
