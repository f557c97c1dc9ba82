"""Who may import whom: pyproject.toml says it, import-linter holds it, and it does not sleep."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, ROOT, SCREENS, Source, nothing, sources, unexplained

NOT_FOR_CORE = (
    "django.http",
    "django.shortcuts",
    "django.views",
    "django.urls",
    "django.contrib.messages",
    "django.contrib.admin",
    "django.template.response",
)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "pyproject.toml", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_import_contract_is_kept():
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


def small_house(folder: Path) -> None:
    """The same rooms and contracts, and not a single import."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    rooms = [path.parent.name for path in (ROOT / "core").glob("*/__init__.py")]
    files = [f"{package}/__init__.py" for package in PACKAGES] + [f"{screen}/apps.py" for screen in SCREENS]
    files += [f"core/{room}/{name}.py" for room in rooms for name in ("__init__", "models", "rules", "receivers", "tasks", "signals")]
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_control_a_house_without_imports_keeps_every_contract(tmp_path: Path):
    small_house(tmp_path)
    assert lint_imports(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("core/menu/rules.py", "from core.orders import models", "Domains import down"),
        ("core/payments/rules.py", "from core.slots import models", "Domains import down"),
        ("core/orders/rules.py", "from unfold import admin", "The domain knows no screen"),
        ("core/orders/rules.py", "from customer_portal import apps", "The domain knows no screen"),
        ("kitchen_screen/views.py", "from customer_portal import apps", "Screens know nothing of each other"),
        ("customer_portal/views.py", "from core.orders import receivers", "Screens use actions"),
        ("core/newroom/rules.py", "", "Domains import down"),
    ],
)
def test_control_a_forbidden_import_breaks_its_contract(tmp_path: Path, module: str, line: str, contract: str):
    small_house(tmp_path)
    (tmp_path / module).parent.mkdir(exist_ok=True)
    (tmp_path / module).parent.joinpath("__init__.py").touch()
    (tmp_path / module).write_text(line + "\n")

    result = lint_imports(tmp_path)

    assert result.returncode == 1
    assert re.search(rf"^{contract}.* BROKEN", result.stdout, re.MULTILINE), result.stdout


# --- what import-linter cannot see: parts of an outside package -------------------------------------------


def http_in_core(found: Iterable[Source]) -> list[str]:
    breaches = []
    for source in found:
        for node in source.walk():
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            breaches += [f"{source.module} {part}" for name in names for part in NOT_FOR_CORE if f"{name}.".startswith(f"{part}.")]
    return sorted(set(breaches))


def test_the_domain_knows_no_http():
    nothing(unexplained(http_in_core(sources("core")), "http"))


@pytest.mark.parametrize(
    "line",
    [
        "from django.http import Http404",
        "from django.http.response import Http404",
        "import django.shortcuts",
        "from django import http",
        "from django.contrib import messages",
    ],
)
def test_control_http_in_the_domain_is_found(line: str):
    assert http_in_core([Source.of("core.menu.actions", line)])
