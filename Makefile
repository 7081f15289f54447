# Gradus. `make help` lists the targets; everything built goes to build/.
#
# One source, three flavours, each with its own tree of objects:
#   fast   float, optimised: the programs, and training under the grader
#   check  double, with sanitizers: your exercises while they are graded
#   exact  double, plain: the reference that your exercises are compared with
# Objects mirror the sources: build/fast/common/gemm.o, build/check/03-cnn/...

CC      := $(if $(filter default,$(origin CC)),cc,$(CC))
PYTHON  ?= python3
WARN    := -Wall -Wextra -Wshadow -Wpedantic
CFLAGS  ?= -g
BASE    := -std=c11 $(WARN) $(CFLAGS) -D_POSIX_C_SOURCE=200809L -Icommon \
           -Icommon/grader/runner -MMD -MP
NATIVE  := $(if $(PORTABLE),,-march=native)

# What this compiler has (sanitizers, OpenMP), found once.
B := build
$(B)/config.mk: common/tools/configure.sh
	@mkdir -p $(B) && sh $< "$(CC)" "$(NATIVE)" > $@.tmp && mv $@.tmp $@
ifeq ($(filter clean help deps,$(MAKECMDGOALS)),)
-include $(B)/config.mk
endif

FLAGS_fast  = -O3 $(NATIVE_OK) -ffp-contract=fast $(OPENMP)
FLAGS_exact = -O2 -DREAL_DOUBLE
FLAGS_check = -O1 -DREAL_DOUBLE -DGRADUS_CHECKING $(SANITIZE)
LINK_fast   = $(OPENMP)
LINK_check  = $(SANITIZE)

CHAPTERS := $(sort $(wildcard 0[1-9]-*))
IDS      := $(foreach c,$(CHAPTERS),ch$(firstword $(subst -, ,$c)))
COMMON   := $(wildcard common/*.c)
RUNNER   := $(wildcard common/grader/runner/*.c)
GRADER   := $(wildcard common/grader/*.c) common/grader/runner/wire.c
TESTS    := $(wildcard common/tests/test_*.c)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help clean stubs data data-builtin test bench deps $(IDS)
all: $(IDS) $(B)/grader

# ---- objects -------------------------------------------------------------
# The first folder of a source is on the include path: "cnn.h" is 03-cnn/cnn.h.
define flavour
$(B)/$1/%.o: %.c
	@mkdir -p $$(@D)
	$$(CC) $$(BASE) $$(FLAGS_$1) -I$$(firstword $$(subst /, ,$$<)) -c $$< -o $$@
$(B)/$1/libcommon.a: $(COMMON:%.c=$(B)/$1/%.o)
	@rm -f $$@ && ar rcs $$@ $$^
$(B)/$1/librunner.a: $(RUNNER:%.c=$(B)/$1/%.o)
	@rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach f,fast exact check,$(eval $(call flavour,$f)))

# ---- chapters ------------------------------------------------------------
# FROM is the folder that holds NN-name/exercises, OUT where its objects go:
# the grader sets both to build somebody else's submission.
FROM ?= .
OUT  ?= $(B)/yours
link  = $(CC) $(CFLAGS) $(filter %.o %.a,$^) $(LINK_$1) -lm -o $@

# $1 ch03, $2 03-cnn, $3 names of its exercise files, $4 its given files
define chapter
ALL_$1 := $3
$1: $(B)/$1 $(B)/$1-solution
$(B)/$1: $(B)/fast/$2/main.o $(4:%=$(B)/fast/$2/%.o) $(3:%=$(OUT)/fast/$2/%.o) $(B)/fast/libcommon.a
	$$(call link,fast)
$(B)/$1-solution: $(B)/fast/$2/main.o $(4:%=$(B)/fast/$2/%.o) $(3:%=$(B)/fast/$2/solutions/%.o) $(B)/fast/libcommon.a
	$$(call link,fast)

# Runners: the exercises under the sanitizers, trained fast, and the reference.
$(OUT)/check-$1: $(B)/check/$2/checks.o $(4:%=$(B)/check/$2/%.o) $(3:%=$(OUT)/check/$2/%.o) $(B)/check/librunner.a $(B)/check/libcommon.a
	$$(call link,check)
$(OUT)/train-$1: $(B)/fast/$2/checks.o $(4:%=$(B)/fast/$2/%.o) $(3:%=$(OUT)/fast/$2/%.o) $(B)/fast/librunner.a $(B)/fast/libcommon.a
	$$(call link,fast)
$(B)/reference/check-$1: $(B)/check/$2/checks.o $(4:%=$(B)/check/$2/%.o) $(3:%=$(B)/check/$2/solutions/%.o) $(B)/check/librunner.a $(B)/check/libcommon.a
	@mkdir -p $$(@D)
	$$(call link,check)
$(B)/reference/train-$1: $(B)/fast/$2/checks.o $(4:%=$(B)/fast/$2/%.o) $(3:%=$(B)/fast/$2/solutions/%.o) $(B)/fast/librunner.a $(B)/fast/libcommon.a
	@mkdir -p $$(@D)
	$$(call link,fast)
$(B)/reference/$1: $(B)/exact/$2/checks.o $(4:%=$(B)/exact/$2/%.o) $(3:%=$(B)/exact/$2/solutions/%.o) $(B)/exact/librunner.a $(B)/exact/libcommon.a
	@mkdir -p $$(@D)
	$$(call link,exact)
.PHONY: run$(1:ch%=%) plot$(1:ch%=%) runners-$1 reference-$1
run$(1:ch%=%): $(B)/$1
	$(B)/$1
plot$(1:ch%=%): $(B)/$1
	$(B)/$1 --plot
runners-$1: $(OUT)/check-$1 $(OUT)/train-$1
reference-$1: $(B)/reference/$1 $(B)/reference/check-$1 $(B)/reference/train-$1

# An exercise file. Parameters of a stub are unused: that is not worth a warning.
$(OUT)/fast/$2/%.o: $(FROM)/$2/exercises/%.c
	@mkdir -p $$(@D)
	$$(CC) $$(BASE) -Wno-unused-parameter $$(FLAGS_fast) -I$2 -c $$< -o $$@
# Under the grader a file that does not compile must not keep the others from
# being graded: its stub takes its place, and X.o.broken holds the errors.
$(OUT)/check/$2/%.o: $(FROM)/$2/exercises/%.c $(B)/stubs/$2/made
	@mkdir -p $$(@D) && rm -f $$@.broken
	$$(CC) $$(BASE) -Wno-unused-parameter $$(FLAGS_check) -I$2 -c $$< -o $$@ 2>$$@.log || \
	{ mv $$@.log $$@.broken && $$(CC) $$(BASE) -Wno-unused-parameter $$(FLAGS_check) -I$2 \
	  -c $(B)/stubs/$2/exercises/$$*.c -o $$@; }
$(B)/stubs/$2/made: $(3:%=$2/solutions/%.c) $2/checks.c common/tools/stubs.py
	@$(PYTHON) common/tools/stubs.py write $2 --out $(B)/stubs && touch $$@
endef
names    = $(basename $(notdir $(wildcard $1/*.c)))
stems    = $(sort $(call names,$1/solutions))
$(foreach c,$(CHAPTERS),$(eval $(call chapter,ch$(firstword $(subst -, ,$c)),$c,$(call stems,$c),$(filter-out main checks,$(call names,$c)))))

-include $(shell find $(B) -name '*.d' 2>/dev/null)

# ---- the grader, the data, the rest ------------------------------------------
$(B)/grader: $(GRADER:%.c=$(B)/exact/%.o) $(B)/exact/libcommon.a
	$(CC) $(CFLAGS) $^ -pthread -lm -o $@

stubs:
	$(PYTHON) common/tools/stubs.py write

clean:
	rm -rf $(B)
