"""A diagram is built from a layout of its parts: the unrolled network is one, and here is another, written by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rnnanim.layout.frame import Frame, layout, squeezed
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.network.diagram import DOTS_GAP, Diagram, DiagramLayout, NodeAt, TileAt
from rnnanim.mobjects.network.glide import glide
from rnnanim.mobjects.network.graph_parts import Edge, Node, WeightTile
from rnnanim.mobjects.network.recurrent_edge import RecurrentEdge
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics.stations import Link, Station
from rnnanim.theme import load_theme

STEPS = (1, 2)


def two_layers(**more):
    """Return x and the states of two layers over two steps; a state enters the layer above at its lower side."""
    nodes, tiles, links = {}, {}, []
    for step in STEPS:
        column = [Station.x(step), Station.h(step), Station.h(step, layer=2)]
        for y, name in enumerate(column):
            nodes[name] = NodeAt((3.0 * step, 2.0 * y), f"{name.kind}_{step}", 0.4)
        for y, (below, above) in enumerate(zip(column, column[1:], strict=False)):
            weight = Station.W_x(step, layer=y + 1)
            tiles[weight] = TileAt((3.0 * step, 2.0 * y + 1), "W_x", (0.6, 0.4))
            links += Link.along(above, weight, below)
    for layer in (1, 2):
        weight = Station.W_h(2, layer=layer)
        tiles[weight] = TileAt((4.5, 2.0 * layer), "W_h", (0.6, 0.4))
        links += Link.along(Station.h(2, layer), weight, Station.h(1, layer))
    ports = {(Station.h(2, layer=2), Station.W_x(2, layer=2)): (0.0, -0.4)}
    return Diagram(load_theme("dark"), DiagramLayout(nodes, tiles, links, ports=ports, **more))


def test_a_layout_of_two_layers_is_built_as_it_is_written():
    net = two_layers()
    assert len(net.nodes) == 6
    assert len(net.tiles) == 6
    assert len(net.edges) == 12
    assert isinstance(net.part(Station.h(2, layer=2)), Node)
    assert isinstance(net.part(Station.W_h(2, layer=2)), WeightTile)
    assert isinstance(net.part(Link(Station.W_h(2, layer=2), Station.h(1, layer=2))), Edge)
    assert net.position(Station.h(2, layer=2)) == pytest.approx((6.0, 4.0))
    assert net.position(Station.h(2)) == pytest.approx((6.0, 2.0))
    assert net.position(Station.W_h(2, layer=2)) == pytest.approx((4.5, 4.0))


def test_an_edge_ends_in_the_middle_of_a_part_or_at_the_port_that_it_has_there():
    net = two_layers()
    top, weight = Station.h(2, layer=2), Station.W_x(2, layer=2)
    line = net.edges[Link(top, weight)].line
    np.testing.assert_allclose(line.get_start()[:2], (6.0, 3.6), atol=1e-9)
    np.testing.assert_allclose(line.get_end()[:2], net.position(weight), atol=1e-9)
    other = net.edges[Link(top, Station.W_h(2, layer=2))].line
    np.testing.assert_allclose(other.get_start()[:2], net.position(top), atol=1e-9)


def test_dots_stand_for_what_their_layer_does_not_draw_and_edges_stop_beside_them():
    net = two_layers(dots={Station.dots(layer=2): (9.0, 4.0)})
    assert net.position(Station.h(3, layer=2)) == pytest.approx((9.0, 4.0))
    assert not net.has(Station.h(3, layer=2))
    assert net.port(Station.dots(layer=2), Station.h(2, layer=2)) == pytest.approx((9.0 - DOTS_GAP, 4.0))
    with pytest.raises(KeyError, match=r"h\.3 is not drawn"):
        net.position(Station.h(3))


def test_positions_follow_a_diagram_that_is_moved():
    net = two_layers(dots={Station.dots(): (9.0, 2.0)})
    net.shift((1.0, -0.5, 0.0))
    assert net.position(Station.h(1)) == pytest.approx((4.0, 1.5))
    assert net.position(Station.h(7)) == pytest.approx((10.0, 1.5))


def test_states_are_changed_by_name_and_a_name_that_is_not_drawn_is_an_error():
    net = two_layers()
    net.turn({Station.h(1, layer=2): State.LIVE}, 1.0).at(1.0)
    lit = [name for name, part in net.parts.items() if part.state is State.LIVE]
    assert lit == [Station.h(1, layer=2)]
    net.all_to(State.DIM, 0.0, besides=lit).at(1.0)
    assert {name for name, part in net.parts.items() if part.state is not State.DIM} == set(lit)
    assert net.set_states({Station.x(1): State.HIDDEN}).nodes[Station.x(1)].state is State.HIDDEN
    with pytest.raises(KeyError, match=r"h\.3 is not drawn"):
        net.turn({Station.h(3): State.DIM}, 1.0)


@pytest.mark.parametrize("steps", [1, 3, 8])
def test_every_edge_of_an_unrolled_network_joins_what_its_name_says(steps):
    net = UnrolledRNN(load_theme("dark"), layout(Frame(128 / 9, 8), steps))
    drawn = len(net.layout.drawn_steps)
    assert len(net.edges) == 6 * drawn + 1 + 2 * bool(net.dots)
    for link, edge in net.edges.items():
        np.testing.assert_allclose(edge.line.get_start()[:2], net.port(link.a, link.b), atol=1e-9)
        np.testing.assert_allclose(edge.line.get_end()[:2], net.port(link.b, link.a), atol=1e-9)


@pytest.mark.parametrize("kind", [Node, WeightTile, Edge, RecurrentEdge])
def test_looks_are_kept_by_state(kind):
    assert kind.STATES
    assert all(type(state) is State for state in kind.STATES)


def test_every_state_is_one_of_some_part():
    assert set(State) == {state for kind in (Node, WeightTile, Edge, RecurrentEdge) for state in kind.STATES}


@pytest.mark.parametrize("frame", [Frame(128 / 9, 8), Frame(8, 128 / 9), Frame(8, 8)], ids=lambda frame: frame.kind)
@pytest.mark.parametrize("steps", [22, 100, 999, 10000])
def test_a_long_index_is_clear_of_its_ring_and_a_row_is_set_in_one_size(frame, steps):
    net = UnrolledRNN(load_theme("dark"), layout(frame, steps))
    sizes = {}
    for name, node in net.nodes.items():
        reach = max(np.hypot(*(glyph.points[:, :2] - node.middle).T).max() for glyph in node.symbol.glyphs)
        assert reach < node.radius - 0.04, name
        sizes.setdefault(name.kind, set()).add(round(node.symbol.em, 6))
    assert all(len(size) == 1 for size in sizes.values())
    assert min(size for (size,) in sizes.values()) * 0.22 / 0.4 > 8 / 54


@pytest.mark.parametrize("frame", [Frame(128 / 9, 8), Frame(8, 128 / 9), Frame(8, 8)], ids=lambda frame: frame.kind)
@pytest.mark.parametrize("steps", [3, 4, 5, 22])
def test_tiles_of_the_chain_are_clear_of_the_rings_beside_them_and_all_is_in_the_frame(frame, steps):
    net = UnrolledRNN(load_theme("dark"), layout(frame, steps))
    states = [node for name, node in net.nodes.items() if name.kind == "h"]
    tiles = [tile.frame for name, tile in net.tiles.items() if name.kind == "W_h"]
    for tile in tiles:
        for state in states:
            away = abs(tile.get_center()[0] - state.middle[0]) - tile.width / 2 - state.radius
            assert away > 0.015
    left, right, *_ = net.layout.safe
    assert net.get_left()[0] >= left - 0.4  # glow
    assert min(node.middle[0] - node.radius for node in net.nodes.values()) >= left
    assert max(node.middle[0] + node.radius for node in net.nodes.values()) <= right + 0.01


@pytest.mark.parametrize("frame", [Frame(128 / 9, 8), Frame(8, 128 / 9), Frame(8, 8)], ids=lambda frame: frame.kind)
@pytest.mark.parametrize("steps", [1, 3, 4, 5, 22, 999])
def test_every_step_may_have_a_loss_of_its_own_that_touches_nothing(frame, steps):
    usual, net = (UnrolledRNN(load_theme("dark"), layout(frame, steps), losses=losses) for losses in ("none", "all"))
    assert {name: net.position(name) for name in usual.nodes} == {name: usual.position(name) for name in usual.nodes}
    losses = {name: node for name, node in net.nodes.items() if name.kind == "L"}
    assert [name.step for name in losses] == list(net.layout.drawn_steps)
    for name, loss in losses.items():
        assert net.has(Link(name, Station.y(name.step)))
        assert min(np.hypot(*np.subtract(loss.middle, node.middle)) - node.radius for node in net.nodes.values()
                   if node is not loss) - loss.radius > 0.05  # fmt: skip
        assert loss.middle[1] + loss.radius < net.layout.title[1] - 0.12
        assert loss.middle[0] + loss.radius < net.layout.safe[1]
        assert loss.symbol.em * 0.22 / 0.4 > 8 / 54
        assert steps > 9 or loss.symbol.glyphs[0].height >= 8 / 36 - 0.001


@pytest.mark.parametrize("steps", [3, 8])
def test_a_route_runs_from_the_loss_of_any_step_that_is_drawn(steps):
    analysis = load_lesson(None, [f"network.steps={steps}", "network.loss=sum"]).analysis
    net = UnrolledRNN(load_theme("dark"), layout(Frame(128 / 9, 8), steps), losses="all")
    for t in net.layout.drawn_steps:
        for weight in ("x", "h"):
            route = analysis.route(weight, t, 1)
            line, links = net.line(route), net.links(route)
            np.testing.assert_allclose(line.point(0.0)[:2], net.position(Station.L(t)), atol=1e-9)
            np.testing.assert_allclose(line.point(line.length)[:2], net.position(Station.weight(weight, 1)), atol=1e-9)
            assert links[0] == Link(Station.L(t), Station.y(t))
            assert net.stations(route)[:2] == (Station.L(t), Station.y(t))


@pytest.mark.parametrize("steps", [1, 3, 4, 5, 22, 100])
def test_a_network_glides_to_where_another_one_stands(steps):
    usual = layout(Frame(128 / 9, 8), steps)
    rows = {"y": 1.9, "wy": 1.0, "h": 0.0, "wx": -1.1, "x": -1.8}
    place = squeezed(usual, 0.1, rows)
    net, there = UnrolledRNN(load_theme("dark"), usual), UnrolledRNN(load_theme("dark"), place, losses="all")
    glide(net, there, 1.0).at(1.0)
    for name, body in (net.nodes | net.tiles).items():
        assert body.middle == pytest.approx(there.body(name).middle), name
        assert body.symbol.em == pytest.approx(there.body(name).symbol.em), name
    for link, edge in net.edges.items():
        np.testing.assert_allclose(edge.line.points, there.edges[link].line.points, atol=1e-9)
    nodes = list(there.nodes.values())
    for i, node in enumerate(nodes):
        assert usual.safe[0] - 0.01 < node.middle[0] - node.radius
        assert node.middle[0] + node.radius < 0.101
        for other in nodes[:i]:
            assert np.hypot(*np.subtract(node.middle, other.middle)) - node.radius - other.radius > 0.05
