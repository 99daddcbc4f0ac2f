"""Build the faces of ``assets/fonts`` from Noto Sans, Noto Sans Math and Noto Sans CJK SC.

    python scripts/build_fonts.py                     fetch the sources by name (npm, apt) and build
    python scripts/build_fonts.py --sources FOLDER    build from files that are already there, with no network
    python scripts/build_fonts.py --check             does the shipped subset hold every character in use?

Sources, all under the SIL Open Font License 1.1:

- npm ``@fontsource/noto-sans`` and ``@fontsource/noto-sans-math`` 5.3, the files
  ``noto-sans-latin-{400,600}-normal.woff2`` and ``noto-sans-math-latin-400-normal.woff2``;
  Debian's Noto Sans Math (2020) has no MATH table.
- Debian ``fonts-noto-cjk``: ``NotoSansCJK-{Regular,Bold}.ttc``.

"Noto" is a trademark: it leaves the names by which a font is chosen; the copyright and licence records stay.
The same sources and the same fontTools give the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "assets" / "fonts"
WORDS_OF = ("assets/captions/*.toml", "assets/presets/*.toml", "scenes/*.py", "rnnanim/**/*.py")

NPM_PACKAGES = ("@fontsource/noto-sans@5.3", "@fontsource/noto-sans-math@5.3")
DEBIAN_PACKAGE = "fonts-noto-cjk"
DEBIAN_FOLDER = Path("/usr/share/fonts/opentype/noto")
LATIN = {"Regular": "noto-sans-latin-400-normal.woff2", "SemiBold": "noto-sans-latin-600-normal.woff2"}
MATH = "noto-sans-math-latin-400-normal.woff2"
CHINESE = {"Regular": "NotoSansCJK-Regular.ttc", "SemiBold": "NotoSansCJK-Bold.ttc"}
LICENCES = {"OFL-RnnSans.txt": "LICENSE-noto-sans", "OFL-RnnMath.txt": "LICENSE-noto-sans-math"}
SOURCES = (*LATIN.values(), MATH, *CHINESE.values(), *LICENCES.values())

WEIGHT = {"Regular": 400, "SemiBold": 600}
PRIME = [(70, 40), (150, 20), (330, 560), (190, 600)]  # font units, on the baseline, 1000 an em
PUNCTUATION = " ·—‘’“”…、。〈〉《》「」『』【】〔〕！（），．：；？～￥％＋－＝／"


# --- names ---------------------------------------------------------------------------------------------------------


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the font our family; a style beyond the four classic ones goes into the typographic records, as in Noto."""
    classic = family if style == "Regular" else f"{family} {style}"
    postscript = f"{family.replace(' ', '')}-{style}"
    ours = {1: classic, 2: "Regular", 3: f"rnnanim;{postscript}", 4: f"{family} {style}", 6: postscript}
    if style != "Regular":
        ours |= {16: family, 17: style}
    names = font["name"]
    names.names = [record for record in names.names if record.nameID not in (*ours, 16, 17, 18, 21, 22, 25)]
    for name_id, text in ours.items():
        names.setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        rename_outlines(font, family, style, postscript)


def rename_outlines(font: TTFont, family: str, style: str, postscript: str) -> None:
    """Rename the copy of the names inside the CFF table too."""
    table = font["CFF "].cff
    table.fontNames = [postscript]
    top = table.topDictIndex[0]
    top.FamilyName, top.FullName, top.Weight = family, f"{family} {style}", style


def set_weight(font: TTFont, style: str) -> None:
    """Say the weight that the face stands for: Noto's CJK Bold is the companion of a Latin 600."""
    font["OS/2"].usWeightClass = WEIGHT[style]
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x21 | 0x40  # REGULAR instead of BOLD and ITALIC
    font["head"].macStyle = 0


# --- the three families --------------------------------------------------------------------------------------------


def build_sans(source: Path, target: Path, style: str) -> None:
    """Unpack the Latin face and rename it."""
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    rename(font, "Rnn Sans", style)
    font.save(target)


def build_math(source: Path, target: Path) -> None:
    """Unpack the math face, with larger indices and a prime that can be seen."""
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    enlarge_indices(font)
    redraw_prime(font)
    rename(font, "Rnn Math", "Regular")
    font.save(target)


def enlarge_indices(font: TTFont, percent: int = 78) -> None:
    """Set indices at 78 % of the letter; at Noto's 60 % they are 9 pixels high at 480p."""
    constants = font["MATH"].table.MathConstants
    constants.ScriptPercentScaleDown = percent
    constants.ScriptScriptPercentScaleDown = percent - 8
    constants.SubscriptShiftDown.Value = 190


def redraw_prime(font: TTFont) -> None:
    """Draw the prime as a plain slanted wedge: Noto's is meant for minutes of arc and vanishes as a superscript."""
    pen = TTGlyphPen(None)
    pen.moveTo(PRIME[0])
    for corner in PRIME[1:]:
        pen.lineTo(corner)
    pen.closePath()
    name = font.getBestCmap()[0x2032]
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = (340, 70)


def build_chinese(source: Path, target: Path, style: str, characters: set[str]) -> None:
    """Cut the face down to the characters asked for, without hints and layout features."""
    with TTCollection(source, lazy=True) as faces:
        font = next(face for face in faces.fonts if face["name"].getDebugName(1) == "Noto Sans CJK SC")
        font.recalcTimestamp = False
        options = Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True)
        options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
        cutter = Subsetter(options)
        cutter.populate(text="".join(sorted(characters)))
        cutter.subset(font)
        rename(font, "Rnn Sans SC", style)
        set_weight(font, style)
        font.save(target)


# --- characters ----------------------------------------------------------------------------------------------------


def common_hanzi() -> set[str]:
    """Return the 3755 hanzi of the first level of GB 2312, so that new captions seldom need new fonts."""
    cells = [bytes((row, column)) for row in range(0xB0, 0xD8) for column in range(0xA1, 0xFF)]
    return set(b"".join(cells).decode("gb2312", errors="ignore"))


def is_chinese(character: str) -> bool:
    """Tell hanzi, Chinese punctuation and full-width forms from everything else."""
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def characters_in_use(root: Path = ROOT) -> dict[str, str]:
    """Map every character beyond ASCII to the first file that uses it."""
    found: dict[str, str] = {}
    for pattern in WORDS_OF:
        for path in sorted(root.glob(pattern)):
            for character in path.read_text(encoding="utf-8"):
                if character > "~":
                    found.setdefault(character, str(path.relative_to(root)))
    return found


def missing_characters(fonts: Path = FONTS, root: Path = ROOT) -> dict[str, str]:
    """Map each character in use that no shipped face can draw to the file that uses it."""
    sans, semibold, math = (cmap(fonts / name) for name in FACES_LATIN)
    chinese = [cmap(fonts / name) for name in FACES_CHINESE]
    missing = {}
    for character, file in characters_in_use(root).items():
        if is_chinese(character):
            drawn = all(character in face for face in chinese)
        else:
            drawn = character in sans & semibold or character in math or all(character in face for face in chinese)
        if not drawn and (is_chinese(character) or file.startswith("assets")):
            missing[character] = file
    return missing


FACES_LATIN = ("RnnSans-Regular.ttf", "RnnSans-SemiBold.ttf", "RnnMath-Regular.ttf")
FACES_CHINESE = ("RnnSansSC-Regular.otf", "RnnSansSC-SemiBold.otf")


def cmap(path: Path) -> set[str]:
    """Return the characters that a font file can draw."""
    with TTFont(path, lazy=True) as font:
        return {chr(code) for code in font.getBestCmap()}


# --- sources -------------------------------------------------------------------------------------------------------


def collect(given: Path | None, folder: Path) -> None:
    """Put every source into `folder`, from `given`, from what Debian has installed, or by name from npm and apt."""
    if given is not None:
        for name in SOURCES:
            found = next(given.rglob(name), None)
            if found is None:
                raise SystemExit(f"{given}: {name} is not there; needed are {', '.join(SOURCES)}")
            shutil.copy(found, folder / name)
        return
    fetch_from_npm(folder)
    fetch_from_debian(folder)


def fetch_from_npm(folder: Path) -> None:
    """Let npm bring the two packages and take the faces and the licence out of each."""
    if shutil.which("npm") is None:
        raise SystemExit("npm is not here: install it, or give the files of its packages with --sources FOLDER")
    subprocess.run(["npm", "pack", "--silent", *NPM_PACKAGES], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for archive in sorted(folder.glob("*.tgz")):
        package = archive.name.removeprefix("fontsource-").rsplit("-", 1)[0]
        with tarfile.open(archive) as box:
            for member in box.getmembers():
                name = Path(member.name).name
                content = box.extractfile(member)
                if content is not None and name in (*LATIN.values(), MATH, "LICENSE"):
                    target = f"LICENSE-{package}" if name == "LICENSE" else name
                    (folder / target).write_bytes(content.read())


def fetch_from_debian(folder: Path) -> None:
    """Take the collections from where Debian installs them, or out of the package, which need not be installed."""
    source = DEBIAN_FOLDER
    if not all((source / name).exists() for name in CHINESE.values()):
        if shutil.which("apt-get") is None:
            raise SystemExit(
                f"{', '.join(CHINESE.values())} (Debian: {DEBIAN_PACKAGE}): give them with --sources FOLDER"
            )
        subprocess.run(["apt-get", "download", DEBIAN_PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        package = next(folder.glob(f"{DEBIAN_PACKAGE}*.deb"))
        subprocess.run(["dpkg-deb", "-x", package, folder / "unpacked"], check=True)
        source = folder / "unpacked" / DEBIAN_FOLDER.relative_to("/")
    for name in CHINESE.values():
        shutil.copy(source / name, folder / name)


# --- all of it -----------------------------------------------------------------------------------------------------


def build(sources: Path, target: Path) -> None:
    """Build the five faces and the licence beside them."""
    target.mkdir(parents=True, exist_ok=True)
    for style, name in LATIN.items():
        build_sans(sources / name, target / f"RnnSans-{style}.ttf", style)
    build_math(sources / MATH, target / "RnnMath-Regular.ttf")
    used = {character for character in characters_in_use() if is_chinese(character)}
    for style, name in CHINESE.items():
        build_chinese(
            sources / name, target / f"RnnSansSC-{style}.otf", style, common_hanzi() | used | set(PUNCTUATION)
        )
    write_licences(sources, target)


def write_licences(sources: Path, target: Path) -> None:
    """Put the OFL beside each family; each text begins with the copyright of its own font."""
    for name, source in LICENCES.items():
        (target / name).write_bytes((sources / source).read_bytes())
    text = (sources / LICENCES["OFL-RnnSans.txt"]).read_text(encoding="utf-8")
    licence = text[text.index("This Font Software is licensed") :]
    with TTFont(target / FACES_CHINESE[0], lazy=True) as font:
        notice = font["name"].getDebugName(0)
    (target / "OFL-RnnSansSC.txt").write_text(f"{notice}\n\n{licence}", encoding="utf-8")


def report_missing() -> int:
    """Print what the shipped faces cannot draw; the number of characters decides the exit code."""
    missing = missing_characters()
    for character, file in missing.items():
        print(f"{file}: {character} (U+{ord(character):04X}) is in no face of assets/fonts", file=sys.stderr)
    if not missing:
        print(f"assets/fonts holds all {len(characters_in_use())} characters beyond ASCII that are in use")
    return 1 if missing else 0


def main() -> int:
    """Build, or check what was built."""
    parser = argparse.ArgumentParser(description="Build the faces of assets/fonts, or check them.")
    parser.add_argument(
        "--check", action="store_true", help="only say which characters in use no shipped face can draw"
    )
    parser.add_argument("--sources", type=Path, metavar="FOLDER", help="take the source files from here, fetch nothing")
    parser.add_argument("--out", type=Path, default=FONTS, metavar="FOLDER", help="where to put the faces")
    options = parser.parse_args()
    if options.check:
        return report_missing()
    with tempfile.TemporaryDirectory() as folder:
        collect(options.sources, Path(folder))
        build(Path(folder), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
