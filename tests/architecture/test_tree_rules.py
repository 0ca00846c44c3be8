"""The house rules that a tool can check: who may import what, how long a module may be, what must be documented."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[2]
SERVICES = ("ingest", "clean", "extract", "alert")
SOURCES = sorted(p for folder in ("libs", "services") for p in (ROOT / folder).glob("*/src/**/*.py"))
NETWORK = {"aiohttp", "aiokafka", "aiosmtplib", "httpx", "smtplib", "socket", "urllib.request", "uvicorn"}
MAX_LINES = 400
"""Hard stop. Source: size rule of the house style; the eye stops at 300."""


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def may_touch_network(path: Path) -> bool:
    inside = path.parts
    by_folder = {"channels", "api", "cli", "runtime"} & set(inside)
    return bool(by_folder) or path.name in {"fetch.py", "api.py", "app.py", "dial.py"}


@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_only_the_borders_touch_the_network(path: Path) -> None:
    if not may_touch_network(path):
        found = NETWORK & {name for module in imports(path) for name in (module, module.split(".")[0])}
        assert not found


@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_only_settings_read_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name != "settings.py" and "cli" not in path.parts:
        assert "os.environ" not in text
        assert "os.getenv" not in text


@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_no_module_is_longer_than_one_can_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_nothing_is_built_at_import(path: Path) -> None:
    """No app, client, opened file or settings object at module level."""
    forbidden = {"open", "Service", "FastAPI", "App", "ServiceSettings", "ClientSession", "AsyncClient"}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        value = getattr(node, "value", None)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(value, ast.Call):
            name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
            assert name not in forbidden, f"line {node.lineno} builds {name} at import"


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_front_door(service: str) -> None:
    folder = ROOT / "services" / service
    package = folder / "src" / "vedette" / service
    wanted = [folder / "README.md", *(package / name for name in ("steps.py", "app.py", "settings.py", "__main__.py"))]
    assert [label(p) for p in wanted if not p.exists()] == []


def settings_of(service: str) -> type[BaseSettings]:
    module = importlib.import_module(f"vedette.{service}.settings")
    found = [
        c
        for c in vars(module).values()
        if isinstance(c, type) and issubclass(c, BaseSettings) and c.__module__ == module.__name__
    ]
    assert len(found) == 1, f"{service} has one settings class"
    return found[0]


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_says_what_it_means(service: str) -> None:
    assert [n for n, f in settings_of(service).model_fields.items() if not f.description] == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_own_setting_stands_in_the_readme(service: str) -> None:
    readme = (ROOT / "services" / service / "README.md").read_text(encoding="utf-8")
    own = settings_of(service)
    inherited = set(own.__mro__[1].model_fields) if hasattr(own.__mro__[1], "model_fields") else set()
    names = [f"VEDETTE_{n.upper()}" for n in own.model_fields if n not in inherited]
    assert [n for n in names if n not in readme] == []
