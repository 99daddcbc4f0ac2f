import json

import pytest

from rnnanim.cli.main import main


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run the command line in an empty folder; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def run_command(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return (ended.value.code, *capsys.readouterr())

    return run_command


def test_json_goes_to_stdout_and_notices_to_stderr(run):
    code, out, err = run("compute", "--json", "--lesson", "exploding", "--seed", "3")
    assert code == 0
    assert json.loads(out)["backward"]["dL_dW_x"] == [[0.25 + 0.375 + 0.5625]]
    assert err == "network.draw.seed changed nothing: every array that would be drawn is given\n"


def test_the_printed_document_is_a_lesson(run, tmp_path):
    _, out, _ = run("compute", "--json", "--set", "network.draw.hidden=4", "--set", "network.loss=sum", "--lang", "zh")
    (tmp_path / "values.json").write_text(out, encoding="utf-8")
    assert run("compute", "--json", "--lesson", "values.json") == (0, out, "")


def test_the_summary_shows_the_figures_of_the_lesson(run):
    code, out, _ = run("compute")
    assert code == 0
    for number in ("0.462117157", "0.121377661", "0.529848023", "0.296063767"):
        assert number in out
    assert run("compute", "--set", "network.draw.hidden=3", "--set", "network.steps=30")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "network.cell=lstm"], 'network.cell must be "rnn" in this version, got "lstm"'),
        (
            ["--lesson", "hundred", "--set", "network.steps=8"],
            "network.steps must be <= 6 (network.max_steps), got 8: the state",
        ),
        (["--lesson", "none.toml"], "none.toml does not exist"),
        (["--set", "network.W_h=[[1, 2]]"], "network.W_h must have shape (H, H)"),
        (["--seed", "-1"], "--seed: network.draw.seed must be >= 0, got -1"),
    ],
)
def test_wrong_input_ends_with_2_and_one_line(run, arguments, message):
    code, out, err = run("compute", "--json", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_help_shows_an_example(run):
    assert "rnnanim compute --json --lesson" in run("compute", "--help")[1]
