"""The look of the house: font shipped and registered, missing glyphs are errors, files rebuild to the same bytes."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from analysis import style
from analysis.compare import ARM_ORDER, WORLDS


def a_figure(text: str) -> Figure:
    with style.house_style():
        figure = Figure(figsize=(2, 1))
        figure.text(0.1, 0.5, text)
    return figure


def test_font_and_licence_are_shipped() -> None:
    assert all((style.FONT_FOLDER / name).is_file() for name in style.FONT_FILES)
    assert "SIL Open Font License" in (style.FONT_FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_matplotlib_finds_the_shipped_font() -> None:
    from matplotlib import font_manager

    style.register_fonts()
    for weight, name in (("normal", style.FONT_FILES[0]), ("bold", style.FONT_FILES[1])):
        found = font_manager.findfont(
            font_manager.FontProperties(family=style.FONT_FAMILY, weight=weight), fallback_to_default=False
        )
        assert Path(found) == style.FONT_FOLDER / name


def test_a_missing_font_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "FONT_FOLDER", tmp_path)
    style.register_fonts.cache_clear()
    with pytest.raises(style.FontError, match="the font for figures is missing"):
        style.register_fonts()


def test_a_damaged_font_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in style.FONT_FILES:
        (tmp_path / name).write_bytes(b"not a font")
    monkeypatch.setattr(style, "FONT_FOLDER", tmp_path)
    style.register_fonts.cache_clear()
    with pytest.raises(style.FontError, match="cannot be read as a font"):
        style.register_fonts()


def test_a_character_without_a_glyph_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserWarning, match="Glyph"):
        style.save(a_figure("龘"), tmp_path / "figure")  # a hanzi outside GB 2312
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_a_figure_rebuilds_to_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    first = style.save(a_figure("网格 grid −1"), tmp_path / "first", (suffix,))[0]
    second = style.save(a_figure("网格 grid −1"), tmp_path / "second", (suffix,))[0]
    assert first.read_bytes() == second.read_bytes()


def test_svg_needs_no_font_on_the_readers_machine(tmp_path: Path) -> None:
    svg = style.save(a_figure("网格"), tmp_path / "figure", ("svg",))[0].read_text(encoding="utf-8")
    assert "<text" not in svg
    assert "<dc:date>" not in svg


def test_drawing_leaves_the_settings_of_others_alone() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    a_figure("grid")
    assert dict(mpl.rcParams) == before


ARMS = (("none", "ranking", "pass_fail", "mixed"), ("without", "as_it_is"), WORLDS)  # of each kind of comparison


@pytest.mark.parametrize("arms", ARMS, ids="_".join)
@pytest.mark.parametrize("look", [style.ARM_COLOUR, style.ARM_MARKER], ids=["colour", "marker"])
def test_no_two_arms_of_a_comparison_look_alike(look: dict[str, str], arms: tuple[str, ...]) -> None:
    assert len({look[arm] for arm in arms}) == len(arms)


def test_every_arm_has_its_colour_and_its_marker() -> None:
    every_arm = {arm for arms in ARMS for arm in arms}
    assert set(ARM_ORDER) == every_arm == style.ARM_COLOUR.keys() == style.ARM_MARKER.keys()
