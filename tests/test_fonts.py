"""The shipped faces: their names, their licences, and the characters that they hold."""

import importlib.util
from functools import lru_cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from rnnanim.locations import asset

ROOT = Path(__file__).resolve().parent.parent
NAMES = {
    "RnnSans-Regular.ttf": ("Rnn Sans", 400),
    "RnnSans-SemiBold.ttf": ("Rnn Sans", 600),
    "RnnMath-Regular.ttf": ("Rnn Math", 400),
    "RnnSansSC-Regular.otf": ("Rnn Sans SC", 400),
    "RnnSansSC-SemiBold.otf": ("Rnn Sans SC", 600),
}


@lru_cache(maxsize=1)
def builder():
    spec = importlib.util.spec_from_file_location("build_fonts", ROOT / "scripts" / "build_fonts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=NAMES)
def face(request):
    with TTFont(asset("fonts", request.param), lazy=True) as font:
        font.expected = NAMES[request.param]
        yield font


def test_every_face_of_the_folder_is_known():
    assert {path.name for path in asset("fonts").iterdir() if path.suffix in (".ttf", ".otf")} == set(NAMES)


def test_family_and_weight_are_ours(face):
    names = face["name"]
    family, weight = face.expected
    assert (names.getDebugName(16) or names.getDebugName(1)) == family
    assert face["OS/2"].usWeightClass == weight


def test_the_trademark_is_in_no_name_by_which_a_font_is_chosen(face):
    chosen_by = [str(record) for record in face["name"].names if record.nameID in (1, 3, 4, 6, 16, 18, 20, 21, 25)]
    if "CFF " in face:
        top = face["CFF "].cff.topDictIndex[0]
        chosen_by += [*face["CFF "].cff.fontNames, top.FamilyName, top.FullName]
    assert chosen_by
    assert not [name for name in chosen_by if "noto" in name.lower() or "source" in name.lower()]


def test_copyright_and_licence_records_are_kept(face):
    names = face["name"]
    assert any(owner in names.getDebugName(0) for owner in ("Noto Project Authors", "Google", "Adobe"))
    assert names.getDebugName(14) in ("https://openfontlicense.org", "http://scripts.sil.org/OFL")


@pytest.mark.parametrize("family", ["RnnSans", "RnnMath", "RnnSansSC"])
def test_the_licence_lies_beside_each_family(family):
    text = asset("fonts", f"OFL-{family}.txt").read_text(encoding="utf-8")
    with TTFont(next(asset("fonts").glob(f"{family}-Regular.*")), lazy=True) as font:
        assert text.startswith(font["name"].getDebugName(0))
    assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_every_character_in_use_can_be_drawn():
    assert builder().missing_characters() == {}


def test_a_character_outside_the_faces_is_reported_with_its_file(tmp_path):
    (tmp_path / "assets" / "captions").mkdir(parents=True)
    (tmp_path / "assets" / "captions" / "zh.toml").write_text('[S]\ntitle = "梯度龘"\n', encoding="utf-8")
    assert builder().missing_characters(root=tmp_path) == {"龘": "assets/captions/zh.toml"}


def test_common_hanzi_are_there_for_captions_to_come():
    assert len(builder().common_hanzi()) == 3755
    for weight in ("Regular", "SemiBold"):
        assert builder().common_hanzi() <= builder().cmap(asset("fonts", f"RnnSansSC-{weight}.otf"))


def test_chinese_faces_have_no_hints_and_no_layout():
    for weight in ("Regular", "SemiBold"):
        with TTFont(asset("fonts", f"RnnSansSC-{weight}.otf"), lazy=True) as font:
            assert not {"GSUB", "GPOS", "GDEF", "fpgm", "prep", "cvt "} & set(font.keys())


def test_math_face_has_large_indices_and_a_visible_prime():
    with TTFont(asset("fonts", "RnnMath-Regular.ttf"), lazy=True) as font:
        assert font["MATH"].table.MathConstants.ScriptPercentScaleDown == 78
        prime = font["glyf"][font.getBestCmap()[0x2032]]
        assert prime.yMax - prime.yMin > 500


def test_the_same_sources_give_the_same_bytes(tmp_path):
    shipped = asset("fonts", "RnnSansSC-SemiBold.otf")
    characters = builder().cmap(shipped)
    source = builder().DEBIAN_FOLDER / "NotoSansCJK-Bold.ttc"
    if not source.exists():
        pytest.skip("fonts-noto-cjk is not installed")
    builder().build_chinese(source, tmp_path / "again.otf", "SemiBold", characters)
    assert (tmp_path / "again.otf").read_bytes() == shipped.read_bytes()
