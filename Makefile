# make lecture    set everything up and render all scenes into out/
# make test       set everything up and run the fast tests
# make setup      the set-up alone
#
# Change what is rendered:  make lecture QUALITY=h LANG_=zh LESSON=exploding OUT=talk

QUALITY = m
FPS     = 30
LANG_   = en
THEME   = dark
LESSON  =
OUT     = out
JOBS    =
BENCH   = --quick

BIN     = .venv/bin
CHOICE  = --lang '$(LANG_)' --theme '$(THEME)' $(if $(LESSON),--lesson '$(LESSON)')
WORKERS = $(if $(JOBS),--jobs '$(JOBS)')

.DEFAULT_GOAL := help
.PHONY: help setup lecture test test-slow lint format check-all gallery bench fonts clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile
	@echo "Variables: QUALITY=l|m|h|p|k  FPS=30  LANG_=en|zh  THEME=dark|light  LESSON=NAME|FILE  OUT=out  JOBS=N  BENCH=--quick"

setup: ## set up .venv with rnnanim and all it needs; does nothing when all is there
	@bash scripts/setup.sh

lecture: setup ## render all scenes and join them into OUT/lecture.mp4
	$(BIN)/rnnanim render --all -q '$(QUALITY)' --fps '$(FPS)' --out '$(OUT)' $(CHOICE) $(WORKERS)

test: lint ## style, types and the fast tests, three to four minutes
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m 'not slow'

test-slow: setup ## the tests that render films and build environments
	$(BIN)/python -m pytest -q -m slow

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python scripts/check_types.py

format: setup ## put the sources into their usual shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check-all: setup ## check every scene with presets, signs, lengths and random networks, in both languages
	$(BIN)/python scripts/check_all.py $(WORKERS)

gallery: setup ## make the pictures of the README anew
	@mkdir -p assets/gallery
	$(BIN)/python scripts/gallery.py --theme '$(THEME)'
	$(BIN)/rnnanim gif GradientPaths --lang '$(LANG_)' --theme '$(THEME)' --width 720 --fps 12.5 --max-mb 2 -o assets/gallery/GradientPaths.gif

bench: setup ## time the numerics beside other ways, casts for a large network, and rendering beside stock manim
	$(BIN)/python benchmarks/numerics.py
	$(BIN)/python benchmarks/casts.py
	$(BIN)/python -m benchmarks $(BENCH)

fonts: setup ## build the faces of assets/fonts anew (needs npm, and apt or fonts-noto-cjk)
	$(BIN)/python scripts/build_fonts.py

clean: ## remove what was rendered into out/ and media/, and caches; keeps .venv
	rm -rf out media build dist .mypy_cache .ruff_cache .pytest_cache
	find rnnanim scenes assets tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
