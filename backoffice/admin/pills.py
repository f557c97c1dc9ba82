"""The filters that are on, in words, each with the way to take it off."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.utils.text import capfirst


def of(cl: ChangeList) -> list[tuple[str, str]]:
    """(what it is filtered by, the list without it) for each filter that holds rows back."""
    found = []
    for spec in cl.filter_specs:
        names = list(spec.expected_parameters())
        if any(value for name in names for value in cl.filter_params.get(name, [])):
            found.append((f"{capfirst(spec.title)}: {_chosen(spec, cl, names)}", cl.get_query_string(remove=names)))
    return found


def _chosen(spec: Any, cl: ChangeList, names: list[str]) -> str:
    """The chosen choice as the filter shows it, or the values typed into it."""
    shown = [str(choice["display"]) for choice in list(spec.choices(cl))[1:] if choice.get("selected") and choice.get("display")]
    if shown:
        return ", ".join(shown)
    return " – ".join(value for name in names for value in cl.filter_params.get(name, []) if value)
