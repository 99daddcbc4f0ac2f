import av
import numpy as np
import pytest

from rnnanim.render.yuv import GRID, Planes

WIDTH, HEIGHT = 9 * GRID + 22, 5 * GRID + 6


def noise(seed):
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 4), dtype=np.uint8)


def planes(picture):
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    picture.copy_to(frame)
    return frame.to_ndarray()


@pytest.fixture
def picture():
    picture = Planes(WIDTH, HEIGHT)
    picture.update(noise(0), None)
    return picture


def test_what_is_converted_in_pieces_is_what_is_converted_whole(picture):
    pixels = noise(0)
    for area in ((5, 3, 9, 4), (GRID - 1, 10, GRID + 1, 60), (0, HEIGHT - 1, WIDTH, HEIGHT)):
        left, top, right, bottom = area
        pixels[top:bottom, left:right] = noise(1)[top:bottom, left:right]
        assert picture.update(pixels, [area])
    whole = Planes(WIDTH, HEIGHT)
    whole.update(pixels, None)
    assert np.array_equal(planes(picture), planes(whole))


def test_nothing_is_converted_where_nothing_changed(picture):
    before = planes(picture)
    assert not picture.update(noise(1), [])
    assert np.array_equal(planes(picture), before)


def test_the_colours_are_those_of_bt_709(picture):
    """ITU-R BT.709-6, section 3: Y = 0.2126 R + 0.7152 G + 0.0722 B, 16 to 235; the mean of four for the colour."""
    colour = np.array([255, 176, 59])
    flat = np.broadcast_to(np.array([*colour, 255], np.uint8), (HEIGHT, WIDTH, 4))
    picture.update(flat, None)
    red, _, blue = colour / 255
    luma = colour @ [0.2126, 0.7152, 0.0722] / 255
    want = 16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748
    found = planes(picture)
    y, u, v = found[0, 0], found[HEIGHT].ravel()[0], found[-1].ravel()[-1]
    assert np.abs(np.array([y, u, v], float) - want).max() <= 1
