"""Write `published/`: one JSON Schema per contract and `asyncapi.yaml`, from the models and the topic catalogue."""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from vedette.schemas import delivery, topics
from vedette.schemas.base import Contract

__all__ = ["EXTRA_MODELS", "contracts", "main", "published_files"]

SCHEMA_BASE = "https://vedette.example/schemas"
"""Base of `$id` and of the `ce_dataschema` header; an identifier, not an address to fetch."""

EXTRA_MODELS: tuple[type[Contract], ...] = (delivery.Notice, delivery.Pointer, delivery.Verification)
"""Contracts that travel another way than a topic: bodies a webhook receives."""

GENERATED = "# Generated from the models by `make contracts`; do not edit."

Json = dict[str, Any]  # JSON documents of open shape


def contracts() -> list[type[Contract]]:
    """Return every contract once, in the order of the pipeline."""
    found: list[type[Contract]] = []
    for topic in topics.CATALOGUE:
        found += [model for model in topic.models if model not in found]
    return [*found, *EXTRA_MODELS]


def schema_name(model: type[Contract]) -> str:
    """Return the file name of a model's schema, for example `clean_article.v1.json`."""
    words = "".join(f"_{c.lower()}" if c.isupper() else c for c in model.__name__).lstrip("_")
    return f"{words}.v{model.version}.json"


def json_schema(model: type[Contract]) -> Json:
    """Return the model's JSON Schema (draft 2020-12) as readers should use it: unknown fields allowed."""
    schema = TypeAdapter(model).json_schema(mode="serialization")
    _open(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{SCHEMA_BASE}/{schema_name(model)}",
        **schema,
    }


def _open(node: Any) -> None:  # any JSON value
    """Drop `additionalProperties: false`: a newer writer may add fields, and readers must ignore them."""
    if isinstance(node, dict):
        if node.get("additionalProperties") is False:
            del node["additionalProperties"]
        for value in node.values():
            _open(value)
    elif isinstance(node, list):
        for value in node:
            _open(value)


def _message(model: type[Contract], key: str) -> Json:
    return {
        "name": model.event_type(),
        "title": model.__name__,
        "summary": (model.__doc__ or "").strip().splitlines()[0],
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"./{schema_name(model)}"},
        },
        "bindings": {"kafka": {"key": {"type": "string", "description": key}}},
    }


HEADERS: Json = {
    "type": "object",
    "description": "CloudEvents 1.0 binary mode and W3C trace context.",
    "required": ["ce_id", "ce_type", "ce_source", "ce_time", "ce_specversion", "content-type"],
    "properties": {
        "ce_id": {"type": "string", "description": "Function of the content: a replay carries the same id."},
        "ce_type": {"type": "string", "description": "Contract and version, for example vedette.event.v1."},
        "ce_source": {"type": "string", "description": "Service that wrote it, for example /vedette/extract."},
        "ce_time": {"type": "string", "format": "date-time", "description": "When it was written, UTC."},
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_dataschema": {"type": "string", "format": "uri", "description": "$id of the JSON Schema."},
        "content-type": {"type": "string", "const": "application/json"},
        "traceparent": {"type": "string", "description": "W3C trace context, from the article on."},
    },
}


def _address(topic: topics.Topic) -> str:
    return topic.name.removeprefix("vedette.").removesuffix(".v1").replace(".", "_").replace("-", "_")


def asyncapi() -> Json:
    """Return the AsyncAPI 3.0 document of every topic."""
    channels: Json = {}
    operations: Json = {}
    messages: Json = {}
    for topic in topics.CATALOGUE:
        name = _address(topic)
        for model in topic.models:
            messages[model.__name__] = _message(model, topic.key)
        channels[name] = {
            "address": topic.name,
            "title": topic.name,
            "summary": topic.summary,
            "description": f"Key: {topic.key}. Written by: {topic.written_by}.",
            "messages": {m.__name__: {"$ref": f"#/components/messages/{m.__name__}"} for m in topic.models},
            "bindings": {
                "kafka": {
                    "topic": topic.name,
                    "partitions": topic.partitions,
                    "replicas": 1,
                    "topicConfiguration": _configuration(topic),
                    "bindingVersion": "0.5.0",
                }
            },
        }
        operations[f"read_{name}"] = {
            "action": "receive",
            "channel": {"$ref": f"#/channels/{name}"},
            "summary": f"Read {topic.name}.",
        }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Vedette topics",
            "version": "1.0.0",
            "description": "What Vedette's services, and other systems, read and write on Kafka.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "broker": {"host": "localhost:9092", "protocol": "kafka", "description": "The broker of docker compose."}
        },
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": {"CloudEventHeaders": HEADERS}},
    }


def _configuration(topic: topics.Topic) -> Json:
    if topic.compacted:
        return {"cleanup.policy": ["compact"]}
    return {"cleanup.policy": ["delete"], "retention.ms": topic.retention_ms}


def _yaml(value: Any, indent: int = 0) -> Iterator[str]:  # any JSON value
    """Yield block-style YAML lines. The package depends on pydantic alone, and JSON scalars are YAML scalars."""
    pad = "  " * indent
    pairs = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for key, item in pairs:
        head = f"{pad}-" if key is None else f"{pad}{_scalar(key)}:"
        if isinstance(item, dict | list) and item:
            yield head
            yield from _yaml(item, indent + 1)
        else:
            yield f"{head} {_scalar(item)}"


def _scalar(value: Any) -> str:  # any JSON scalar
    plain = isinstance(value, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_./ ]*[A-Za-z0-9.]", value)
    return str(value) if plain and value not in {"true", "false", "null", "yes", "no"} else json.dumps(value)


def published_files() -> dict[str, str]:
    """Return every published file's text by name."""
    files = {schema_name(m): json.dumps(json_schema(m), indent=2, ensure_ascii=False) + "\n" for m in contracts()}
    return files | {"asyncapi.yaml": "\n".join([GENERATED, *_yaml(asyncapi())]) + "\n"}


def main(arguments: list[str] | None = None) -> int:
    """Write the published files, or with `--check` tell which are stale and exit 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of the published files")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if a file is stale")
    options = parser.parse_args(arguments)
    wanted = published_files()
    stale = [n for n, text in wanted.items() if _read(options.folder / n) != text]
    stale += [p.name for p in options.folder.glob("*") if p.name not in wanted]
    if options.check:
        for name in stale:
            sys.stderr.write(f"stale: {name}; run `make contracts` and commit the difference\n")
        return 1 if stale else 0
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, text in wanted.items():
        (options.folder / name).write_text(text, encoding="utf-8")
    return 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
