"""Words of the page: all in both languages, none idle, each with a glyph, each source as the evidence lists it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

import configs
from analysis.style import FONT_FILES
from experiments.plausible import bounds
from workshop.catalogue import catalogue, place
from workshop.levers import all_levers
from workshop.server import FONTS, PAGE
from workshop.sources import sources

EVIDENCE = Path(__file__).parents[2] / "docs" / "evidence"
WORDS = (PAGE / "words.js").read_text(encoding="utf-8")
PAIR = re.compile(r'(\w+): \[("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*")\]')
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SCRIPTS = "\n".join(file.read_text(encoding="utf-8") for file in PAGE.glob("*.js") if file.name != "words.js")


def pairs() -> dict[str, tuple[str, str]]:
    return {key: (json.loads(zh), json.loads(en)) for key, zh, en in PAIR.findall(WORDS)}


def test_every_word_stands_there_in_both_languages_with_the_same_blanks():
    assert len(pairs()) > 150
    for key, (zh, en) in pairs().items():
        assert set(re.findall(r"\{(\w+)\}", zh)) == set(re.findall(r"\{(\w+)\}", en)), key
        if key != "other_language":
            assert not CHINESE.search(en), key


def test_every_word_that_is_asked_for_by_name_is_there():
    asked = set(re.findall(r'word\("(\w+)"[,)]', SCRIPTS))
    assert len(asked) > 70
    assert sorted(asked - set(pairs())) == []


def test_no_word_lies_idle():
    texts = SCRIPTS + json.dumps(catalogue()) + json.dumps(place("street_of_three"))
    texts += (configs.FOLDER.parent / "sim" / "names.py").read_text(encoding="utf-8")  # words of a story
    begun = re.findall(r'word\("(\w+_)" \+|word\(`(\w+_)\$', SCRIPTS)
    beginnings = tuple(one or other for one, other in begun)
    endings = tuple(re.findall(r'\+ "(_\w+)"\)', SCRIPTS))
    idle = [key for key in pairs() if not re.search(rf"\b{key}\b", texts)]
    idle = [key for key in idle if not key.startswith(beginnings) and not key.endswith(endings)]
    assert idle == []


def test_the_font_has_every_character():
    from fontTools.ttLib import TTFont

    known = set(TTFont(FONTS / FONT_FILES[0]).getBestCmap())
    shown = (
        WORDS + json.dumps(catalogue(), ensure_ascii=False) + json.dumps(place("street_of_three"), ensure_ascii=False)
    )
    assert {character for character in shown if character.isprintable() and ord(character) not in known} == set()


def test_every_id_beside_a_lever_a_bound_or_a_number_is_told_in_words_and_none_for_nothing():
    told = sources()
    numbers = [id_ for place_numbers in told.places.values() for ids in place_numbers.values() for id_ in ids]
    cited = {id_ for lever in all_levers().values() for id_ in lever.source} | set(numbers)
    cited |= {id_ for bound in bounds().values() for id_ in bound.source}
    assert set(told.says) == cited
    assert {saying.text for saying in told.says.values()} == set(told.texts)
    assert set(told.places) <= set(configs.choices("scenario"))


@pytest.mark.parametrize("id_", sources().says)
def test_a_source_is_the_one_that_the_evidence_lists(id_):
    for name in ("facts.csv", "claims.csv"):
        with (EVIDENCE / name).open(encoding="utf-8", newline="") as file:
            listed = {row["id"]: row["source"] for row in csv.DictReader(file)}
        if id_ in listed:
            assert sources().texts[sources().says[id_].text].listed == listed[id_]
            return
    pytest.fail(f"{id_} is not listed")


@pytest.mark.parametrize("name", sources().places)
def test_a_number_with_a_source_is_a_number_of_the_place_and_cited_where_it_stands(name):
    shown = place(name)
    own = next(community for community in shown["communities"] if community["name"] == shown["focus"])
    community = (configs.FOLDER / "community" / f"{own['name']}.yaml").read_text(encoding="utf-8")
    for number, ids in sources().places[name].items():
        assert own[number] > 0
        assert all(id_ in community for id_ in ids), number
