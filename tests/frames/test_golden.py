"""The last picture of every beat looks as it did when it was last looked at.

Where a picture has changed on purpose, look at it, then draw the kept one anew: python tests/support/stills.py SCENE.
"""

import numpy as np
import pytest
import stills

from rnnanim import catalog


@pytest.mark.slow
@pytest.mark.parametrize("scene", [*catalog.SCENES, *(name + stills.SEVERAL for name in stills.WITH_SEVERAL)])
def test_the_last_picture_of_every_beat_is_the_one_that_is_kept(scene):
    drawn = stills.stills(scene)
    assert {path.name.split(".")[1] for path in stills.GOLDEN.glob(f"{scene}.*.png")} == set(drawn)
    for beat, picture in drawn.items():
        assert stills.difference(picture, stills.kept(scene, beat)) < stills.TOLERANCE, beat


def test_every_beat_of_the_lecture_has_a_still():
    for name, entry in catalog.SCENES.items():
        for beat in entry.beats:
            assert list(stills.GOLDEN.glob(f"{name}.{beat}*.png")), f"{name}.{beat}"


def test_a_recoloured_symbol_and_a_moved_thread_are_seen():
    picture = stills.kept("GradientPaths", "path_2").copy()
    recoloured, moved = picture.copy(), picture.copy()
    bright = picture.max(axis=2) > 100
    rows, columns = np.nonzero(bright)
    y, x = rows[len(rows) // 2], columns[len(rows) // 2]
    recoloured[y - 4 : y + 4, x - 4 : x + 4] = recoloured[y - 4 : y + 4, x - 4 : x + 4, ::-1]
    moved[:, x] = moved[0, 0]
    assert stills.difference(picture, picture) == 0
    assert stills.difference(picture, moved) > stills.TOLERANCE
