"""scripts/setup.sh with stand-ins for the system: what it asks for, what it repeats, how it recovers."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = "bash sh cat cksum id dirname basename tr mkdir cp touch rm chmod env".split()

PYTHON = """#!/bin/sh
echo "python $*" >>"$LOG"
case "$1 $2" in
    "--version ") echo "Python ${VERSION:-3.11.2}" ;;
    *ensurepip*) [ -z "${NO_VENV:-}" ] ;;
    *version_info*) [ -z "${OLD:-}" ] ;;
    *Python.h*) [ -z "${NO_HEADERS:-}" ] ;;
    "-m venv") mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
    "-m pip")
        [ "$3" = --version ] && exit 0
        [ -z "${BROKEN_PIP:-}" ] || exit 1
        touch "$(dirname "$0")/rnnanim" && chmod +x "$(dirname "$0")/rnnanim" ;;
esac
"""


class Machine:
    """A machine that has only the programs put on it: scripts of its own, no links into the real one."""

    def __init__(self, folder):
        self.folder, self.programs, self.log = folder / "clone", folder / "bin", folder / "log"
        self.programs.mkdir()
        (self.folder / "scripts").mkdir(parents=True)
        shutil.copy(ROOT / "scripts" / "setup.sh", self.folder / "scripts")
        for name in ("pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, self.folder)
        for name in TOOLS:
            self.add(name, f'#!/bin/sh\nexec {shutil.which(name)} "$@"\n')
        for name in ("gcc", "pkg-config"):
            self.add(name, "#!/bin/sh\nexit 0\n")
        self.add("python3", PYTHON)

    def add(self, name, text):
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def remove(self, name):
        (self.programs / name).unlink()

    def set_up(self, **variables):
        """Run the set-up; return its exit code, what it said, and what it asked of the programs."""
        self.log.write_text("")
        environment = {"PATH": str(self.programs), "LOG": str(self.log), **variables}
        command = [str(self.programs / "bash"), "scripts/setup.sh"]
        run = subprocess.run(
            command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        return run.returncode, run.stderr, self.log.read_text()

    @property
    def ready(self):
        return (self.folder / ".venv" / ".rnnanim-ready").exists()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_first_it_installs_with_the_constraints_then_it_does_nothing(machine):
    code, _, asked = machine.set_up()
    assert code == 0
    assert "--constraint constraints.txt --editable .[dev]" in asked
    code, said, asked = machine.set_up()
    assert (code, said) == (0, "")
    assert "pip" not in asked


def test_new_constraints_are_installed_into_the_same_environment(machine):
    machine.set_up()
    with (machine.folder / "constraints.txt").open("a") as constraints:
        constraints.write("extra==1.0\n")
    code, _, asked = machine.set_up()
    assert code == 0
    assert "pip install" in asked
    assert "-m venv" not in asked


def test_after_an_interruption_the_environment_is_made_anew(machine):
    code, _, _ = machine.set_up(BROKEN_PIP="yes")
    assert code != 0
    assert not machine.ready
    code, _, asked = machine.set_up()
    assert code == 0
    assert "-m venv --clear" in asked
    assert machine.ready


def test_a_moved_folder_is_set_up_again(machine):
    machine.set_up()
    machine.folder = machine.folder.rename(machine.folder.with_name("moved"))
    assert "pip install" in machine.set_up()[2]


def test_what_is_missing_is_one_message_with_a_command_for_each_system(machine):
    machine.remove("pkg-config")
    machine.remove("gcc")
    code, said, _ = machine.set_up(NO_HEADERS="yes")
    assert code == 1
    assert "apt-get install python3-dev gcc libc6-dev pkg-config libcairo2-dev libpango1.0-dev" in said
    for system in ("Debian/Ubuntu", "Fedora", "Arch", "macOS"):
        assert said.count(system) == 1
    assert not (machine.folder / ".venv").exists()


def test_a_missing_venv_is_not_taken_for_an_old_python(machine):
    code, said, _ = machine.set_up(NO_VENV="yes")
    assert code == 1
    assert "lacks python3-venv" in said
    assert "newer" not in said


def test_an_old_python_is_not_taken_for_a_missing_venv(machine):
    code, said, _ = machine.set_up(OLD="yes", VERSION="3.9.2")
    assert code == 1
    assert "needs Python 3.11 or newer; here is Python 3.9.2" in said
    assert "lacks" not in said


def test_a_newer_python_beside_an_old_one_is_found(machine):
    machine.add("python3.12", PYTHON)
    machine.add("python3", PYTHON.replace("${OLD:-}", "yes"))
    code, said, _ = machine.set_up(VERSION="3.12.1")
    assert code == 0
    assert "with Python 3.12.1" in said


def test_with_apt_and_a_sudo_that_does_not_ask_it_installs_by_itself(machine):
    machine.add("sudo", '#!/bin/sh\nshift\n[ "$1" = true ] || exec "$@"\n')
    machine.add("id", "#!/bin/sh\necho 1000\n")
    machine.add("apt-get", f'#!/bin/sh\necho "apt-get $*" >>"$LOG"\nprintf "#!/bin/sh\\n" >{machine.programs}/gcc\n')
    machine.remove("gcc")
    code, said, asked = machine.set_up()
    assert "Installing with apt: gcc libc6-dev" in said
    assert "apt-get install -y -qq --no-install-recommends gcc libc6-dev" in asked
    assert code == 0


def test_a_sudo_that_asks_is_not_used(machine):
    machine.add("sudo", "#!/bin/sh\nexit 1\n")
    machine.add("id", "#!/bin/sh\necho 1000\n")
    machine.add("apt-get", '#!/bin/sh\necho "apt-get $*" >>"$LOG"\n')
    machine.remove("gcc")
    code, said, asked = machine.set_up()
    assert code == 1
    assert "apt-get install" in said
    assert "apt-get" not in asked


def test_make_takes_no_language_from_the_environment():
    run = subprocess.run(
        ["make", "-n", "lecture"],
        cwd=ROOT,
        env={**os.environ, "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh", "OUT": "elsewhere", "QUALITY": "k"},
        capture_output=True,
        text=True,
    )
    assert "render --all -q 'm' --fps '30' --out 'out' --lang 'en' --theme 'dark'" in run.stdout
