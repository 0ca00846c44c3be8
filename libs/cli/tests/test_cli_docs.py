"""docs/cli.md and docs/demo.md name only commands and options there are."""

import re
import shlex
from pathlib import Path

import pytest

from vedette.cli.lazy import COMMANDS, load

DOCS = Path(__file__).parents[3] / "docs"


def command_lines() -> list[str]:
    """Return every `vedette …` line of a code block, without the remark behind it."""
    found = []
    for page in ("cli.md", "demo.md"):
        for block in re.findall(r"```\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL):
            calls = re.findall(r"(?:^|\| |:  )(vedette .*?)(?:\s{3,}.*)?$", block, re.MULTILINE)
            found += calls
    return found


@pytest.mark.parametrize("line", command_lines())
def test_a_documented_command_exists_with_its_options(line: str) -> None:
    _, name, *words = shlex.split(line)
    assert name in COMMANDS
    command = load(name)
    if getattr(command, "commands", None):
        command = command.commands[words[0]]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_command_is_documented() -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8") + (DOCS / "demo.md").read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"vedette {name}" not in text]
