"""A further cell is one class and one entry: lesson, drawing, passes, readings, document and summary follow from it."""

import dataclasses
import json
from typing import ClassVar

import numpy as np
import pytest

from rnnanim.cli.compute import summary
from rnnanim.document import compute_document, json_chunks
from rnnanim.errors import LessonError
from rnnanim.lesson import load_lesson
from rnnanim.numerics import Route, losses
from rnnanim.numerics.cells import CELLS, Cell
from rnnanim.numerics.cells.base import Gradients, Rollout, Summary, Table
from rnnanim.numerics.scaled import Scaled
from rnnanim.numerics.symbolic import SymbolicNetwork


@dataclasses.dataclass(frozen=True, eq=False, kw_only=True)
class LeakyRollout(Rollout):
    r: np.ndarray


class Leaky(Cell[LeakyRollout]):
    """h_t = ½ h_{t-1} + r_t with r_t = tanh(W_xr x_t + W_hr h_{t-1} + b_r)."""

    name = "gru"
    shapes: ClassVar = {
        "W_xr": "HD", "W_hr": "HH", "b_r": "H", "W_y": "OH", "b_y": "O", "h_0": "H", "x": "TD", "target": "TO"
    }  # fmt: skip
    random = ("x", "W_xr", "W_hr", "W_y")
    constants: ClassVar = {"b_r": 1.0}
    rollout = LeakyRollout
    gradients = Gradients

    def spread(self, name, sizes):
        return sizes["H"]

    def forward(self, spec):
        own = spec.arrays()
        h, r = np.empty((spec.T + 1, spec.H)), np.full((spec.T + 1, spec.H), np.nan)
        h[0] = spec.h_0
        for t in range(1, spec.T + 1):
            r[t] = np.tanh(own["W_xr"] @ spec.x[t - 1] + own["W_hr"] @ h[t - 1] + own["b_r"])
            h[t] = h[t - 1] / 2 + r[t]
        return LeakyRollout(**losses.read_out(spec, h), h=h, r=r)

    def backward(self, spec, rollout):
        e = losses.padded(losses.output_errors(spec, rollout).plain())
        return Gradients(e=e, dL_dW_y=e[1:].T @ rollout.h[1:], dL_db_y=e[1:].sum(axis=0))

    def step_jacobian(self, spec, rollout):
        direct = np.tile(np.eye(spec.H) / 2, (spec.T + 1, 1, 1))
        return {"direct": direct, "through_r": (1 - rollout.r**2)[:, :, None] * spec.arrays()["W_hr"]}

    def products(self, spec, rollout, t):
        J = sum(self.step_jacobian(spec, rollout).values())
        product = np.eye(spec.H)
        for step in range(t, 0, -1):
            yield Scaled.of(product[None])
            product = product @ J[step]

    def walk(self, spec, rollout, t):
        raise ValueError("the routes of this cell must be written first")

    @property
    def fields(self):
        return {"leak": (1, lambda analysis, index: float(np.linalg.norm(analysis.h[index[0]] / 2)))}

    def document(self, analysis, rollout):
        return {"forward": {"r": rollout.r[1:], "h": rollout.h}, "backward": {"dL_dW_y": analysis.dL_dW_y}}

    def summary(self, analysis):
        rows = ((t, (analysis.size("h", t),)) for t in range(1, analysis.spec.T + 1))
        return Summary("leaky", (), (Table("", ("t", "h_t"), rows),), (("loss", analysis.read("loss")),))


@pytest.fixture(autouse=True)
def leaky(monkeypatch):
    monkeypatch.setitem(CELLS, "gru", Leaky())


def test_a_lesson_has_the_arrays_of_its_cell_and_draws_what_the_layer_below_cannot_give():
    lesson = load_lesson(None, ["network.cell=gru", "network.draw.hidden=3", "network.W_hr=[[0,1,0],[0,0,1],[1,0,0]]"])
    network = lesson.network
    assert list(network.arrays()) == list(Leaky.shapes)
    assert network.arrays()["W_hr"].tolist() == [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert network.arrays()["b_r"].tolist() == [1, 1, 1]
    assert network.arrays()["W_xr"].any()
    assert set(lesson.drawing.names) == {"W_xr", "b_r", "W_y", "h_0"}
    assert (network.x == 1).all()
    assert lesson.with_steps(5).network.T == 5


def test_an_array_of_another_cell_is_refused_where_the_cell_is_given():
    with pytest.raises(LessonError, match=r"^--set: network.W_h is no array of the cell gru; it has W_xr, W_hr, b_r"):
        load_lesson(None, ["network.cell=gru", "network.W_h=[[1.0]]"])
    with pytest.raises(LessonError, match=r"^--set: network.W_hr is no array of the cell rnn; it has W_x, W_h"):
        load_lesson(None, ["network.W_hr=[[1.0]]"])
    with pytest.raises(LessonError, match=r'network.cell must be "rnn" or "gru" in this version, got "lstm"'):
        load_lesson(None, ["network.cell=lstm"])


def test_what_a_cell_spreads_its_weights_by_is_its_own():
    network = load_lesson(None, ["network.cell=gru", "network.draw.hidden=400", "network.draw.inputs=10"]).network
    assert network.arrays()["W_xr"].std() == pytest.approx(1 / 20, rel=0.05)


def test_the_document_of_another_cell_is_a_lesson_too(tmp_path):
    lesson = load_lesson(None, ["network.cell=gru", "network.draw.hidden=2"])
    text = "".join(json_chunks(compute_document(lesson)))
    assert list(json.loads(text)) == ["lesson", "forward", "backward"]
    (tmp_path / "values.json").write_text(text)
    assert "".join(json_chunks(compute_document(load_lesson(str(tmp_path / "values.json"))))) == text


def test_the_summary_is_that_of_the_cell():
    lines = list(summary(load_lesson(None, ["network.cell=gru"])))
    assert lines[0] == "default: leaky, D = 1, H = 1, O = 1, T = 3, loss last"
    assert lines[2].split() == ["t", "h_t"]
    assert lines[-1].split()[0] == "loss"


def test_the_jacobian_of_a_step_is_the_sum_of_its_terms():
    analysis = load_lesson(None, ["network.cell=gru", "network.draw.hidden=3", "network.steps=4"]).analysis
    assert list(analysis.jacobian_terms) == ["direct", "through_r"]
    np.testing.assert_array_equal(analysis.J, sum(analysis.jacobian_terms.values()))
    expected = np.linalg.norm(analysis.J[4] @ analysis.J[3], 2)
    assert analysis.read("gain", 4, 2).value == pytest.approx(expected, rel=1e-13)
    assert list(load_lesson().analysis.jacobian_terms) == ["through_z"]


def test_what_another_cell_has_not_cannot_be_read():
    analysis = load_lesson(None, ["network.cell=gru"]).analysis
    assert analysis.read("r", 2, 0).value == analysis.rollout.r[2, 0]
    assert analysis.read("norm_W_hr").value == abs(analysis.spec.arrays()["W_hr"][0, 0])
    assert analysis.read("leak", 2).value == pytest.approx(abs(analysis.h[2, 0]) / 2)
    with pytest.raises(ValueError, match="leak takes 1 indices"):
        analysis.read("leak")
    for field, index in (("z", (1, 0)), ("W_h", (0, 0)), ("power_norm", (1,)), ("drive_x", (1,))):
        with pytest.raises(ValueError, match="must be an array of the lesson"):
            analysis.read(field, *index)
    with pytest.raises(ValueError, match="step_gain_at needs the weight W_h"):
        analysis.read("step_gain_at", 0.0)
    with pytest.raises(AttributeError):
        analysis.z  # noqa: B018
    with pytest.raises(ValueError, match="a network of the cell gru has no array 'z'"):
        analysis.array("z")


def test_a_route_of_several_products_is_their_sum_and_has_no_single_row_of_factors():
    analysis = load_lesson().analysis
    route = analysis.route("x", 3, 2)
    assert route.terms == (route.factors,)
    double = Route("x", 3, 2, (route.factors, route.factors), route.contribution, route.walk)
    network = SymbolicNetwork(analysis.spec)
    assert network.multiply(double) == 2 * network.multiply(route)
    for look in (lambda: double.factors, double.in_lesson_order):
        with pytest.raises(ValueError, match="the route must be one product to have factors, got 2"):
            look()
