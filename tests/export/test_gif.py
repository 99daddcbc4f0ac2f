from fractions import Fraction

import numpy as np
import pytest
from PIL import Image, ImageSequence

from rnnanim.errors import RenderError
from rnnanim.export.gif import FrameStore, TooLarge, nearest_rate, write_gif

BACKGROUND, AMBER = (11, 16, 23), (255, 176, 59)


def picture(x):
    pixels = np.full((180, 320, 4), (*BACKGROUND, 255), np.uint8)
    pixels[60:100, x : x + 40, :3] = AMBER
    return pixels


@pytest.fixture
def store():
    store = FrameStore(Fraction(25))
    for n in range(20):
        store.write(picture(4 * n), 1)
    store.write(picture(76), 30)  # the last of them again, and longer
    store.write(picture(200), 25)
    return store


def delays(path):
    with Image.open(path) as image:
        return [frame.info["duration"] for frame in ImageSequence.Iterator(image)]


def test_delays_are_exact_and_a_still_is_one_frame(store, tmp_path):
    loop = write_gif(store, tmp_path / "a.gif")
    shown = delays(tmp_path / "a.gif")
    assert shown == [40] * 19 + [40 * 31] + [40 * 25]
    assert sum(shown) == 1000 * loop.seconds == 75 * 40
    assert loop.bytes == (tmp_path / "a.gif").stat().st_size
    assert (loop.width, loop.height, loop.fps) == (320, 180, 25)


def test_it_loops_for_ever_in_its_own_colours(store, tmp_path):
    write_gif(store, tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as image:
        assert image.info["loop"] == 0
        first = image.convert("RGB")
        assert first.getpixel((300, 10)) == BACKGROUND
        assert first.getpixel((20, 80)) == AMBER


@pytest.mark.parametrize(
    ("fps", "rate"),
    [
        (30, Fraction(100, 3)),
        (24, 25),
        (15, Fraction(100, 7)),
        (12, 12.5),
        (10, 10),
        (40, Fraction(100, 3)),
        (60, 50),
        (20, 20),
    ],
)
def test_rates_are_those_that_a_gif_can_hold(fps, rate):
    assert nearest_rate(fps) == Fraction(rate)


@pytest.mark.parametrize("fps", [1, 2, 2.5, 4, 5, Fraction(100, 14), Fraction(100, 9)])
def test_slow_rates_are_kept_with_exact_delays(fps, tmp_path):
    assert nearest_rate(fps) == Fraction(fps)
    store = FrameStore(nearest_rate(fps))
    store.write(picture(0), 1)
    store.write(picture(40), 2)
    write_gif(store, tmp_path / "a.gif")
    assert delays(tmp_path / "a.gif") == [1000 / fps, 2000 / fps]


def test_the_length_is_that_of_the_delays_where_the_rate_is_no_short_decimal(tmp_path):
    store = FrameStore(nearest_rate(30))
    for n in range(10):
        store.write(picture(4 * n), 1)
    loop = write_gif(store, tmp_path / "a.gif")
    assert sum(delays(tmp_path / "a.gif")) == pytest.approx(1000 * loop.seconds) == 300


def test_it_is_made_to_fit(store, tmp_path):
    whole = write_gif(store, tmp_path / "a.gif").bytes
    loop = write_gif(store, tmp_path / "b.gif", limit=int(whole * 0.7))
    assert loop.bytes <= whole * 0.7
    assert (tmp_path / "b.gif").stat().st_size == loop.bytes
    assert loop.width < 320 or loop.fps < 25
    assert sum(delays(tmp_path / "b.gif")) == 1000 * loop.seconds


def test_what_cannot_fit_fails_and_leaves_nothing(store, tmp_path):
    with pytest.raises(TooLarge, match="--max-mb"):
        write_gif(store, tmp_path / "a.gif", limit=300)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_fit_says_what_was_reached_and_what_to_change(store, tmp_path):
    with pytest.raises(TooLarge) as raised:
        write_gif(store, tmp_path / "a.gif", limit=300)
    message = str(raised.value)
    assert "200 pixels wide at 12.5 frames a second" in message
    assert all(option in message for option in ("--max-mb", "--beat", "--fps"))
    bytes_there = write_gif(_slower(store), tmp_path / "b.gif").bytes
    assert f"{bytes_there} bytes" in message


def _slower(store):
    """Return what `store` shows at half the rate and 200 pixels, the least that is tried."""
    from rnnanim.export.gif import _scaled

    slower = FrameStore(store.fps / 2)
    for pixels, kept in store.every(2):
        frame = _scaled(pixels, (200, 112)).to_ndarray()
        slower.write(np.dstack([frame, np.full(frame.shape[:2], 255, np.uint8)]), kept)
    return slower


def test_a_limit_that_the_least_width_meets_is_met(store, tmp_path):
    least = write_gif(_slower(store), tmp_path / "a.gif").bytes
    loop = write_gif(store, tmp_path / "b.gif", limit=least)
    assert (loop.bytes, loop.width) == (least, 200)


def test_halving_the_rate_keeps_the_time_of_every_picture(store):
    assert sum(kept for _, kept in store.every(2)) == 38
    assert [kept for _, kept in store.every(2)][-2:] == [15, 13]


def test_no_frames_is_an_error(tmp_path):
    with pytest.raises(RenderError, match="no frames"):
        write_gif(FrameStore(Fraction(25)), tmp_path / "a.gif")
