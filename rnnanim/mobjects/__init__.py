"""What the viewer sees: the pieces that scenes and talks are made of.

Everything of `__all__` is imported from here; the module that holds it is loaded when it is first asked for, so that
a scene depends on what it uses alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import rnnanim.backend  # noqa: F401  makes `import manim` safe for every module of the kit, whoever asks for it first

if TYPE_CHECKING:
    from rnnanim.mobjects.base.flight import fly_copy
    from rnnanim.mobjects.base.geometry import Point, Polyline, straight
    from rnnanim.mobjects.base.layers import FLIGHT, FRONT, PART, STREAM, TEXT, THREAD, WIRE
    from rnnanim.mobjects.base.motion import (
        Cue,
        cut,
        delayed,
        fade_in,
        fade_out,
        one_by_one,
        pause,
        tint,
        together,
        tween,
    )
    from rnnanim.mobjects.base.pose import Pose
    from rnnanim.mobjects.base.tagging import Flight, Overlay, Tag, tagged
    from rnnanim.mobjects.charts.bracketed_matrix import BracketedMatrix
    from rnnanim.mobjects.charts.cell_key import column_scale
    from rnnanim.mobjects.charts.colour_scale import ColourScale
    from rnnanim.mobjects.charts.column_numbers import numbers_of_columns
    from rnnanim.mobjects.charts.compared_weights import compared_weights
    from rnnanim.mobjects.charts.complex_plane import ComplexPlane
    from rnnanim.mobjects.charts.contour_bands import ContourBands
    from rnnanim.mobjects.charts.curve import Curve, Dot
    from rnnanim.mobjects.charts.data import ComplexReading, Surface, Table
    from rnnanim.mobjects.charts.eigenvalues import Eigenvalues, PowerSpiral
    from rnnanim.mobjects.charts.heat_map import HeatMap
    from rnnanim.mobjects.charts.linear_map import LinearMap, MapImage
    from rnnanim.mobjects.charts.log_axis import LogAxis
    from rnnanim.mobjects.charts.log_line import LogLine
    from rnnanim.mobjects.charts.markers import Dots, StepArrow
    from rnnanim.mobjects.charts.plot import Plot
    from rnnanim.mobjects.charts.running_product import RunningProduct
    from rnnanim.mobjects.charts.step_waterfall import StepWaterfall, Terms
    from rnnanim.mobjects.charts.table_margins import MarginSum, TableMargins
    from rnnanim.mobjects.charts.tangent import Level, Stem, Tangent
    from rnnanim.mobjects.charts.treads import Tread, Treads
    from rnnanim.mobjects.charts.vector_column import VectorColumn
    from rnnanim.mobjects.charts.view import View
    from rnnanim.mobjects.charts.waterfall import Row, Waterfall
    from rnnanim.mobjects.flow.forward_flow import ForwardFlow, forward_scale
    from rnnanim.mobjects.flow.gradient_flow import GradientFlow, flow_scale
    from rnnanim.mobjects.flow.pulse import Pulse
    from rnnanim.mobjects.flow.ribbon import ribbon, station_width
    from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
    from rnnanim.mobjects.formulas.chain_rule import ChainRule
    from rnnanim.mobjects.formulas.forward_rules import ForwardRuleLayout
    from rnnanim.mobjects.formulas.gradient_sum import GradientSum, Term
    from rnnanim.mobjects.formulas.path_trace import PathTrace
    from rnnanim.mobjects.formulas.step_jacobian import step_jacobian
    from rnnanim.mobjects.network.diagram import Diagram, DiagramLayout, NodeAt, TileAt
    from rnnanim.mobjects.network.folded import FoldedRNN
    from rnnanim.mobjects.network.glide import glide
    from rnnanim.mobjects.network.gradient_strip import GradientStrip
    from rnnanim.mobjects.network.graph_parts import Edge, Node, WeightTile
    from rnnanim.mobjects.network.joined_streams import JoinedStreams, pour
    from rnnanim.mobjects.network.long_chain import LongChain
    from rnnanim.mobjects.network.parallel_paths import parallel_paths
    from rnnanim.mobjects.network.recurrent_edge import CellPose, RecurrentEdge
    from rnnanim.mobjects.network.shared_weights import SharedWeight
    from rnnanim.mobjects.network.state_chain import ChainStation, StateChain
    from rnnanim.mobjects.network.states import State
    from rnnanim.mobjects.network.strip_flow import StripFlow, StripPlace
    from rnnanim.mobjects.network.unrolled import UnrolledRNN
    from rnnanim.mobjects.text.equation import Equation
    from rnnanim.mobjects.text.fitting import fitting, fitting_one, fitting_row
    from rnnanim.mobjects.text.label import Label
    from rnnanim.mobjects.text.readout import Readout, readout
    from rnnanim.mobjects.text.words import formula, words

_HOMES = {
    "base.flight": "fly_copy",
    "base.geometry": "Point Polyline straight",
    "base.layers": "FLIGHT FRONT PART STREAM TEXT THREAD WIRE",
    "base.motion": "Cue cut delayed fade_in fade_out one_by_one pause tint together tween",
    "base.pose": "Pose",
    "base.tagging": "Flight Overlay Tag tagged",
    "charts.bracketed_matrix": "BracketedMatrix",
    "charts.colour_scale": "ColourScale",
    "charts.compared_weights": "compared_weights",
    "charts.complex_plane": "ComplexPlane",
    "charts.contour_bands": "ContourBands",
    "charts.curve": "Curve Dot",
    "charts.data": "ComplexReading Surface Table",
    "charts.eigenvalues": "Eigenvalues PowerSpiral",
    "charts.heat_map": "HeatMap",
    "charts.linear_map": "LinearMap MapImage",
    "charts.log_axis": "LogAxis",
    "charts.log_line": "LogLine",
    "charts.markers": "Dots StepArrow",
    "charts.plot": "Plot",
    "charts.running_product": "RunningProduct",
    "charts.step_waterfall": "StepWaterfall Terms",
    "charts.table_margins": "MarginSum TableMargins",
    "charts.tangent": "Level Stem Tangent",
    "charts.treads": "Tread Treads",
    "charts.column_numbers": "numbers_of_columns",
    "charts.cell_key": "column_scale",
    "charts.vector_column": "VectorColumn",
    "charts.view": "View",
    "charts.waterfall": "Row Waterfall",
    "flow.forward_flow": "ForwardFlow forward_scale",
    "flow.gradient_flow": "GradientFlow flow_scale",
    "flow.pulse": "Pulse",
    "flow.ribbon": "ribbon station_width",
    "formulas.assembled_formula": "AssembledFormula",
    "formulas.chain_rule": "ChainRule",
    "formulas.forward_rules": "ForwardRuleLayout",
    "formulas.gradient_sum": "GradientSum Term",
    "formulas.path_trace": "PathTrace",
    "formulas.step_jacobian": "step_jacobian",
    "network.diagram": "Diagram DiagramLayout NodeAt TileAt",
    "network.folded": "FoldedRNN",
    "network.gradient_strip": "GradientStrip",
    "network.glide": "glide",
    "network.graph_parts": "Edge Node WeightTile",
    "network.long_chain": "LongChain",
    "network.parallel_paths": "parallel_paths",
    "network.recurrent_edge": "CellPose RecurrentEdge",
    "network.shared_weights": "SharedWeight",
    "network.state_chain": "ChainStation StateChain",
    "network.states": "State",
    "network.joined_streams": "JoinedStreams pour",
    "network.strip_flow": "StripFlow StripPlace",
    "network.unrolled": "UnrolledRNN",
    "text.equation": "Equation",
    "text.fitting": "fitting fitting_one fitting_row",
    "text.label": "Label",
    "text.readout": "Readout readout",
    "text.words": "formula words",
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [
    "FLIGHT",
    "FRONT",
    "PART",
    "STREAM",
    "TEXT",
    "THREAD",
    "WIRE",
    "AssembledFormula",
    "BracketedMatrix",
    "CellPose",
    "ChainRule",
    "ChainStation",
    "ColourScale",
    "ComplexPlane",
    "ComplexReading",
    "ContourBands",
    "Cue",
    "Curve",
    "Diagram",
    "DiagramLayout",
    "Dot",
    "Dots",
    "Edge",
    "Eigenvalues",
    "Equation",
    "Flight",
    "FoldedRNN",
    "ForwardFlow",
    "ForwardRuleLayout",
    "GradientFlow",
    "GradientStrip",
    "GradientSum",
    "HeatMap",
    "JoinedStreams",
    "Label",
    "Level",
    "LinearMap",
    "LogAxis",
    "LogLine",
    "LongChain",
    "MapImage",
    "MarginSum",
    "Node",
    "NodeAt",
    "Overlay",
    "PathTrace",
    "Plot",
    "Point",
    "Polyline",
    "Pose",
    "PowerSpiral",
    "Pulse",
    "Readout",
    "RecurrentEdge",
    "Row",
    "RunningProduct",
    "SharedWeight",
    "State",
    "StateChain",
    "Stem",
    "StepArrow",
    "StepWaterfall",
    "StripFlow",
    "StripPlace",
    "Surface",
    "Table",
    "TableMargins",
    "Tag",
    "Tangent",
    "Term",
    "Terms",
    "TileAt",
    "Tread",
    "Treads",
    "UnrolledRNN",
    "VectorColumn",
    "View",
    "Waterfall",
    "WeightTile",
    "column_scale",
    "compared_weights",
    "cut",
    "delayed",
    "fade_in",
    "fade_out",
    "fitting",
    "fitting_one",
    "fitting_row",
    "flow_scale",
    "fly_copy",
    "formula",
    "forward_scale",
    "glide",
    "numbers_of_columns",
    "one_by_one",
    "parallel_paths",
    "pause",
    "pour",
    "readout",
    "ribbon",
    "station_width",
    "step_jacobian",
    "straight",
    "tagged",
    "tint",
    "together",
    "tween",
    "words",
]


def __getattr__(name: str) -> Any:
    """Return a piece of the kit from its module."""
    if name not in _MODULES:
        raise AttributeError(f"rnnanim.mobjects has no {name}")
    return getattr(import_module(f"rnnanim.mobjects.{_MODULES[name]}"), name)
