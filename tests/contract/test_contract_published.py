"""The published contracts are current, old examples still parse, and bad messages are refused."""

import json
from pathlib import Path

import jsonschema
import pytest
from pydantic import ValidationError

from vedette.schemas import topics
from vedette.schemas.base import Contract
from vedette.schemas.export import contracts, json_schema, published_files, schema_name

SCHEMAS = Path(__file__).parents[2] / "libs" / "schemas"
MODELS = {schema_name(m).removesuffix(".json"): m for m in contracts()}
EXAMPLES = sorted((SCHEMAS / "examples").glob("*/*.json"))
VALID = [p for p in EXAMPLES if p.name.startswith("valid_")]
INVALID = [p for p in EXAMPLES if p.name.startswith("invalid_")]


def label(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def test_published_files_are_current() -> None:
    published = {p.name: p.read_text(encoding="utf-8") for p in (SCHEMAS / "published").iterdir()}
    assert published == published_files(), "run `make contracts` and commit the difference"


@pytest.mark.parametrize("path", VALID, ids=label)
def test_every_valid_example_parses_and_comes_back_unchanged(path: Path) -> None:
    message = json.loads(path.read_text(encoding="utf-8"))
    parsed = MODELS[path.parent.name].read(json.dumps(message))
    assert MODELS[path.parent.name].read(parsed.write()) == parsed
    assert set(message) <= set(json.loads(parsed.write()))


@pytest.mark.parametrize("path", VALID, ids=label)
def test_every_valid_example_keeps_the_published_schema(path: Path) -> None:
    message = json.loads(path.read_text(encoding="utf-8"))
    schema = json_schema(MODELS[path.parent.name])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(message, schema)


@pytest.mark.parametrize("path", INVALID, ids=label)
def test_every_invalid_example_is_refused(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    assert case["why"]
    with pytest.raises(ValidationError):
        MODELS[path.parent.name].read(json.dumps(case["message"]))


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_contract_has_valid_and_invalid_examples(name: str) -> None:
    assert [p for p in VALID if p.parent.name == name]
    assert [p for p in INVALID if p.parent.name == name]


@pytest.mark.parametrize("path", VALID, ids=label)
def test_readers_ignore_fields_of_a_newer_writer(path: Path) -> None:
    message = json.loads(path.read_text(encoding="utf-8"))
    model = MODELS[path.parent.name]
    assert model.read(json.dumps({**message, "added_in_version_9": 1})) == model.read(json.dumps(message))


@pytest.mark.parametrize("path", VALID, ids=label)
def test_writers_cannot_add_unknown_fields(path: Path) -> None:
    message = json.loads(path.read_text(encoding="utf-8"))
    with pytest.raises(ValidationError):
        MODELS[path.parent.name].model_validate({**message, "added_in_version_9": 1})


def fields_without_description(model: type[Contract]) -> list[str]:
    schema = json_schema(model)
    objects = {model.__name__: schema, **schema.get("$defs", {})}
    return [
        f"{name}.{field}"
        for name, item in objects.items()
        for field, spec in item.get("properties", {}).items()
        if "description" not in spec
    ]


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_field_is_described(name: str) -> None:
    assert fields_without_description(MODELS[name]) == []


def test_a_topic_is_found_by_its_short_name() -> None:
    assert topics.topic_of("events") is topics.EVENTS
    with pytest.raises(KeyError, match=r"known: articles\.raw"):
        topics.topic_of("nowhere")
