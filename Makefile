# Gradus. Everything built goes to build/, every dataset to data/.
#
#>   make ch03      build chapter 3's program from your exercises (build/ch03)
#>                  and from the reference (build/ch03-solution); ch01..ch07
#>   make run03     run your program         make plot03    run it and draw
#>   make all       every program and the grader
#>   make data      fetch the real data sets (GRADUS_MIRROR=DIR: from a folder)
#>   make test      the project's own tests  make deps      install what they need
#>   make bench     speed, as ratios (ROUNDS=3 of everything)
#>   make stubs     exercises from solutions
#>   make mutants   break the solutions, see the grader reject each
#>                  (CH=02 SAMPLE=50 SEED=1: some of one chapter)
#>   make clean     remove build/            make help      this list
#> variables: CC=clang, PORTABLE=1 (no -march=native), GRADUS_DATA=DIR;
#>   GRADUS_THREADS=1 build/ch03 keeps a program to one core
#
# One source, three flavours, each with its own tree of objects:
#   fast   float, optimised: the programs, and training under the grader
#   check  double, with sanitizers: your exercises while they are graded
#   exact  double, plain: the reference that your exercises are compared with
# Objects mirror the sources: build/fast/common/gemm.o, build/check/03-cnn/...

CC      := $(if $(filter default,$(origin CC)),cc,$(CC))
PYTHON  ?= python3
CFLAGS  ?= -g
NATIVE  := $(if $(PORTABLE),,-march=native)
BASE    := -std=c11 -Wall -Wextra -Wshadow -Wpedantic $(CFLAGS) \
           -D_POSIX_C_SOURCE=200809L -Icommon -Icommon/grader/runner -MMD -MP
B       := build

# What this compiler has (sanitizers, flags), found once.
$(B)/config.mk: common/tools/configure.sh
	@mkdir -p $(B) && sh $< "$(CC)" "$(NATIVE)" > $@.tmp && mv $@.tmp $@
ifneq ($(filter-out clean help deps,$(or $(MAKECMDGOALS),all)),)
-include $(B)/config.mk
endif

# No errno from mathematics: nothing reads it, and only then does sqrt become
# vector code (Adam is five times as fast).
FLAGS_fast  = -O3 $(NATIVE_OK) -ffp-contract=fast -fno-math-errno
FLAGS_exact = -O2 -DREAL_DOUBLE -DONE_THREAD
FLAGS_check = -O1 -DREAL_DOUBLE -DONE_THREAD -DGRADUS_CHECKING $(SANITIZE)
LINK_check  = $(SANITIZE)
# At the link alone this changes no code: the program begins by telling the processor
# that numbers below 1e-38 are 0. With them it is ten times slower and more, and
# Adam's mean of a gradient that is always 0 gets there in 800 steps.
LINK_fast   = -ffast-math
FLAVOURS   := fast exact check

CHAPTERS := $(sort $(wildcard 0[1-9]-*))
IDS      := $(foreach c,$(CHAPTERS),ch$(firstword $(subst -, ,$c)))
COMMON   := $(wildcard common/*.c)
RUNNER   := $(wildcard common/grader/runner/*.c)
GRADER   := $(wildcard common/grader/*.c) common/grader/runner/wire.c

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help clean stubs data data-builtin criterion test bench mutants deps $(IDS)
all: $(IDS) $(B)/grader
help:
	@sed -n 's/^#>//p' Makefile

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
$(foreach f,$(FLAVOURS),$(eval $(call flavour,$f)))
link = @mkdir -p $(@D) && $(CC) $(CFLAGS) $(filter %.o %.a,$^) $(LINK_$1) -pthread -lm -o $@

# ---- chapters ------------------------------------------------------------
# FROM is the folder that holds NN-name/exercises, OUT where its objects go:
# the grader sets both to build somebody else's submission.
FROM ?= .
OUT  ?= $(B)/yours

# $1 ch03, $2 03-cnn, $3 names of its exercise files, $4 its given files
define chapter
$1: $(B)/$1 $(B)/$1-solution
$(B)/$1: $(B)/fast/$2/main.o $(4:%=$(B)/fast/$2/%.o) $(3:%=$(OUT)/fast/$2/%.o) $(B)/fast/libcommon.a
	$$(call link,fast)
$(B)/$1-solution: $(B)/fast/$2/main.o $(4:%=$(B)/fast/$2/%.o) $(3:%=$(B)/fast/$2/solutions/%.o) $(B)/fast/libcommon.a
	$$(call link,fast)
.PHONY: run$(1:ch%=%) plot$(1:ch%=%)
run$(1:ch%=%): $(B)/$1
	$(B)/$1
plot$(1:ch%=%): $(B)/$1
	$(B)/$1 --plot

# Runners: the exercises under the sanitizers, trained fast, and the reference.
$(OUT)/check-$1: $(call runner,check,$2,$4) $(3:%=$(OUT)/check/$2/%.o) $(call libraries,check)
	$$(call link,check)
$(OUT)/train-$1: $(call runner,fast,$2,$4) $(3:%=$(OUT)/fast/$2/%.o) $(call libraries,fast)
	$$(call link,fast)
$(B)/reference/check-$1: $(call runner,check,$2,$4) $(3:%=$(B)/check/$2/solutions/%.o) $(call libraries,check)
	$$(call link,check)
$(B)/reference/train-$1: $(call runner,fast,$2,$4) $(3:%=$(B)/fast/$2/solutions/%.o) $(call libraries,fast)
	$$(call link,fast)
$(B)/reference/$1: $(call runner,exact,$2,$4) $(3:%=$(B)/exact/$2/solutions/%.o) $(call libraries,exact)
	$$(call link,exact)

# For tools that build many of them (mutants.py, recipe.c): how an exercise file is
# compiled and how a runner is linked. Everything that they link is built first.
.PHONY: recipe-check-$1 recipe-fast-$1 recipe-exact-$1
recipe-check-$1: $(B)/reference/check-$1 $(B)/stubs/$2/made
	@$(call recipe,check,$2,$3,$4)
recipe-fast-$1: $(B)/reference/train-$1 $(B)/stubs/$2/made
	@$(call recipe,fast,$2,$3,$4)
recipe-exact-$1: $(B)/reference/$1
	@$(call recipe,exact,$2,$3,$4)

# An exercise file. Parameters of a stub are unused: that is not worth a warning.
$(OUT)/fast/$2/%.o: $(FROM)/$2/exercises/%.c
	@mkdir -p $$(@D)
	$$(CC) $$(BASE) -Wno-unused-parameter $$(FLAGS_fast) -I$2 -c $$< -o $$@
# Under the grader a file that does not compile must not keep the others from
# being graded: its stub takes its place, and X.o.broken holds the errors. A file
# that compiles and cannot be linked is marked by the grader with X.o.clash.
$(OUT)/check/$2/%.o: $(FROM)/$2/exercises/%.c $(B)/stubs/$2/made
	@mkdir -p $$(@D) && rm -f $$@.broken
	{ ! [ $$@.clash -nt $$< ] && $$(CC) $$(BASE) -Wno-unused-parameter $$(FLAGS_check) \
	  -I$2 -c $$< -o $$@ 2>$$@.log; } || \
	{ if [ $$@.clash -nt $$< ]; then cp $$@.clash $$@.broken; else mv $$@.log $$@.broken; fi; \
	  $$(CC) $$(BASE) -Wno-unused-parameter $$(FLAGS_check) -I$2 \
	  -c $(B)/stubs/$2/exercises/$$*.c -o $$@; }
$(B)/stubs/$2/made: $(3:%=$2/solutions/%.c) $2/checks.c common/tools/stubs.py
	@$(PYTHON) common/tools/stubs.py write $2 --out $(B)/stubs && touch $$@
$(foreach f,$(FLAVOURS),$(call golden,$1,$2,$3,$4,$f))
endef
runner    = $(B)/$1/$2/checks.o $(3:%=$(B)/$1/$2/%.o)
recipe    = echo 'files $3'; \
	echo 'compile $$(CC) $$(BASE) -Wno-unused-parameter $$(FLAGS_$1) -I$2'; \
	echo 'link $$(CC) $(CFLAGS) $(call runner,$1,$2,$4)'; \
	echo 'solutions $(3:%=$(B)/$1/$2/solutions/%.o)'; \
	echo 'libraries $(call libraries,$1) $$(LINK_$1) -pthread -lm'
libraries = $(B)/$1/librunner.a $(B)/$1/libcommon.a
names     = $(basename $(notdir $(wildcard $1/*.c)))
given     = $(filter-out main checks,$(call names,$1))
answers   = $(sort $(call names,$1/solutions))

# ---- the project's own tests (Criterion) -----------------------------------
# test_*.c prove common, in double under the sanitizers and in float as trained;
# chNN_golden.c a chapter's solutions against PyTorch; grader_*.c the grader.
T        := $(B)/test
SUPPORT  := $(wildcard common/tests/golden*.c)
COMMON_T := $(wildcard common/tests/test_*.c) $(SUPPORT)
GRADER_T := $(wildcard common/tests/grader_*.c) $(SUPPORT)
GOLDEN_T := $(wildcard common/tests/ch0[1-9]_golden.c)
GOLDEN   := $(GOLDEN_T:common/tests/%_golden.c=%)
TESTS    := $T/common-check $T/common-fast $T/grader $(GOLDEN:%=$T/%-check) $(GOLDEN:%=$T/%-fast)
ALL_T    := $(sort $(COMMON_T) $(GRADER_T) $(GOLDEN_T))

define golden
$T/$1-$5: $(B)/$5/common/tests/$1_golden.o $(SUPPORT:%.c=$(B)/$5/%.o) $(3:%=$(B)/$5/$2/solutions/%.o) $(4:%=$(B)/$5/$2/%.o) $(B)/$5/libcommon.a
	$$(call link,$5) -lcriterion

endef
define tests
$T/common-$1: $(COMMON_T:%.c=$(B)/$1/%.o) $(B)/$1/libcommon.a
	$$(call link,$1) -lcriterion
$(ALL_T:%.c=$(B)/$1/%.o): | criterion
endef
$(foreach f,$(FLAVOURS),$(eval $(call tests,$f)))
$T/grader: $(GRADER_T:%.c=$(B)/exact/%.o) $(filter-out %/grader/main.o,$(GRADER:%.c=$(B)/exact/%.o)) $(B)/exact/libcommon.a
	$(call link,exact) -lcriterion -ldl
criterion:
	@sh common/tools/deps.sh check
test: criterion all $(TESTS)
	@sh common/tests/run.sh $(TESTS) common/tests/wrong.py

$(foreach c,$(CHAPTERS),$(eval $(call chapter,ch$(firstword $(subst -, ,$c)),$c,$(call answers,$c),$(call given,$c))))

# ---- speed (common/bench/README.md) -----------------------------------------
# chNN.c times the training steps of a chapter's reference, gemm.c the products.
BENCHED := $(filter $(IDS),$(basename $(notdir $(wildcard common/bench/ch0[1-9].c))))
define bench
$(B)/bench/$1.o: common/bench/$1.c
	@mkdir -p $$(@D)
	$$(CC) $$(BASE) $$(FLAGS_fast) -I$2 -c $$< -o $$@
$(B)/bench/$1: $(B)/bench/$1.o $(B)/fast/common/bench/timing.o $(3:%=$(B)/fast/$2/solutions/%.o) $(4:%=$(B)/fast/$2/%.o) $(B)/fast/libcommon.a
	$$(call link,fast)
endef
$(foreach c,$(CHAPTERS),$(eval $(call bench,ch$(firstword $(subst -, ,$c)),$c,$(call answers,$c),$(call given,$c))))
$(B)/bench/gemm: $(B)/fast/common/bench/gemm.o $(B)/fast/common/bench/timing.o $(B)/fast/libcommon.a
	$(call link,fast) -ldl
$(B)/bench/growth: $(B)/fast/common/bench/growth.o $(B)/fast/common/bench/timing.o $(B)/fast/libcommon.a
	$(call link,fast)
bench: $(B)/bench/gemm $(B)/bench/growth $(BENCHED:%=$(B)/bench/%)
	@$(PYTHON) common/bench/bench.py $(ROUNDS:%=--rounds %) $(BENCHED)
	@echo && $(B)/bench/growth

# ---- the grader, the data, the rest ----------------------------------------
$(B)/grader: $(GRADER:%.c=$(B)/exact/%.o) $(B)/exact/libcommon.a
	$(call link,exact) -ldl
stubs:
	$(PYTHON) common/tools/stubs.py write
data:
	$(PYTHON) common/datasets/fetch.py
data-builtin:
	@$(PYTHON) common/datasets/builtin.py --if-missing
mutants: $(B)/grader
	+@$(PYTHON) common/tools/mutants.py $(CH:%=--chapter %) $(SAMPLE:%=--sample %) $(SEED:%=--seed %)
deps:
	sh common/tools/deps.sh
clean:
	rm -rf $(B)

-include $(shell find $(B) -type f -name '*.d' 2>/dev/null)
