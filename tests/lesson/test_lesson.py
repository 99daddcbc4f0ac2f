import dataclasses
import json
import os
import pickle

import numpy as np
import pytest

from rnnanim.errors import LessonError
from rnnanim.lesson import load_lesson
from rnnanim.lesson.parsing import parse_toml


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a lesson file in the working folder and return its name."""
    monkeypatch.chdir(tmp_path)

    def write_file(text, name="lesson.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write_file


def sizes(lesson):
    return lesson.network.D, lesson.network.H, lesson.network.O, lesson.network.T


# Which value wins


def test_layers_replace_single_keys(write):
    name = write('language = "zh"\n[network]\nactivation = "sigmoid"\nloss = "sum"')
    lesson = load_lesson(name, ["network.loss=mean"])
    assert (lesson.language, lesson.theme) == ("zh", "dark")
    assert (lesson.network.activation, lesson.network.loss) == ("sigmoid", "mean")
    assert lesson.network.W_h.tolist() == [[0.6]]
    assert lesson.name == "lesson"
    assert load_lesson(name, language="en", theme="light").replace(theme="dark").language == "en"


def test_the_last_of_several_overrides_wins():
    assert sizes(load_lesson(None, ["network.steps=4", "network.steps=7"])) == (1, 1, 1, 7)


def test_a_value_that_is_no_toml_is_a_string():
    assert load_lesson(None, ["network.activation=sigmoid"]).network.activation == "sigmoid"
    assert load_lesson(None, ["network.activation = 'relu'"]).network.activation == "relu"
    with pytest.raises(LessonError, match=r"network\.activation must be"):
        load_lesson(None, ["network.activation=tanh\nnetwork.steps=4"])


def test_a_file_with_a_weight_stands_on_its_own(write):
    lesson = load_lesson(write("[network]\nW_h = [[2.0]]"))
    assert sizes(lesson) == (2, 1, 1, 3)
    assert lesson.network.activation == "tanh"
    assert lesson.network.W_x.tolist() != [[0.5, 0.5]]
    assert not lesson.network.target.any()
    assert set(lesson.drawing.names) == {"W_x", "W_y", "b_h", "b_y", "h_0", "x", "target"}


@pytest.mark.parametrize("text", ["b_y = [0.5]", "h_0 = [0.5]", "[network.draw]", "[network.draw]\nseed = 3"])
def test_a_bias_a_state_or_a_draw_is_enough_to_stand_alone(write, text):
    assert {"W_x", "W_h", "W_y", "x"} <= set(load_lesson(write(f"[network]\n{text}")).drawing.names)


def test_a_file_with_inputs_alone_keeps_the_weights_of_the_default(write):
    lesson = load_lesson(write("[network]\nx = [[1], [2], [3], [4], [5]]"))
    assert sizes(lesson) == (1, 1, 1, 5)
    assert lesson.network.W_x.tolist() == [[0.5]]
    assert lesson.network.target.tolist() == [[0.0]] * 5
    assert lesson.notices == ()


def test_json_is_a_lesson_too(write):
    name = write(json.dumps({"theme": "light", "network": {"W_h": [[1, 2], [3, 4]]}}), "mine.json")
    lesson = load_lesson(name)
    assert (lesson.theme, lesson.name, sizes(lesson)) == ("light", "mine", (2, 2, 1, 3))


# Sizes


def test_draw_on_the_command_line_draws_anew_what_no_longer_fits():
    lesson = load_lesson(None, ["network.draw.hidden=8"])
    assert sizes(lesson) == (1, 8, 1, 3)
    assert lesson.network.b_y.tolist() == [0.0]
    assert len(lesson.notices) == 1
    for name in ("W_x", "W_h", "W_y", "b_h", "h_0"):
        assert f"network.{name}" in lesson.notices[0]
    assert "network.x" not in lesson.notices[0]


def test_arrays_win_over_draw_in_one_layer_and_lose_to_a_higher_one(write):
    name = write("[network]\nW_h = [[1.0, 0.0], [0.0, 1.0]]\n[network.draw]\nhidden = 7\ninputs = 3")
    assert sizes(load_lesson(name)) == (3, 2, 1, 3)
    assert sizes(load_lesson(name, ["network.draw.hidden=5"])) == (3, 5, 1, 3)
    assert load_lesson(name, ["network.x=[[1.0]]"]).network.D == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "W_x = [[1], [2]]\nW_h = [[1]]",
            r"network.W_h must have shape \(H, H\) = \(2, 2\), because network.W_x gives H = 2",
        ),
        ("W_h = [[1, 2]]", r"network.W_h must have shape \(H, H\) = \(1, 1\)"),
        (
            "steps = 8\nx = [[1], [2], [3]]",
            r"network.x must have shape \(T, D\) = \(8, 1\), because network.steps gives T = 8",
        ),
        ("x = [[1], [2]]\ntarget = [[1]]", r"network.target must have shape \(T, O\)"),
    ],
)
def test_arrays_that_contradict_each_other_are_wrong(write, text, message):
    with pytest.raises(LessonError, match=rf"^lesson.toml: {message}"):
        load_lesson(write(f"[network]\n{text}"))


# Length


def test_the_length_comes_from_the_highest_layer_that_gives_one(write):
    name = write("[network]\nx = [[1], [2], [3], [4], [5]]")
    assert load_lesson(None, ["network.x=[[1.0],[2.0]]"]).network.T == 2
    assert load_lesson(name, ["network.steps=7"]).network.x.ravel().tolist() == [1, 2, 3, 4, 5, 1, 2]
    assert load_lesson(name, ["network.target=[[1.0],[2.0]]"]).network.x.ravel().tolist() == [1, 2]


def test_with_steps_cuts_and_repeats_what_was_given(write):
    lesson = load_lesson(write("[network]\nx = [[1], [2], [3]]"))
    assert lesson.with_steps(3) is lesson
    assert lesson.with_steps(2).with_steps(7).network.x.ravel().tolist() == [1, 2, 3, 1, 2, 3, 1]
    assert lesson.with_steps(7).network.target.shape == (7, 1)
    for T in (0, 10_001):
        with pytest.raises(LessonError, match="steps must be 1 … 10000"):
            lesson.with_steps(T)


def test_inputs_that_are_drawn_begin_alike_at_every_length():
    lesson = load_lesson(None, ["network.draw.inputs=3"], seed=5)
    longer = lesson.with_steps(40)
    assert (longer.network.x[:3] == lesson.network.x).all()
    assert len(np.unique(longer.network.x)) == 120
    assert (longer.network.W_x == lesson.network.W_x).all()
    direct = load_lesson(None, ["network.draw.inputs=3", "network.steps=40"], seed=5)
    assert (direct.network.x == longer.network.x).all()
    assert direct.digest == longer.digest


# DrawSpec


def test_drawn_arrays_do_not_depend_on_each_other(write):
    one = load_lesson(write("[network]\n[network.draw]\nseed = 4"))
    other = load_lesson(write("[network]\nW_x = [[1, 2], [1, 2], [1, 2], [1, 2]]\n[network.draw]\nseed = 4"))
    for name in ("W_h", "W_y", "x"):
        assert (getattr(one.network, name) == getattr(other.network, name)).all()
    assert one.analysis.spectrum.spectral_radius == pytest.approx(0.9, rel=1e-12)
    assert not any(getattr(one.network, name).any() for name in ("b_h", "b_y", "h_0", "target"))


def test_the_seed_changes_what_is_drawn_and_the_radius_rescales_it(write):
    name = write("[network.draw]\nhidden = 6")
    one, two, again = load_lesson(name, seed=1), load_lesson(name, seed=2), load_lesson(name, seed=1)
    assert (one.network.W_h != two.network.W_h).all()
    assert one.digest == again.digest != two.digest
    wide = load_lesson(name, ["network.draw.spectral_radius=1.6"], seed=1)
    np.testing.assert_allclose(wide.network.W_h / one.network.W_h, 1.6 / 0.9, rtol=1e-12)
    assert load_lesson(name, seed=2**100).notices == ()


def test_drawn_weights_have_the_spread_that_is_promised(write):
    network = load_lesson(
        write("[network]\n[network.draw]\ninputs = 100\nhidden = 200\noutputs = 100\nseed = 1")
    ).network
    assert network.W_x.std() == pytest.approx(1 / 10, rel=0.03)
    assert network.W_y.std() == pytest.approx(1 / np.sqrt(200), rel=0.03)


def test_a_seed_that_changes_nothing_says_so():
    assert load_lesson(None, seed=3).notices == (
        "network.draw.seed changed nothing: every array that would be drawn is given",
    )
    both = load_lesson(None, ["network.draw.spectral_radius=2"], seed=3)
    assert both.notices[0].startswith("network.draw.seed and network.draw.spectral_radius changed nothing")
    assert both.digest == load_lesson().digest
    assert load_lesson(None, ["network.draw.hidden=2"], seed=3).notices[0].startswith("drawn anew")


# What is wrong


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("network.W_h=[[nan]]", r"network.W_h must be .* shape \(H, H\), all finite, got nan"),
        ("network.W_h=[[1e999]]", "all finite, got inf"),
        ("network.W_x=[1.0]", r"network.W_x must be a list of H rows \(hidden units\) of D numbers, shape \(H, D\)"),
        ("network.b_h=[[1.0]]", r"network.b_h must be a list of H numbers"),
        ("network.W_x=[[1.0], [1.0, 2.0]]", "rows of different lengths"),
        ("network.W_x=[['1']]", "got the entry '1'"),
        ("network.W_x=[[true]]", "got the entry True"),
        ("network.x=[]", "shape .T, D., got none"),
        ("network.W_x=7", "shape .H, D., got 7"),
        ("network.steps=0", "network.steps must be >= 1, got 0"),
        ("network.steps=10001", "network.steps must be <= 10000, got 10001"),
        ("network.steps=2.5", "network.steps must be a whole number, got 2.5"),
        ("network.steps=many", "network.steps must be a whole number, got 'many'"),
        ("network.draw.hidden=1025", "network.draw.hidden must be <= 1024, got 1025"),
        ("network.draw.spectral_radius=-1", "network.draw.spectral_radius must be > 0, got -1"),
        ("network.draw.spectral_radius=inf", "network.draw.spectral_radius must be finite"),
        ("network.draw.seed=-1", "network.draw.seed must be >= 0"),
        ("network.cell=lstm", 'network.cell must be "rnn" in this version, got "lstm"'),
        ("network.cell=gru", 'network.cell must be "rnn" in this version, got "gru"'),
        ("network.cell=cnn", "network.cell must be "),
        ("network.loss=first", '"last", "sum" or "mean", got \'first\''),
        ("network.wh=1", "network.wh is no key of a lesson; known here: cell, "),
        ("network.draw.size=1", "network.draw.size is no key of a lesson; known here: inputs, "),
        ("fps=1", "fps is no key of a lesson; known here: language, theme, network"),
        ("language=fr", '"en" or "zh"'),
        ("network=3", "network must be a table, got 3"),
        ("network.steps", "must be KEY=VALUE"),
        ("=3", "must be KEY=VALUE"),
    ],
)
def test_wrong_values_are_named_on_one_line(override, message):
    with pytest.raises(LessonError, match=rf"^--set: .*{message}") as wrong:
        load_lesson(None, [override])
    assert "\n" not in str(wrong.value)
    assert len(str(wrong.value)) < 300


def test_arrays_are_no_larger_than_allowed(write):
    rows = [[0.0]] * 1025
    with pytest.raises(LessonError, match=r"network.W_x must be .* with H <= 1024, got shape \(1025, 1\)"):
        load_lesson(write(json.dumps({"network": {"W_x": rows}}), "big.json"))
    with pytest.raises(LessonError, match=r"network.x must be .* with T <= 10000"):
        load_lesson(write(json.dumps({"network": {"x": rows * 10}}), "long.json"))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("bad.toml", "[network", "bad.toml: not valid TOML: Expected"),
        ("bad.json", "{", "bad.json: not valid JSON"),
        ("bad.json", "[1]", "bad.json: must be an object with the key network, got list"),
        ("deep.json", "[" * 200_000, "deep.json: not valid JSON"),
        ("lesson.yaml", "", "neither a preset .* nor a .toml or .json file"),
    ],
)
def test_files_that_are_no_lesson_are_named(write, name, text, message):
    with pytest.raises(LessonError, match=message):
        load_lesson(write(text, name))


def test_a_file_that_is_not_there_is_named(write, tmp_path):
    write("")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(LessonError, match=r"--lesson: none.toml does not exist"):
        load_lesson("none.toml")
    with pytest.raises(LessonError, match=r"--lesson: folder.toml is a folder, not a file"):
        load_lesson("folder.toml")
    with pytest.raises(LessonError, match="neither a preset"):
        load_lesson("vanish")


def test_max_steps_is_the_lessons_own_limit(write):
    name = write("[network]\nmax_steps = 4")
    assert load_lesson(name, ["network.steps=4"]).max_steps == 4
    with pytest.raises(LessonError, match=r"^--set: network.steps must be <= 4 \(network.max_steps\), got 5$"):
        load_lesson(name, ["network.steps=5"])
    assert load_lesson(name, ["network.steps=5", "network.max_steps=5"]).network.T == 5
    with pytest.raises(LessonError, match=r"^--set: network.steps must be <= 2 \(network.max_steps\), got 3$"):
        load_lesson("hundred", ["network.max_steps=2"])
    assert load_lesson("hundred", ["network.max_steps=7", "network.steps=7"]).network.T == 7


# The object


def test_a_lesson_crosses_a_process_border():
    lesson = load_lesson("tanh_09", ["network.draw.inputs=2"])
    assert lesson.analysis.loss > 0
    copy = pickle.loads(pickle.dumps(lesson))
    assert copy.digest == lesson.digest
    assert not copy.network.x.flags.writeable
    assert copy.with_steps(5).digest == lesson.with_steps(5).digest
    with pytest.raises(dataclasses.FrozenInstanceError):
        lesson.language = "zh"


def test_the_digest_is_of_what_is_taught():
    lesson = load_lesson()
    assert lesson.digest == lesson.replace(language="zh", theme="light").digest == load_lesson("default").digest
    assert len({lesson.digest, lesson.with_steps(4).digest, lesson.with_loss("sum").digest}) == 3
    assert lesson.with_loss("last") is lesson


# What is no file to read


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    os.mkfifo(tmp_path / "lesson.toml")
    with pytest.raises(LessonError, match=r"lesson\.toml is a named pipe, not a file"):
        load_lesson(str(tmp_path / "lesson.toml"))


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no devices here")
def test_a_device_is_refused(tmp_path):
    (tmp_path / "lesson.json").symlink_to("/dev/zero")
    with pytest.raises(LessonError, match=r"lesson\.json is a device, not a file"):
        load_lesson(str(tmp_path / "lesson.json"))


@pytest.mark.parametrize(("kind", "most"), [("toml", "8"), ("json", "256")])
def test_a_file_that_is_too_large_is_not_read(tmp_path, kind, most):
    path = tmp_path / f"lesson.{kind}"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(LessonError, match=rf"lesson\.{kind} has 300 MB; a \.{kind} file may have {most} MB"):
        load_lesson(str(path))


def test_an_empty_file_is_the_default(write):
    assert sizes(load_lesson(write(""))) == (1, 1, 1, 3)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("[[.5]]", "write 0.5, not .5"),
        ("+.5", r"write \+0.5, not \+.5"),
        ("[[0.1, -.5]]", "write -0.5, not -.5"),
        ("5.", "write 5.0, not 5."),
        ("[[1.e3]]", "write 1.0e3, not 1.e3"),
        ("[[007]]", "write 7, not 007"),
        ("1e", "digits are missing behind 1e"),
        ("[[1/2]]", "write 1/2 as one decimal number"),
        ("[[−0.5]]", "write -0.5, not −0.5"),
        ("½", "write numbers in ASCII digits, not ½"),
        ("True", "write true, not True"),
        ("None", "leave the key out for None"),
        ("[[NaN]]", "numbers are finite, NaN is none"),
        ("1e-3,", "leave out the comma at the end"),
        ("1,5", r"a list stands in \[ \], and a decimal point is a ."),
        (",", "a number is missing beside a comma"),
        ("[1;2]", "write a comma, not ;"),
        ("[[1 2]]", "write commas between the entries of a list"),
        ("[[1], [2] [3]]", "write commas between the entries of a list"),
        ("(0.5)", r"lists stand in \[ \], not in \( \)"),
        ("[[0.5]", r"a \] is missing"),
        ("[[0.5]]]", r"one \] is too many"),
        ("'a", "a ' is missing"),
        ('"a', 'a " is missing'),
        ("", "a value is missing"),
    ],
)
def test_what_is_nearly_toml_is_told_what_to_write(text, remedy):
    with pytest.raises(LessonError, match=rf"^--set: network\.W_h=.* is no TOML: {remedy}"):
        load_lesson(None, [f"network.W_h={text}"])
    if text:
        with pytest.raises(ValueError, match=remedy):
            parse_toml(f"# a lesson\n[network]\nW_h = {text}")


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("network.steps='3'", "is a string: write it without the quotes"),
        ("network.steps=3\nnetwork.seed=4", "is more than one value"),
        ("network.steps=0x" + "f" * 5000, "must be <= 10000, got a number of thousands of digits"),
        ("network.draw.seed=" + "9" * 5000, "network.draw.seed must be a whole number, got '999"),
        ("network.W_h=[[" + "9" * 5000 + "]]", "network.W_h must be a list of H rows"),
        ("network.W_h=" + "[" * 100_000, "network.W_h must be a list of H rows"),
        ("network.x=[[" + "1," * 60_000 + ".5]]", "write 0.5, not .5"),
        ("network" + ".a" * 60_000 + "=1", "a key of a lesson has three parts at most, got 60001"),
        ("network={a" + ".a" * 60_000 + "=1}", "network must be a table"),
    ],
)
def test_long_and_deep_values_are_refused(override, message):
    with pytest.raises(LessonError, match=message) as wrong:
        load_lesson(None, [override])
    assert len(str(wrong.value)) < 200


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("quote.toml", 'language = "en\n', "a quotation mark is missing at the end of the line"),
        ("dots.toml", "a" + ".a" * 30_000 + " = 1", "a key may have 16 parts, one here has more"),
        ("dots.toml", "[a" + ".'a b'" * 30_000 + "]", "a key may have 16 parts"),
        ("dots.toml", "x = {a" + ' . "a"' * 30_000 + " = 1}", "a key may have 16 parts"),
        ("keys.toml", "[a.b]\n" * 1001, "more than 1000 keys and tables"),
        ("deep.toml", "x = " + "[" * 30_000, "lists and tables may stand 16 deep"),
        ("deep.toml", "x = " + "{a = " * 900, "lists and tables may stand 16 deep"),
        ("long.toml", "x = [" + "1," * 1_000_001 + "]", "more than 1 million values"),
        ("deep.json", '{"network": {"x": ' + "[" * 900 + "]" * 900 + "}}", "network.x must be a list of T rows"),
        ("deep.json", '{"a": ' * 100_000, "lists and objects stand too deep in each other"),
        ("digits.json", '{"network": {"steps": ' + "9" * 5000 + "}}", "a whole number has more digits"),
        ("digits.toml", "[network]\nsteps = " + "9" * 5000, "a whole number has more digits"),
        ("twice.json", '{"network": {"steps": 3, "steps": 4}}', 'the key "steps" stands twice in one object'),
        (
            "many.json",
            "{" + "".join(f'"{n}": 1, ' for n in range(100_000)) + '"z": 1, "z": 2}',
            'the key "z" stands twice',
        ),
        ("table.toml", "[network]\nsteps = 3\n[network]\n", r"\(at line 3, column 9\): \[network\] stands twice"),
        ("key.toml", "[network]\nsteps = 3\nsteps = 4\n", r"\(at line 3, column 10\): steps stands twice"),
        ("open.toml", 'x = "' + r"\"" * 200_000, "not valid TOML"),
        ("lines.toml", '"""' + '\n\\"""' * 40_000, "not valid TOML"),
        ("null.json", '{"network": {"steps": null}}', "network.steps must not be null; leave the key out"),
        ("null.json", '{"network": {"W_h": null}}', "network.W_h must not be null"),
        ("null.json", '{"network": {"draw": {"seed": null}}}', "network.draw.seed must not be null"),
        ("null.json", '{"network": null}', "network must not be null"),
        ("null.json", '{"language": null, "network": {}}', "language must not be null"),
        ("true.json", '{"network": {"steps": true}}', "network.steps must be a whole number, got True"),
        ("inf.json", '{"network": {"W_h": [[1e999]]}}', "all finite, got inf"),
        ("word.json", '{"network": {"W_h": [["1e999"]]}}', "got the entry '1e999'"),
    ],
)
def test_files_that_would_take_long_or_say_nothing_are_named(write, name, text, message):
    with pytest.raises(LessonError, match=message):
        load_lesson(write(text, name))


def test_dots_and_brackets_in_words_and_comments_are_no_depth(write):
    words = "a.b" * 100 + "[" * 100
    text = f'# {words}\n[network]\nmax_steps = 9 # {words}\nmax_steps_reason = "{words}" # \'"\nsteps = 2\n'
    assert load_lesson(write(text)).max_steps_reason == words
    assert load_lesson(write(text.replace('"', '"""'))).network.T == 2


def test_encodings(write, tmp_path):
    text = '[network]\r\nsteps = 2\r\nmax_steps = 4\r\nmax_steps_reason = "ü"\r\n'
    for coded in (text.encode(), text.encode("utf-8-sig")):
        (tmp_path / "lesson.toml").write_bytes(coded)
        assert load_lesson(str(tmp_path / "lesson.toml")).network.T == 2
    for coding in ("utf-16", "latin-1"):
        (tmp_path / "lesson.toml").write_bytes(text.encode(coding))
        with pytest.raises(LessonError, match="not UTF-8 text"):
            load_lesson(str(tmp_path / "lesson.toml"))


@pytest.mark.parametrize("end", ["/", "/.", "//"])
def test_a_file_is_no_folder(write, end):
    with pytest.raises(LessonError, match=r"--lesson: .* (cannot be read: Not a directory|is neither)"):
        load_lesson(write("[network]\nsteps = 2") + end)
