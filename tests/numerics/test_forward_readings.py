"""What the streams of a forward step carry, and the losses that add up."""

from __future__ import annotations

import numpy as np
import pytest

from rnnanim.lesson import load_lesson

LESSONS = [
    (None, []),
    ("tanh_09", []),
    ("exploding", []),
]


@pytest.mark.parametrize(("preset", "overrides"), LESSONS)
def test_the_streams_of_a_scalar_step_are_signed_and_add_up_to_z(preset, overrides):
    analysis = load_lesson(preset, overrides).analysis
    for t in range(1, analysis.spec.T + 1):
        z = analysis.read("drive_x", t).value + analysis.read("drive_h", t).value + analysis.read("b_h", 0).value
        assert z == pytest.approx(analysis.read("z", t, 0).value, abs=1e-13)
        assert analysis.read("drive_y", t).value == pytest.approx(analysis.spec.W_y[0, 0] * analysis.h[t, 0])


def test_a_stream_of_a_scalar_step_may_be_negative():
    analysis = load_lesson("tanh_09").analysis
    assert analysis.read("drive_x", 3).value == pytest.approx(-0.4)


def test_with_more_units_they_are_norms():
    analysis = load_lesson(None, ["network.draw.hidden=3"]).analysis
    spec, h, x = analysis.spec, analysis.h, analysis.x
    assert not analysis.is_scalar
    for t in (1, 2, 3):
        assert analysis.read("drive_x", t).value == pytest.approx(np.linalg.norm(spec.W_x @ x[t]))
        assert analysis.read("drive_h", t).value == pytest.approx(np.linalg.norm(spec.W_h @ h[t - 1]))
        assert analysis.read("drive_y", t).value == pytest.approx(np.linalg.norm(spec.W_y @ h[t]))


def test_the_losses_between_two_steps_are_their_sum():
    analysis = load_lesson(None, ["network.steps=8", "network.loss=sum"]).analysis
    parts = [analysis.read("loss_per_step", t).value for t in range(1, 9)]
    assert analysis.read("loss_between", 2, 6).value == pytest.approx(sum(parts[1:6]))
    assert analysis.read("loss_between", 1, 8).value == pytest.approx(analysis.read("loss").value)


@pytest.mark.parametrize(("field", "index"), [("drive_x", (0,)), ("drive_h", (4,)), ("loss_between", (2, 1))])
def test_a_step_that_is_not_there_is_refused(field, index):
    with pytest.raises(ValueError, match="must satisfy 1 <= "):
        load_lesson(None).analysis.read(field, *index)


def test_the_entries_of_what_arrives_add_up_to_z():
    analysis = load_lesson(None, ["network.draw.hidden=3", "network.draw.inputs=2"]).analysis
    for t in (1, 3):
        parts = analysis.drive_entries("x", t), analysis.drive_entries("h", t), analysis.entries("b_h")
        found = [sum(reading.value for reading in entries) for entries in zip(*parts, strict=True)]
        assert found == pytest.approx(list(analysis.z[t]))
        assert all(analysis.again(reading) == reading for entries in parts for reading in entries)
    with pytest.raises(ValueError, match="unit must satisfy 0 <= unit < 3, got 3"):
        analysis.read("drive_x_entry", 1, 3)


def test_what_has_one_entry_is_read_with_its_sign_beside_vectors():
    analysis = load_lesson(None, ["network.draw.hidden=3", "network.x=[[-0.7],[0.2],[1.0]]"]).analysis
    assert (analysis.size("x", 1).field, analysis.size("x", 1).value) == ("x", -0.7)
    assert analysis.size("h", 1).field == "norm_h"
    assert analysis.drive("y", 3).value == pytest.approx(float((analysis.spec.W_y @ analysis.h[3])[0]))
