"""What the architecture tests stand on: the layers, our models, our sources, and the list of agreed exceptions."""

from __future__ import annotations

import ast
import fnmatch
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models
from simple_history.models import HistoricalChanges

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "backoffice", "customer_portal", "kitchen_screen", "management")
SCREENS = PACKAGES[1:]


@cache
def settings_of_tools() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]


@cache
def layers() -> dict[str, int]:
    """Each domain's floor, 0 at the bottom, from the one place that lists them."""
    contract = next(c for c in settings_of_tools()["importlinter"]["contracts"] if c["type"] == "layers")
    floors = [[name.strip() for name in line.split("|")] for line in contract["layers"]]
    return {name: floor for floor, names in enumerate(reversed(floors)) for name in names}


@cache
def allowed(section: str) -> dict[str, str]:
    """Agreed exceptions to one rule, each with its reason."""
    return tomllib.loads((Path(__file__).with_name("allowed.toml")).read_text()).get(section, {})


def not_agreed(breaches: Iterable[str], section: str) -> list[str]:
    """Breaches nobody agreed to; * in an exception stands for anything."""
    return [breach for breach in sorted(set(breaches)) if not any(fnmatch.fnmatchcase(breach, name) for name in allowed(section))]


def not_needed(breaches: Iterable[str], section: str) -> list[str]:
    """Exceptions that nothing needs any more."""
    found = set(breaches)
    return [f"no longer needed in allowed.toml [{section}]: {name}" for name in sorted(allowed(section)) if not fnmatch.filter(found, name)]


def unexplained(breaches: Iterable[str], section: str) -> list[str]:
    """What stands between this rule and its exceptions, in both directions: must be empty."""
    found = set(breaches)
    return not_agreed(found, section) + not_needed(found, section)


def nothing(found: Iterable[str]) -> None:
    """Fail with every line of what was found, not with the first of many."""
    lines = list(found)
    assert not lines, "\n".join(["", *lines])


# --- models -------------------------------------------------------------------------------------------


def is_history(model: type[models.Model]) -> bool:
    return issubclass(model, HistoricalChanges) or model.__name__.startswith("Historical")


def our_models(*, history: bool = False, auto_created: bool = False) -> list[type[models.Model]]:
    """Every concrete model of the domain; none may live elsewhere."""
    return [
        model
        for model in apps.get_models(include_auto_created=auto_created)
        if model.__module__.split(".")[0] in PACKAGES and (history or not is_history(model))
    ]


# --- sources ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """One Python file: its dotted module and its tree."""

    module: str
    path: str
    tree: ast.Module

    @classmethod
    def of(cls, module: str, text: str) -> Source:
        return cls(module, module.replace(".", "/") + ".py", ast.parse(text))

    def walk(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def place(self, node: ast.AST) -> str:
        """The module and the outermost function or class around a node: what an agreed exception is named by."""
        line = getattr(node, "lineno", 1)
        around = [part.name for part in self.tree.body if hasattr(part, "name") and part.lineno <= line <= (part.end_lineno or line)]
        return ".".join([self.module, *around[:1]])

    @property
    def parts(self) -> list[str]:
        return self.module.split(".")


@cache
def sources(*packages: str) -> list[Source]:
    """Every module of the packages, migrations left out."""
    found = []
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if {"migrations", "node_modules", "vendor"} & set(relative.parts):
                continue
            module = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
            found.append(Source(module, str(relative), ast.parse(path.read_text())))
    return found


def is_actions(source: Source) -> bool:
    """`core/<domain>/actions.py` or a module of the package `core/<domain>/actions/`."""
    return source.parts[0] == "core" and "actions" in source.parts[2:]


def name_of(node: ast.AST) -> str:
    """The last name of `a.b.c` or `c(…)`."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
