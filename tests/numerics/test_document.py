"""The document of `compute`: the names, shapes and limits of the contract, and the same again when fed back."""

import json
import math

import numpy as np
import pytest

from rnnanim.document import compute_document, json_chunks
from rnnanim.lesson import PRESETS, Lesson, load_lesson
from rnnanim.numerics.cells import sections

TOP = ["lesson", "forward", "backward", "paths", "gains", "jacobians", "spectrum"]


def printed(lesson):
    return "".join(json_chunks(compute_document(lesson)))


def parsed(lesson):
    def forbid(token):
        raise AssertionError(token)

    return json.loads(printed(lesson), parse_constant=forbid)


def shape(value):
    return np.shape(np.array(value, dtype=object))


@pytest.mark.parametrize("loss", ["last", "sum"])
def test_names_and_shapes_are_those_of_the_contract(loss, random_spec):
    D, H, O, T = 2, 3, 4, 5
    found = parsed(Lesson(network=random_spec(1, D=D, H=H, O=O, T=T, loss=loss)))
    assert list(found) == TOP
    assert {name: shape(value) for name, value in found["forward"].items()} == {
        "z": (T, H), "h": (T + 1, H), "sigma_prime": (T, H), "a": (T, O), "y": (T, O),
        "loss_per_step": (T,), "loss": (),
    }  # fmt: skip
    assert {name: shape(value) for name, value in found["backward"].items()} == {
        "delta": (T, H), "dL_dh_0": (H,), "dL_dW_x": (H, D), "dL_dW_h": (H, H), "dL_dW_y": (O, H),
        "dL_db_h": (H,), "dL_db_y": (O,),
    }  # fmt: skip
    ts = [T] if loss == "last" else range(1, T + 1)
    assert [(path["t"], path["k"]) for path in found["paths"]] == [(t, k) for t in ts for k in range(t, 0, -1)]
    assert all(list(path) == ["t", "k", "W_x", "W_h", "gain", "log10_gain"] for path in found["paths"])
    assert all(shape(path["W_x"]) == (H, D) and shape(path["W_h"]) == (H, H) for path in found["paths"])
    assert found["gains"] is None
    assert shape(found["jacobians"]["J"]) == (T, H, H)
    assert list(found["spectrum"]) == ["eigenvalues", "spectral_radius", "spectral_norm", "powers"]
    assert shape(found["spectrum"]["eigenvalues"]) == (H, 2)
    assert [list(power) for power in found["spectrum"]["powers"]] == [["k", "norm", "log10_norm"]] * T
    assert [power["k"] for power in found["spectrum"]["powers"]] == list(range(1, T + 1))
    assert found["lesson"]["network"]["steps"] == T


@pytest.mark.parametrize("seed", range(60))
def test_random_lessons_agree_with_an_independent_implementation(seed, plain, random_spec, close):
    spec = random_spec(1000 + seed, **({"T": 20} if seed % 10 == 0 else {}))
    found, expected = parsed(Lesson(network=spec)), plain(spec)
    for part in ("forward", "backward"):
        assert set(found[part]) == set(expected[part])
        for name, array in expected[part].items():
            close(found[part][name], array)
    close(found["jacobians"]["J"], expected["J"])
    assert len(found["paths"]) == len(expected["paths"])
    for path, (t, k, G_x, G_h, gain) in zip(found["paths"], expected["paths"], strict=True):
        assert (path["t"], path["k"]) == (t, k)
        close(path["W_x"], G_x)
        close(path["W_h"], G_h)
        close(path["gain"], gain)
        assert path["log10_gain"] == (pytest.approx(math.log10(gain), abs=1e-9) if gain else None)
    for weight in ("W_x", "W_h"):
        close(np.sum([path[weight] for path in found["paths"]], axis=0), expected["backward"][f"dL_d{weight}"])
    eigenvalues = np.linalg.eigvals(spec.W_h)
    assert found["spectrum"]["spectral_radius"] == pytest.approx(np.abs(eigenvalues).max())
    for power in found["spectrum"]["powers"]:
        close(power["norm"], np.linalg.norm(np.linalg.matrix_power(spec.W_h, power["k"]), 2))


@pytest.mark.parametrize("source", [*PRESETS, "drawn"])
def test_the_document_fed_back_gives_the_same_to_the_last_bit(source, tmp_path):
    if source == "drawn":
        drawn = ["network.draw.inputs=3", "network.draw.hidden=5", "network.draw.outputs=2", "network.loss=mean"]
        lesson = load_lesson(
            None, [*drawn, "network.steps=9", "network.h_0=[0.1, 0.2, 0.3, 0.4, -0.0]"], seed=3, theme="light"
        )
    else:
        lesson = load_lesson(source, language="zh")
    text = printed(lesson)
    path = tmp_path / "values.json"
    path.write_text(text, encoding="utf-8")
    again = load_lesson(str(path))
    assert printed(again) == text
    assert again.notices == ()
    path.write_text(json.dumps(json.loads(text)["lesson"]), encoding="utf-8")
    assert printed(load_lesson(str(path))) == text


def test_numbers_read_back_to_the_same_float64(random_spec):
    lesson = Lesson(network=random_spec(4, T=5))
    found = parsed(lesson)
    assert np.array_equal(found["forward"]["h"], lesson.analysis.h)
    assert np.array_equal(found["lesson"]["network"]["W_h"], lesson.network.W_h)


def test_what_is_not_finite_is_a_string_and_an_exact_zero_has_no_logarithm():
    lesson = load_lesson(None, ["network.activation=identity", "network.W_h=[[1e9]]", "network.steps=60"])
    found = parsed(lesson)
    assert found["forward"]["loss"] == "inf"
    assert found["paths"][-1]["gain"] == "inf"
    assert found["paths"][-1]["log10_gain"] == pytest.approx(59 * 9)
    none = parsed(load_lesson(None, ["network.W_h=[[0.0]]"]))
    assert [path["log10_gain"] for path in none["paths"]] == [0.0, None, None]
    assert [power["log10_norm"] for power in none["spectrum"]["powers"]] == [None] * 3


def test_logarithms_stay_finite_at_ten_thousand_steps():
    found = parsed(load_lesson("vanishing", ["network.steps=10000"]))
    assert len(found["paths"]) == 10_000
    assert found["paths"][-1]["gain"] == 0.0
    assert found["paths"][-1]["log10_gain"] == pytest.approx(9999 * math.log10(0.5), rel=1e-12)
    assert len(found["spectrum"]["powers"]) == 1000


@pytest.mark.parametrize(("T", "whole"), [(199, True), (200, False)])
def test_gains_stand_in_for_paths_beyond_20_000_entries(T, whole):
    found = compute_document(load_lesson(None, ["network.loss=sum", f"network.steps={T}"]))
    assert (found["paths"] is not None, found["gains"] is None) == (whole, whole)
    if not whole:
        assert [(gain["t"], gain["k"]) for gain in found["gains"]] == [(T, k) for k in range(T, 0, -1)]
        assert found["gains"][0] == {"t": T, "k": T, "gain": 1.0, "log10_gain": 0.0}


def test_gains_stand_in_for_paths_beyond_5_million_numbers():
    found = compute_document(load_lesson(None, ["network.draw.hidden=64", "network.steps=1300"]))
    assert found["paths"] is None
    assert len(found["gains"]) == 1300
    assert found["jacobians"] == {"J": None}
    assert all(math.isfinite(gain["log10_gain"]) for gain in found["gains"])


def test_gains_agree_with_the_paths_that_they_stand_in_for(monkeypatch):
    lesson = load_lesson(None, ["network.draw.hidden=3", "network.steps=12"])
    paths = compute_document(lesson)["paths"]
    monkeypatch.setattr(sections, "MAX_ENTRIES", 5)
    gains = compute_document(lesson)["gains"]
    assert [gain["log10_gain"] for gain in gains] == [path["log10_gain"] for path in paths]


def test_max_steps_comes_back_with_the_document():
    found = parsed(load_lesson("hundred"))
    assert found["lesson"]["network"]["max_steps"] == 6
