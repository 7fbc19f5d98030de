"""docs/operators.md tells operators every setting with its real default."""

import json
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from bot.settings import Settings
from tests.docs import section_of, setting_keys
from tests.house import ROOT

PAGE = ROOT / "docs" / "operators.md"
ROW = re.compile(r"^\| `(?P<key>[a-z_.]+)` \| (?P<default>[^|]+) \|", re.MULTILINE)


def default_of(key: str) -> str:
    """The default as the page writes it: JSON, or "none" where there is none."""
    model: type[BaseModel] = Settings
    *sections, name = key.split(".")
    for section in sections:
        inner = section_of(model.model_fields[section].annotation)
        assert inner is not None
        model = inner
    return written(model.model_fields[name].default)


def written(value: Any) -> str:
    match value:
        case None:
            return "none"
        case Path():
            return json.dumps(str(value))
        case frozenset():
            return json.dumps(sorted(value))
        case _:
            return "none" if value is PydanticUndefined else json.dumps(value)


def test_the_page_tells_every_setting_with_its_default() -> None:
    """A setting added, removed or given another default makes the page out of date."""
    rows = ROW.finditer(PAGE.read_text(encoding="utf-8"))
    told = {row["key"]: row["default"].strip("` ") for row in rows}

    assert told == {key: default_of(key) for key in setting_keys(Settings)}
