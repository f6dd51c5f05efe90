"""Every string in both languages, with the same blanks, and a glyph for every character."""

import string

import pytest

from analysis.style import FONT_FILES, FONT_FOLDER
from analysis.words import LANGUAGES, WORDS, Language, long_name, name_of, seeds, word


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_have_the_same_blanks(key: str) -> None:
    english, chinese = WORDS[key]
    assert english
    assert chinese
    assert blanks(english) == blanks(chinese)


@pytest.mark.parametrize("font", FONT_FILES)
def test_the_font_draws_every_character_of_every_string(font: str) -> None:
    from fontTools.ttLib import TTFont

    glyphs = TTFont(FONT_FOLDER / font).getBestCmap()
    for texts in WORDS.values():
        missing = {character for text in texts for character in text.replace("\n", "") if ord(character) not in glyphs}
        assert not missing, texts


@pytest.mark.parametrize("key", WORDS)
def test_the_english_string_holds_no_chinese(key: str) -> None:
    assert not any("一" <= character <= "鿿" for character in WORDS[key][0])


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="en, zh"):
        word("grid", "fr")  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preset_that_nobody_translated_keeps_its_key(language: Language) -> None:
    assert name_of("harbour_town", language) == "harbour town"


def test_no_assessment_reads_well_alone() -> None:
    assert long_name("none", "en") == "no assessment"
    assert long_name("pass_fail", "zh") == "达标"


def test_seeds_are_counted_in_words() -> None:
    assert (seeds(1, "en"), seeds(20, "en"), seeds(20, "zh")) == ("1 seed", "20 seeds", "20个随机种子")


def test_no_string_states_a_verdict_or_blames_people() -> None:
    banned = ("significant", "proves", "best", "worst", "显著", "证明", "最好", "最差", "问题居民", "problem residents")
    for english, chinese in WORDS.values():
        assert not any(phrase in english.lower() or phrase in chinese for phrase in banned)


def test_every_outcome_that_is_shown_has_its_names_and_units() -> None:
    from analysis.compare import HEADLINES, SHOWN

    for outcome in (*HEADLINES, "strain"):
        assert outcome in SHOWN
        assert {outcome, f"{outcome}_short_unit"} <= WORDS.keys()
    for outcome in HEADLINES:
        assert {f"{outcome}_unit", f"difference_unit_{outcome}", f"effect_{outcome}"} <= WORDS.keys()
