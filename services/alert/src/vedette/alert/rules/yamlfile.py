"""YAML or JSON as people write it: text in, plain data and line numbers out."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

Path = Sequence[str | int]


class _Loader(yaml.SafeLoader):
    """Safe YAML with the booleans and dates of YAML 1.2: `NO` is Norway and `2024-05-13` is text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                msg = f"{key.value!r} is given twice"
                raise yaml.constructor.ConstructorError(None, None, msg, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_KEPT = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag not in _KEPT]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false|True|False)$"), list("tfTF"))


@dataclass(frozen=True)
class Document:
    """One document of a file."""

    data: Any  # any YAML value; the contracts judge it
    node: yaml.Node

    def line_of(self, path: Path) -> int:
        """Return the line, from 1, of the deepest part of the path that the document has."""
        node = self.node
        for step in path:
            inner = _child(node, step)
            if inner is None:
                break
            node = inner
        return int(node.start_mark.line) + 1


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return None


def read_documents(text: str) -> list[Document]:
    """Return every document of the text.

    Raises: `yaml.YAMLError` with the line where reading ended.
    """
    loader = _Loader(text)
    try:
        documents = []
        while loader.check_node():
            node = loader.get_node()
            assert node is not None
            documents.append(Document(loader.construct_document(node), node))
        return documents
    finally:
        loader.dispose()
