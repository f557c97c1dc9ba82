"""The desk's own site: one door for signing in, its content policy, its search, no way around the rules."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from backoffice.site import DeskSite
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_the_project_runs_on_the_house_site():
    from django.contrib import admin

    assert isinstance(admin.site, DeskSite)


def test_a_password_posted_to_the_admins_own_login_signs_nobody_in():
    f.person(role="administrator", email="head@example.org", password="a long enough password")
    client = Client()
    answer = client.post(reverse("admin:login"), {"username": "head@example.org", "password": "a long enough password"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse(settings.LOGIN_URL))
    assert "_auth_user_id" not in client.session


def test_the_way_to_a_page_leads_through_sign_in_and_back():
    orders = reverse("admin:orders_order_changelist")
    answer = Client().get(orders, follow=False)
    answer = Client().get(answer["Location"])
    assert answer["Location"] == f"{reverse(settings.LOGIN_URL)}?next={orders}"


def test_a_customer_is_told_no_instead_of_being_sent_round_in_circles(sign_in_as):
    assert sign_in_as("customer").get(reverse("admin:login")).status_code == 403


def test_signed_in_staff_are_let_through(sign_in_as):
    assert sign_in_as("order_desk").get(reverse("admin:login"))["Location"] == reverse("admin:index")


def test_the_desk_alone_may_evaluate_and_style_inline(sign_in_as):
    desk = sign_in_as("order_desk")
    policy = desk.get(reverse("admin:orders_order_changelist"))["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    outside = Client().get(reverse("admin:login"))["Content-Security-Policy"]
    assert "unsafe" not in outside


def test_ctrl_k_finds_an_order_by_its_number(sign_in_as):
    order = f.placed_order()
    text = sign_in_as("order_desk").get(reverse("admin:search"), {"s": order.number[-6:]}).content.decode()
    assert reverse("admin:orders_order_change", args=[order.pk]) in text


def test_ctrl_k_shows_nobody_what_they_may_not_see(sign_in_as):
    order = f.placed_order()
    text = sign_in_as("ward_clerk").get(reverse("admin:search"), {"s": order.number}).content.decode()
    assert reverse("admin:orders_order_change", args=[order.pk]) not in text


def test_ctrl_k_waits_for_a_second_letter(sign_in_as, django_assert_max_num_queries):
    assert sign_in_as("order_desk").get(reverse("admin:search"), {"s": "D"}).content == b""


def test_ctrl_k_gives_a_few_rows_of_a_kind(sign_in_as):
    for _ in range(7):
        f.placed_order(payer=f.person(name="Aline Uwase"))
    text = sign_in_as("order_desk").get(reverse("admin:search"), {"s": "Aline"}).content.decode()
    assert text.count(reverse("admin:orders_order_changelist")) == 5


def test_old_versions_cannot_be_posted_back_past_the_rules(sign_in_as):
    order = f.placed_order()
    version = order.history.latest()
    page = reverse("admin:orders_order_simple_history", args=[order.pk, version.pk])
    desk = sign_in_as("order_desk")
    assert desk.get(page).status_code == 404
    assert desk.post(page, {"status": "delivered"}).status_code == 404
    order.refresh_from_db()
    assert order.status == "placed"


def test_a_record_without_a_form_takes_none(sign_in_as):
    order = f.placed_order()
    answer = sign_in_as("order_desk").post(reverse("admin:orders_order_change", args=[order.pk]), {"status": "delivered"})
    assert answer.status_code == 403
    order.refresh_from_db()
    assert order.status == "placed"


def test_the_history_page_tells_the_steps_in_words(sign_in_as):
    desk = sign_in_as("order_desk")
    order = f.placed_order()
    desk.post(reverse("admin:orders_order_confirm", args=[order.pk]))
    text = desk.get(reverse("admin:orders_order_history", args=[order.pk])).content.decode()
    assert "<del>placed</del> <ins>confirmed</ins>" in text
    assert f"<b>{desk.user}</b>" in text


def test_staff_pages_load_neither_unfolds_fonts_nor_its_charts(sign_in_as):
    text = sign_in_as("order_desk").get(reverse("admin:orders_order_changelist")).content.decode()
    assert "fonts/inter" not in text
    assert "chart.js" not in text
    assert "desk/symbols.css" in text
