"""A page as a person fills it in: the fields of its form with what they hold, to be changed and sent."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class _Fields(HTMLParser):
    """Names and values of the fields of one form as a browser would send them; templates hold no fields yet."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.found = form_id, {}
        self.inside = self.template = False
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            self.inside = at.get("id") == self.form_id
        self.template = self.template or tag == "template"
        name = at.get("name") or ""
        if not (self.inside or at.get("form") == self.form_id) or self.template or "disabled" in at:
            return
        if tag == "input" and name and at.get("type") not in ("submit", "button", "file"):
            if at.get("type") not in ("checkbox", "radio") or "checked" in at:
                self.found[name] = at.get("value") or ("on" if at.get("type") == "checkbox" else "")
        elif tag == "select":
            self.select = name
            self.multiple = "multiple" in at
            self.found.setdefault(name, [] if self.multiple else "")
        elif tag == "option" and self.select and "selected" in at:
            value = at.get("value") or ""
            self.found[self.select] = [*self.found[self.select], value] if self.multiple else value
        elif tag == "textarea":
            self.area = name
            self.found[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "template":
            self.template = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.inside:
            self.found[self.area] += data


def fields(response: HttpResponse, form_id: str) -> dict[str, Any]:
    """What the form of this id would send as it stands."""
    parser = _Fields(form_id)
    parser.feed(response.content.decode())
    assert parser.found, f"no form {form_id}"
    return parser.found


def send(client: Client, url: str, form_id: str, **changes: Any) -> HttpResponse:
    """Open the page, change some of its fields (None leaves one out), and send its form."""
    data = fields(client.get(url), form_id) | changes
    return client.post(url, {name: value for name, value in data.items() if value is not None})


def text(response: HttpResponse) -> str:
    """The words of a page, without its tags."""
    body = re.sub(r"<(script|style|template).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
