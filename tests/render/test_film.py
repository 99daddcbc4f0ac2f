import errno
import os
from fractions import Fraction

import av
import numpy as np
import pytest

from rnnanim.errors import RenderError
from rnnanim.render.film import Background, FilmEncoder, count_frames
from rnnanim.render.job import Picture
from rnnanim.timeline import Mark

PICTURE = Picture(160, 90, Fraction(15))


def flat(*colour):
    return np.full((90, 160, 4), (*colour, 255), np.uint8)


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film"
    encoder = FilmEncoder(path, PICTURE, "标题")
    sink = Background(encoder)
    for n in range(20):
        sink.write(flat(11 + n, 16, 23), 1)
    sink.write(flat(255, 176, 59), 10)
    sink.drain()
    encoder.finish([Mark("one", "one", 0, 20), Mark("skipped", "skipped", 20, 0), Mark("two", "two", 20, 10)])
    return path


def test_every_frame_is_there_at_rising_times(film):
    assert count_frames(film) == 30
    with av.open(str(film)) as container:
        assert container.duration == 2_000_000
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    assert times == [Fraction(n, 15) for n in range(30)]


def test_it_says_title_chapters_and_colours(film):
    with av.open(str(film)) as container:
        assert container.metadata["title"] == "标题"
        chapters = [
            (c["metadata"]["title"], c["start"] * c["time_base"], c["end"] * c["time_base"])
            for c in container.chapters()
        ]
        codec = container.streams.video[0].codec_context
        assert (codec.name, codec.pix_fmt, codec.color_range, codec.colorspace) == ("h264", "yuv420p", 1, 1)
    assert [name for name, *_ in chapters] == ["one", "two"]
    assert [float(end) for *_, end in chapters] == pytest.approx([20 / 15, 2], abs=0.001)


def test_the_index_stands_in_front(film):
    data = film.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_colours_come_back(film):
    with av.open(str(film)) as container:
        *_, last = container.decode(video=0)
    rgb = last.reformat(format="rgb24", src_colorspace="ITU709", dst_color_range="JPEG").to_ndarray()
    assert np.abs(rgb[45, 80].astype(int) - (255, 176, 59)).max() <= 3


def test_a_folder_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(RenderError, match=r"cannot write into .*none: the folder was deleted"):
        FilmEncoder(tmp_path / "none" / "film", PICTURE, "").write(flat(0, 0, 0), 60)


def test_a_fault_of_the_encoder_reaches_whoever_draws(tmp_path, monkeypatch):
    class Full:
        def convert(self, pixels, changed):
            return pixels

        def encode(self, frame, repeat):
            raise RenderError("the encoder failed: " + os.strerror(errno.ENOSPC))

    sink = Background(Full())
    with pytest.raises(RenderError, match="No space left"):
        for _ in range(100):  # more than the queue holds: it must not block
            sink.write(flat(0, 0, 0), 1)
    with pytest.raises(RenderError, match="No space left"):
        sink.drain()


def test_a_film_that_is_cut_off_is_noticed(film):
    film.write_bytes(film.read_bytes()[:200])
    with pytest.raises(RenderError, match="cannot be read"):
        count_frames(film)
