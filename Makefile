# The two commands: `make lab` and `make test`. Works with GNU make 3.81 and a POSIX shell.
.PHONY: help lab test check run slides site address handout new bench mutants pins students decks pages tests keras

PYTHON = .venv/bin/python
# On arrays of this size a second BLAS thread gains little, and loses much when others are busy.
export OPENBLAS_NUM_THREADS = 1
export OMP_NUM_THREADS = 1
export MKL_NUM_THREADS = 1
export VECLIB_MAXIMUM_THREADS = 1

help:
	@echo "make lab      set up the course if need be, and open it in JupyterLab: working copies, in work/"
	@echo "make keras    add what notebooks 08 and 12 need, some 580 MB; the other notebooks do without"
	@echo "make test     set up the tests if need be, and run them all"
	@echo "make check    the notebooks' outputs, their form, helpers, ruff: under three minutes"
	@echo "make run      execute the notebooks in place, in the form that is committed"
	@echo "              (one of them: make run NOTEBOOK=notebooks/01_logic_gates.ipynb)"
	@echo "make slides   build a deck of slides for each notebook, and an index, in build/slides"
	@echo "make site     build the site that runs the course in a browser, in build/site, ready to be published"
	@echo "make address  put the address that git remote names into the README and the notebooks"
	@echo "make handout  copy the notebooks without their solutions, to build/handout"
	@echo "make new      lay out a new notebook and its modules: make new NAME=13_another_subject"
	@echo "make bench    measure: all, or PART=sliders, networks, gradients or notebooks"
	@echo "make mutants  put small mistakes into helpers, one by one, and see which no test notices"
	@echo "              (some of them: make mutants ARGS=nn.py)"
	@echo "make pins     choose the versions in requirements*.txt anew (needs uv)"

# A port, or --no-browser: make lab ARGS=--no-browser. That it does not start as root is said before anything is installed.
lab:
	@[ "$$(id -u)" != 0 ] || case "$(ARGS)" in *--allow-root*) ;; *) cat .ci/as-root.txt >&2; exit 1;; esac
	@sh .ci/set-up requirements.txt
	@$(PYTHON) -m helpers.build lab $(ARGS)

keras:
	@sh .ci/set-up requirements-keras.txt

# Two at a time; how they are dealt out is in tests/conftest.py.
test: tests
	$(PYTHON) -m pytest -n 2 --dist loadscope $(ARGS)

# The inner loop: strict nbval, the form, helpers; without what takes long.
check: tests
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m pytest -n 2 --dist loadscope -m "not browser and not passes and not elsewhere" $(ARGS)

run: students
	$(PYTHON) -m helpers.build run $(NOTEBOOK)

slides: decks
	$(PYTHON) -m helpers.build slides $(NOTEBOOK)

site: pages
	$(PYTHON) -m helpers.build site

address: students
	$(PYTHON) -m helpers.build address

handout: students
	$(PYTHON) -m helpers.build handout $(NOTEBOOK)

new: students
	$(PYTHON) -m helpers.build new $(NAME)

# For a quick look: make bench PART=gradients ARGS="--share 0.01"
bench: tests
	$(PYTHON) tests/bench.py $(PART) $(ARGS)

mutants: tests
	$(PYTHON) tests/mutants.py $(ARGS)

# Set-up alone, for students, for the decks and for the tests. It does nothing where all is there.
students:
	@sh .ci/set-up requirements.txt

decks:
	@sh .ci/set-up requirements-slides.txt

pages:
	@sh .ci/set-up requirements-site.txt

tests:
	@sh .ci/set-up requirements-dev.txt

# One version of each package for all systems and for Python 3.11 to 3.14; no addresses. hatchling
# is what installs `helpers` itself.
PINS = uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade
# $(call pin-more,extras,name,files,more): requirements-name.txt takes in the first files, and pins
# what none of all of them does.
pin-more = $(PINS) $(1) pyproject.toml $(foreach file,$(3) $(4),--constraint $(file)) \
	$$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/--no-emit-package \1/p' $(3) $(4)) --output-file requirements-$(2).txt && \
	printf '%s\n' $(foreach file,$(3),'-r $(file)') | cat - requirements-$(2).txt > .pins && \
	mv .pins requirements-$(2).txt
pins:
	@command -v uv >/dev/null || { echo "No uv found; it chooses the pins. Install it: pip install uv" >&2; exit 1; }
	echo 'hatchling>=1.27,<2' | $(PINS) --extra lab pyproject.toml - --output-file requirements.txt
	$(call pin-more,--extra slides,slides,requirements.txt)
	$(call pin-more,--extra slides --extra site,site,requirements-slides.txt,requirements.txt)
	$(call pin-more,--extra keras,keras,requirements.txt)
	$(call pin-more,--extra slides --extra site --extra keras --extra dev,dev,requirements-site.txt requirements-keras.txt,requirements-slides.txt requirements.txt)
