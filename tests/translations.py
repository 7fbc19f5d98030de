"""The catalogues against the sentences in the code: `python -m tests.translations [--update]`.

Without words it names what is wrong and exits 1. With `--update` it first takes the sentences of
the code over into the catalogues, where new ones wait, empty, for their translation.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tests.house import ROOT, calls, modules

SPEAKING_ROOMS = ("handlers", "bot")
LANGUAGES = ("fr",)  # the sentences in the code are the English ones
# What marks a sentence, and which of its arguments are the sentence; None: the first.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "say": None,
    "_n": (1, 2),
    "count": (1, 2),
    "ngettext": (1, 2),
}
SHOWN = 20
TAG = re.compile(r"</?[a-z][a-z-]*")


def sentences(root: Path = ROOT) -> Catalog:
    """The template: every marked sentence of the rooms that speak."""
    template = Catalog(project="medpics")
    for room in SPEAKING_ROOMS:
        found = extract_from_dir(root / room, [("**.py", "python")], keywords=KEYWORDS)
        for filename, _line, message, comments, context in found:
            place = (f"{room}/{filename}", None)
            template.add(message, locations=[place], auto_comments=comments, context=context)
    return template


def catalogue_path(language: str, root: Path = ROOT) -> Path:
    return root / "handlers" / "locale" / language / "LC_MESSAGES" / "medpics.po"


def read_catalogue(language: str, root: Path = ROOT) -> Catalog:
    path = catalogue_path(language, root)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name}


def tags(text: str) -> list[str]:
    return sorted(TAG.findall(text))


def differences(source: Message, translation: Message) -> Iterator[str]:
    """What the translated forms say with other placeholders or tags than the source."""
    one, *many = forms(source.id)
    for number, text in enumerate(forms(translation.string)):
        # A singular may spell out its number, or, as in French for 0 and 1, need to say it.
        models = [one, *many] if number == 0 else many
        if placeholders(text) not in [placeholders(model) for model in models]:
            yield "has other {placeholders}"
        if tags(text) not in [tags(model) for model in models]:
            yield "has other HTML tags"


def faults(source: Message, catalogue: Catalog) -> Iterator[str]:
    translation = catalogue.get(source.id, source.context)
    if translation is None:
        yield "is missing"
    elif not all(forms(translation.string)):
        yield "is not translated"
    elif len(forms(translation.string)) != (catalogue.num_plurals if source.pluralizable else 1):
        yield "lacks a plural form"
    else:
        yield from differences(source, translation)
        if translation.fuzzy:
            yield "is fuzzy"


def problems(template: Catalog, catalogue: Catalog) -> list[str]:
    """One line for each thing that is wrong with a catalogue, the sentence in front."""
    found = [
        f"{forms(source.id)[0]!r} {fault}"
        for source in template
        if source.id
        for fault in faults(source, catalogue)
    ]
    unused = [message.id for message in catalogue if message.id and message.id not in template]
    unused += [message.id for message in catalogue.obsolete.values()]
    return found + [f"{forms(text)[0]!r} is in no code any more" for text in unused]


def unextractable(root: Path = ROOT) -> list[str]:
    """Marked f-strings: no catalogue can hold them; `.format` after the translation can."""
    return [
        f"{module.name}:{call.lineno} marks an f-string"
        for module in modules(*SPEAKING_ROOMS, root=root)
        for name, call in calls(module.tree)
        if name.rsplit(".", 1)[-1] in KEYWORDS
        and any(isinstance(a, ast.JoinedStr) for a in call.args)
    ]


def update(language: str, root: Path = ROOT) -> None:
    """Adds new sentences, empty, and drops those that are in no code any more."""
    catalogue = read_catalogue(language, root)
    catalogue.update(sentences(root), no_fuzzy_matching=True)
    path = catalogue_path(language, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, ignore_obsolete=True, sort_by_file=True)


def main(words: list[str]) -> int:
    if "--update" in words:
        for language in LANGUAGES:
            update(language)
    found = unextractable()
    for language in LANGUAGES:
        found += [
            f"{language}: {line}" for line in problems(sentences(), read_catalogue(language))
        ]
    sys.stderr.writelines(f"translations: {line}\n" for line in found[:SHOWN])
    if len(found) > SHOWN:
        sys.stderr.write(f"translations: … and {len(found) - SHOWN} more\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
