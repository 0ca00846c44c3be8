"""Guard rails of the streaming rules: faust is used behind one wrapper, in one way. Source: decision 0001."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ROOT / "libs" / "runtime" / "src"
SOURCES = sorted([*ROOT.glob("libs/*/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")])
MAY_KNOW_FAUST = {"worker.py", "transport.py", "restoring.py"}
WRAPPER = RUNTIME / "vedette" / "runtime" / "worker.py"


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def faults(path: Path, tree: ast.AST) -> Iterator[str]:
    faust = any(name.split(".")[0] in {"faust", "mode"} for name in imports(tree))
    if faust and not (path.is_relative_to(RUNTIME) and path.name in MAY_KNOW_FAUST):
        yield "imports faust; declare agents with vedette.runtime.app.Service"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            width = named.get("concurrency")
            if width is not None and not (path == WRAPPER and isinstance(width, ast.Constant) and width.value == 1):
                yield f"line {node.lineno}: concurrency=; faust skips unfinished messages above 1, use batch="
            if isinstance(node.func, ast.Attribute) and node.func.attr in {"send_soon", "send_and_wait"}:
                yield f"line {node.lineno}: {node.func.attr}(); return messages in an Outcome, or await Service.send"
        if isinstance(node, ast.Expr) and _is_bare_send(node.value):
            yield f"line {node.lineno}: a send that nobody awaits"


def _is_bare_send(node: ast.expr) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    # a pipe between processes sends at once and answers nothing
    to_pipe = isinstance(node.func.value, ast.Name) and node.func.value.id == "pipe"
    return node.func.attr in {"send", "send_all"} and not to_pipe


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_streaming_goes_through_the_one_wrapper(path: Path) -> None:
    assert list(faults(path, ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        "import faust",
        "from faust.streams import Stream",
        "app.agent(topic, concurrency=4)(read)",
        "async def read(topic):\n    topic.send(value=1)",
        "async def read(topic):\n    await topic.send_soon(value=1)",
    ],
)
def test_the_guard_rails_hold(code: str) -> None:
    assert list(faults(ROOT / "services" / "clean" / "src" / "app.py", ast.parse(code)))
