"""Stacked layers against a complex step, differences, torch and mpmath; and what a lesson may say of them."""

import itertools
import json

import mpmath
import numpy as np
import pytest
from click.testing import CliRunner

from rnnanim.cli.compute import summary
from rnnanim.cli.main import cli
from rnnanim.document import compute_document, json_chunks
from rnnanim.errors import InputError, LessonError
from rnnanim.lesson import Lesson, load_lesson
from rnnanim.numerics import NetworkSpec, analyse, gradcheck
from rnnanim.numerics.cells import CELLS, cell_of

mp = mpmath.mp.clone()
mp.dps = 60


def weights(spec):
    return [name for name in spec.arrays() if name not in ("x", "target")]


@pytest.mark.parametrize(("layers", "seed"), [*itertools.product((2, 3, 4), range(3))])
def test_gradients_are_those_of_a_complex_step(layers, seed, stacked_spec, close):
    spec = stacked_spec(layers, seed)
    found = analyse(spec)
    for name in weights(spec):
        close(found.array(f"dL_d{name}"), gradcheck.complex_step(spec, name))
    close(found.array(f"delta_l{layers}")[0], found.array(f"dL_dh_0_l{layers}"))


@pytest.mark.parametrize("layers", [2, 3])
def test_gradients_are_those_of_central_differences(layers, stacked_spec):
    spec = stacked_spec(layers, 2, activation="tanh", output_activation="sigmoid")
    for name in weights(spec):
        expected = gradcheck.central_difference(spec, name)
        np.testing.assert_allclose(analyse(spec).array(f"dL_d{name}"), expected, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("loss", ["last", "sum", "mean"])
def test_paths_are_the_gradients_of_one_step_with_weights_of_its_own_and_add_up(loss, stacked_spec, close):
    spec = stacked_spec(3, 5, loss=loss, T=4)
    found = compute_document(Lesson(network=spec))
    names = [name for name in weights(spec) if name.startswith(("W_x", "W_h"))]
    assert [list(path) for path in found["paths"]] == [["t", "k", *names, "gain", "log10_gain"]] * len(found["paths"])
    for name in names:
        untied = gradcheck.untied(spec, name)
        for path in found["paths"]:
            close(path[name], untied[path["t"] - 1, path["k"] - 1], 1e-9 * np.abs(untied).max())
        close(np.sum([path[name] for path in found["paths"]], axis=0), found["backward"][f"dL_d{name}"], 1e-12)


def joint_jacobian(spec, t, k):
    """d(states of all layers at t)/d(those at k), by a complex step of the state at k."""
    sigma = {"tanh": np.tanh, "identity": lambda z: z}[spec.activation]
    own, H, N = spec.arrays(), spec.H, spec.layers
    endings = ["", *(f"_l{layer}" for layer in range(2, N + 1))]

    def run(state, first, last):
        for step in range(first, last):
            x = spec.x[step]
            for n, end in enumerate(endings):
                z = own[f"W_x{end}"] @ x + own[f"W_h{end}"] @ state[n * H : n * H + H] + own[f"b_h{end}"]
                x = state[n * H : n * H + H] = sigma(z)
        return state

    at_k = run(np.concatenate([own[f"h_0{end}"] for end in endings]).astype(complex), 0, k)
    columns = [run(at_k + 1e-30j * unit, k, t).imag / 1e-30 for unit in np.eye(N * H)]
    return np.array(columns).T


@pytest.mark.parametrize(("activation", "seed"), [("tanh", 1), ("identity", 2), ("tanh", 3)])
def test_gains_and_jacobians_are_of_the_states_of_all_layers(activation, seed, stacked_spec, close):
    spec = stacked_spec(3, seed, activation=activation, T=4, loss="last")
    found = compute_document(Lesson(network=spec))
    for t in range(1, 5):
        close(found["jacobians"]["J"][t - 1], joint_jacobian(spec, t, t - 1))
    for path in found["paths"]:
        expected = np.linalg.norm(joint_jacobian(spec, 4, path["k"]), 2)
        assert path["gain"] == pytest.approx(expected, rel=1e-9)
        assert analyse(spec).read("gain", 4, path["k"]).value == pytest.approx(expected, rel=1e-9)
    long = load_lesson(None, ["network.layers=2", "network.steps=300", "network.loss=sum"])
    beyond = compute_document(long)
    assert beyond["paths"] is None
    assert [gain["k"] for gain in beyond["gains"]] == [*range(300, 0, -1)]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_torch_agrees(activation, stacked_spec, close):
    torch = pytest.importorskip("torch")
    names = {"activation": activation, "output_activation": "identity", "loss": "sum"}
    spec = stacked_spec(3, 4, D=2, H=3, O=1, T=5, **names)
    network = torch.nn.RNN(2, 3, num_layers=3, nonlinearity=activation, dtype=torch.float64)
    own = spec.arrays()
    with torch.no_grad():
        for n in range(3):
            end = "" if n == 0 else f"_l{n + 1}"
            for theirs, ours in (("weight_ih", "W_x"), ("weight_hh", "W_h"), ("bias_ih", "b_h")):
                getattr(network, f"{theirs}_l{n}").copy_(torch.tensor(own[f"{ours}{end}"]))
            getattr(network, f"bias_hh_l{n}").zero_()
    h_0 = torch.tensor(np.stack([own["h_0"], own["h_0_l2"], own["h_0_l3"]]))
    h, _ = network(torch.tensor(own["x"]), h_0)
    y = h @ torch.tensor(own["W_y"]).T + torch.tensor(own["b_y"])
    (0.5 * ((y - torch.tensor(own["target"])) ** 2).sum()).backward()
    for n in range(3):
        end = "" if n == 0 else f"_l{n + 1}"
        close(analyse(spec).array(f"dL_dW_x{end}"), getattr(network, f"weight_ih_l{n}").grad.numpy(), 1e-7)
        close(analyse(spec).array(f"dL_dW_h{end}"), getattr(network, f"weight_hh_l{n}").grad.numpy(), 1e-7)


def exact(spec):
    """Values and gradients of a stacked RNN of one unit in mpmath, tanh or identity, loss last."""
    prime = {"tanh": lambda z: mp.sech(z) ** 2, "identity": lambda z: mp.mpf(1)}[spec.activation]
    sigma = {"tanh": mp.tanh, "identity": lambda z: z}[spec.activation]
    own = {name: [mp.mpf(float(n)) for n in array.ravel()] for name, array in spec.arrays().items()}
    N, T = spec.layers, spec.T
    ends = ["", *(f"_l{layer}" for layer in range(2, N + 1))]
    h = [[own[f"h_0{end}"][0]] for end in ends]
    s = [[None] for _ in ends]
    for t in range(T):
        x = own["x"][t]
        for n, end in enumerate(ends):
            z = own[f"W_x{end}"][0] * x + own[f"W_h{end}"][0] * h[n][t] + own[f"b_h{end}"][0]
            x = sigma(z)
            h[n].append(x)
            s[n].append(prime(z))
    e = own["W_y"][0] * h[-1][T] + own["b_y"][0] - own["target"][-1]
    delta = {(n, t): mp.mpf(0) for n in range(N + 1) for t in range(T + 2)}
    for n in range(N - 1, -1, -1):
        for t in range(T, 0, -1):
            above = own[f"W_x{ends[n + 1]}"][0] * s[n + 1][t] * delta[n + 1, t] if n < N - 1 else mp.mpf(0)
            above += own["W_y"][0] * e if (n, t) == (N - 1, T) else 0
            right = own[f"W_h{ends[n]}"][0] * s[n][t + 1] * delta[n, t + 1] if t < T else 0
            delta[n, t] = above + right
    return h, {
        f"dL_dW_x{end}": sum(
            s[n][t] * delta[n, t] * (own["x"][t - 1] if n == 0 else h[n - 1][t]) for t in range(1, T + 1)
        )
        for n, end in enumerate(ends)
    }


@pytest.mark.parametrize(
    ("activation", "scale"),
    [("tanh", 1.0), ("tanh", 40.0), ("identity", 1.0), ("identity", 1e120), ("identity", 1e-120)],
)
def test_tails_and_overflow_are_those_of_mpmath(activation, scale):
    one = [[1.0]]
    spec = NetworkSpec(
        layers=3, activation=activation, W_x=[[scale]], W_h=[[0.5 * scale]], W_y=one, b_h=[0.1], b_y=[0.0], h_0=[0.0],
        W_x_l2=[[-scale]], W_h_l2=[[0.7]], b_h_l2=[0.0], h_0_l2=[0.3], W_x_l3=[[scale]], W_h_l3=[[0.4]], b_h_l3=[0.0],
        h_0_l3=[0.0], x=[[1.0], [-0.5], [2.0]], target=[[0.0]] * 3,
    )  # fmt: skip
    found, (h, gradients) = analyse(spec), exact(spec)
    for n, end in enumerate(("", "_l2", "_l3")):
        np.testing.assert_allclose(found.array(f"h{end}")[:, 0], [float(one) for one in h[n]], rtol=1e-9)
        np.testing.assert_allclose(found.array(f"dL_dW_x{end}")[0, 0], float(gradients[f"dL_dW_x{end}"]), rtol=1e-9)


# the lesson


def test_what_is_left_out_is_drawn_with_a_generator_for_each_array():
    settings = ["network.draw.hidden=3", "network.draw.spectral_radius=1.3"]
    three, four = (load_lesson(None, [*settings, f"network.layers={n}"], seed=5).network for n in (3, 4))
    for name, array in three.arrays().items():
        np.testing.assert_array_equal(array, getattr(four, name))
    for name in ("W_h", "W_h_l2", "W_h_l4"):
        assert np.abs(np.linalg.eigvals(getattr(four, name))).max() == pytest.approx(1.3)
    assert not four.b_h_l3.any()
    assert not four.h_0_l3.any()
    given = load_lesson(None, ["network.layers=2"])
    assert given.network.W_h.tolist() == [[0.6]]  # the default's arrays stay; only those of layer 2 are drawn
    assert set(given.drawing.names) == {"W_x_l2", "W_h_l2", "b_h_l2", "h_0_l2"}
    assert load_lesson().with_layers(2).network.arrays().keys() == given.network.arrays().keys()
    assert (load_lesson().with_layers(2).network.W_x_l2 == given.network.W_x_l2).all()


@pytest.mark.parametrize(
    "settings", [["network.layers=2"], ["network.layers=3", "network.draw.hidden=3", "network.loss=sum"]]
)
def test_the_document_fed_back_gives_the_same_output(settings, tmp_path):
    text = "".join(json_chunks(compute_document(load_lesson(None, settings, seed=2))))
    assert json.loads(text)["lesson"]["network"]["layers"] == int(settings[0][-1])
    (tmp_path / "values.json").write_text(text)
    assert "".join(json_chunks(compute_document(load_lesson(str(tmp_path / "values.json"))))) == text


def test_the_document_of_one_layer_has_no_word_of_layers():
    assert "layers" not in "".join(json_chunks(compute_document(load_lesson(None, ["network.layers=1"]))))
    assert load_lesson(None, ["network.layers=1"]).digest == load_lesson().digest
    assert load_lesson(None, ["network.layers=2"]).digest != load_lesson().digest


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (["network.layers=0"], "network.layers must be >= 1, got 0"),
        (["network.layers=5"], "network.layers must be <= 4, got 5"),
        (["network.layers=1.5"], "network.layers must be a whole number, got 1.5"),
        (["network.layers=2", "network.W_x_l3=[[1.0]]"], "W_x_l3 is an array of layer 3, and network.layers is 2; set"),
        (["network.W_h_l2=[[1.0]]"], "W_h_l2 is an array of layer 2, and network.layers is 1; set network.layers = 2"),
        (["network.layers=2", "network.W_x_l2=[[1.0, 2.0]]"], "W_x_l2 must have shape (H, H)"),
    ],
)
def test_wrong_layers_are_named_on_one_line(settings, message):
    result = CliRunner().invoke(cli, ["compute", *(part for setting in settings for part in ("--set", setting))])
    assert isinstance(result.exception, LessonError)  # exit code 2
    assert message in str(result.exception)


def test_only_rnn_is_stacked(monkeypatch):
    monkeypatch.setitem(CELLS, "gru", CELLS["rnn"])
    with pytest.raises(LessonError, match=r"network.layers must be 1 with the cell gru, got 2; only rnn is stacked"):
        load_lesson(None, ["network.cell=gru", "network.layers=2"])
    with pytest.raises(ValueError, match="layers must be a whole number, 1 … 4, got 7"):
        cell_of("rnn", 7)


def test_a_file_of_two_layers_may_be_shown_with_one_or_three(tmp_path):
    (tmp_path / "two.toml").write_text("[network]\nlayers = 2\nW_h = [[0.5]]\nW_h_l2 = [[0.25]]\n")
    path = str(tmp_path / "two.toml")
    two, one, three = (load_lesson(path, more).network for more in ([], ["network.layers=1"], ["network.layers=3"]))
    assert (two.layers, one.layers, three.layers) == (2, 1, 3)
    assert three.W_h_l2.tolist() == two.W_h_l2.tolist() == [[0.25]]
    assert "W_h_l2" not in one.arrays()


def test_the_summary_has_the_states_of_each_layer():
    lines = list(summary(load_lesson(None, ["network.layers=2"])))
    assert lines[0].startswith("default: tanh, 2 layers, D = 1, H = 1")
    assert lines[2].split() == ["t", "h_t", "h_l2_t", "y_t"]


@pytest.mark.parametrize("scene", ["GradientPaths", "ProductOfFactors"])
def test_scenes_of_one_layer_say_so(scene):
    result = CliRunner().invoke(cli, ["compute", "--scene", scene, "--set", "network.layers=2"])
    assert isinstance(result.exception, InputError)
    assert f"{scene} shows one layer, the lesson has network.layers = 2; " in str(result.exception)
