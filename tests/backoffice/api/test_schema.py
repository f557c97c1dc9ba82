"""The OpenAPI document says what there is; its page needs nothing from outside."""

from io import StringIO

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from backoffice.api.urls import urlpatterns


@pytest.fixture(scope="module")
def document() -> dict:
    written = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)
    return yaml.safe_load(written.getvalue())


def test_the_document_is_valid_and_without_a_warning(document: dict):
    assert document["openapi"].startswith("3.")
    assert document["info"]["title"] == "Dusangire API"


def test_every_address_is_in_the_document(document: dict):
    told = {path.removeprefix("/api/v1/") for path in document["paths"]}
    ours = {str(pattern.pattern).replace("<str:", "{").replace(">", "}") for pattern in urlpatterns} - {"schema/", "docs/"}
    assert told == ours


def test_every_operation_says_what_it_does_and_how_it_refuses(document: dict):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), f"{method} {path}"
            refusals = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
            assert "429" in refusals, f"{method} {path}"
            for answer in refusals.values():
                assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Refusal"}


def test_placing_asks_for_its_key(document: dict):
    placing = document["paths"]["/api/v1/orders/"]["post"]
    key = next(parameter for parameter in placing["parameters"] if parameter["name"] == "Idempotency-Key")
    assert (key["in"], key["required"]) == ("header", True)
    assert {"200", "201", "400", "401", "403", "409", "422", "429"} == set(placing["responses"])


@pytest.mark.django_db
def test_the_document_is_served_as_yaml_and_as_json():
    assert yaml.safe_load(Client().get("/api/v1/schema/").content)["info"]["version"] == "1"
    answer = Client().get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert answer.json()["info"]["version"] == "1"


@pytest.mark.django_db
def test_the_page_relaxes_the_policy_for_styles_and_nothing_else():
    def policy(path: str) -> dict[str, str]:
        header = Client().get(path)["Content-Security-Policy"]
        return dict(part.strip().partition(" ")[::2] for part in header.split(";"))

    strict, page = policy("/api/v1/schema/"), policy("/api/v1/docs/")
    assert page.pop("style-src") == "'self' 'unsafe-inline'"
    assert page == strict
    assert strict["default-src"] == "'self'"


@pytest.mark.django_db
def test_the_page_carries_no_inline_code_and_asks_no_other_host():
    page = Client().get("/api/v1/docs/").content.decode()
    assert "<style" not in page
    assert "<script>" not in page
    assert "//" not in page.replace("<!DOCTYPE html>", "")
    assert 'src="/static/drf_spectacular_sidecar/' in page
    assert Client().get("/api/v1/docs/?script=").headers["Content-Type"].startswith("application/javascript")
