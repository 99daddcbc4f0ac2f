#!/usr/bin/env bash
# Set up .venv with rnnanim and everything it needs; what the system lacks comes through apt where that is allowed.
#
#     scripts/setup.sh            repeatable; does nothing (in well under a second) when nothing has changed
#
# PYTHON=/path/to/python chooses the interpreter of a new environment.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VENV=.venv
readonly READY=$VENV/.rnnanim-ready    # written last; holds the key of what is installed
readonly BUSY=$VENV/.rnnanim-installing  # there while pip works: if it is found, an earlier run was interrupted
readonly OLDEST=3.11

say() { printf '%s\n' "$*" >&2; }

# What is installed: the declarations, the place (an environment cannot be moved), and the interpreter.
key() {
    { cat pyproject.toml constraints.txt scripts/setup.sh; pwd; "$VENV/bin/python" --version; } 2>/dev/null | cksum
}

is_ready() {
    [ -x "$VENV/bin/rnnanim" ] && [ -f "$READY" ] && [ ! -e "$BUSY" ] && [ "$(cat "$READY")" = "$(key)" ]
}

# --- the interpreter -------------------------------------------------------------------------------------------

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < tuple(map(int, sys.argv[1].split("."))))' "$OLDEST" 2>/dev/null
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if command -v "$candidate" >/dev/null 2>&1 && is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

explain_old_python() {
    local found
    found=$(python3 --version 2>/dev/null) || found="no python3"
    say "rnnanim needs Python $OLDEST or newer; here is ${PYTHON:+$PYTHON, }$found. Install a newer one beside it, then run this again:
  Debian 12+, Ubuntu 24.04+:  sudo apt-get install python3 python3-dev python3-venv
  Fedora:                     sudo dnf install python3.12 python3.12-devel
  Arch:                       sudo pacman -S python
  macOS:                      brew install python@3.12
  anywhere:                   pyenv install 3.12, then PYTHON=\$(pyenv prefix 3.12)/bin/python make setup"
}

# --- what the system lacks -------------------------------------------------------------------------------------

has_headers() {
    "$1" -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))'
}

# The Debian names of what is missing; they stand for the same things elsewhere.
missing_packages() {
    local python=${1:-} package=python3
    case $(basename "${python:-python3}") in
        python3.*) package=$(basename "$python") ;;
    esac
    if [ -z "$python" ]; then
        printf '%s\n' python3 python3-dev python3-venv
    else
        has_headers "$python" || printf '%s\n' "$package-dev"
        "$python" -c 'import ensurepip, venv' 2>/dev/null || printf '%s\n' "$package-venv"
    fi
    command -v gcc >/dev/null 2>&1 || command -v cc >/dev/null 2>&1 || printf '%s\n' gcc libc6-dev
    if ! command -v pkg-config >/dev/null 2>&1; then
        printf '%s\n' pkg-config libcairo2-dev libpango1.0-dev
    else
        pkg-config --exists cairo || printf '%s\n' libcairo2-dev
        pkg-config --exists pangocairo || printf '%s\n' libpango1.0-dev
    fi
}

run_as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_use_apt() {
    command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || { command -v sudo && sudo -n true; } >/dev/null 2>&1; }
}

install_packages() {
    say "Installing with apt: $*"
    run_as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >/dev/null
    run_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

explain_missing() {
    say "rnnanim: this machine lacks $*, and $(id -un) cannot install it without a password.
Run the line for your system, then run this again:
  Debian/Ubuntu:  sudo apt-get install $*
  Fedora:         sudo dnf install gcc pkgconf-pkg-config python3-devel cairo-devel pango-devel
  Arch:           sudo pacman -S --needed gcc pkgconf python cairo pango
  macOS:          xcode-select --install; brew install pkg-config cairo pango"
}

provide_system() {
    local missing
    missing=$(missing_packages "$1" | tr '\n' ' ')
    missing=${missing% }
    [ -n "$missing" ] || return 0
    if ! may_use_apt; then
        explain_missing "$missing"
        exit 1
    fi
    # shellcheck disable=SC2086  # one word a package
    install_packages $missing
}

# --- the environment -------------------------------------------------------------------------------------------

create_environment() {
    if [ -e "$BUSY" ] || ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1 || ! is_new_enough "$VENV/bin/python"; then
        say "Creating $VENV with $("$1" --version)"
        "$1" -m venv --clear "$VENV"
    fi
}

install_rnnanim() {
    say "Installing rnnanim and its dependencies (a few minutes the first time)"
    touch "$BUSY"
    rm -f "$READY"
    PYTHONWARNINGS=ignore "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --use-pep517 \
        --constraint constraints.txt --editable '.[dev]' </dev/null >&2
    key >"$READY"
    rm -f "$BUSY"
}

main() {
    is_ready && return
    local python
    if ! python=$(find_python); then
        if [ -n "${PYTHON:-}" ] || command -v python3 >/dev/null 2>&1; then
            explain_old_python
            exit 1
        fi
        python=""
    fi
    provide_system "$python"
    python=$(find_python) || { explain_old_python; exit 1; }
    create_environment "$python"
    install_rnnanim
    say "Ready: $VENV/bin/rnnanim --help"
}

main "$@"
