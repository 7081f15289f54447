#!/usr/bin/env python3
"""Breaks every reference solution in the ways learners do, and has each judged.

    make mutants                     every chapter, every mutant, seeds 1 2 3
    make mutants CH=02 SAMPLE=50 SEED=1
    mutants.py [--chapter 02] [--sample N] [--seed S] [--seeds 1,2,3] [--exercise 2.7]

A mutant is one edit (operators.py) of one marked region of NN-name/solutions/*.c,
compiled as a learner's file is and judged by the grader (its command `verdicts`).
It must be rejected on every seed. What does not compile does not count; what means
the same as the original is named, with the reason, in common/tests/equivalent/chNN.txt:

    2.8 comparison: if (x[i] > 0) dx[i] += dy[i];
        -> if (x[i] >= 0) dx[i] += dy[i];
        At 0 the derivative is a convention, and no input is 0.

or is found to be the same program by the compiler (equal objects at -O2).

Most mutants compute wrong numbers, which a plain build shows in a third of the time
that a build under the sanitizers takes. Those that pass plainly are judged once more
under the sanitizers, as a learner's file is: there a step outside a buffer ends them.

Exit status: 0 all were rejected; 1 some were not, or the list is out of date.
"""
import argparse
import collections
import concurrent.futures
import difflib
import os
import queue
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import operators
import stubs

ROOT = stubs.ROOT
EQUIVALENT = Path("common/tests/equivalent")
TIME_LIMIT = 3      # seconds for an exercise; one that takes longer is judged once more...
SECOND_LIMIT = 20   # ...alone, with so many: a busy machine must not reject a mutant


class Mutant:
    def __init__(self, ident, solution, text, edit):
        self.ident, self.solution, self.operator = ident, solution, edit.operator
        self.original, self.mutated = text, operators.apply(text, edit.changes)
        first = min(c[0] for c in edit.changes)
        last = max(c[1] for c in edit.changes)
        a = text.rfind("\n", 0, first) + 1
        b = text.find("\n", last)
        grown = len(self.mutated) - len(text)
        self.line = text.count("\n", 0, first) + 1
        self.before = " ".join(text[a:b].split())
        self.after = " ".join(self.mutated[a:b + grown].split())
        self.status = {}          # seed -> (status, reason)
        self.end = None           # "rejected", "survived", "invalid", "same", "listed"
        self.seeds = None         # to be judged on

    def late_seed(self):
        """A seed on which only the clock rejected it, or None."""
        return next((s for s, (status, _) in sorted(self.status.items())
                     if status == "timeout"), None)

    def key(self):
        return self.ident, self.operator, self.before, self.after

    def diff(self):
        where = f"{self.solution}:{self.line}"
        lines = difflib.unified_diff(self.original.splitlines(), self.mutated.splitlines(),
                                     where, f"{self.ident} {self.operator}", lineterm="", n=1)
        return "\n".join(lines)


def regions(text):
    """(id, start, end) of every marked region."""
    opened, at = None, 0
    for line in text.splitlines(keepends=True):
        mark = stubs.MARKER.match(line.rstrip("\n"))
        if mark and mark["word"] == "END" and opened:
            yield opened[0], opened[1], at
            opened = None
        elif mark:
            opened = mark["id"], at + len(line)
        at += len(line)


def mutants_of(chapter):
    """Every mutant of a chapter once, in the order of the files."""
    for solution in sorted((ROOT / chapter / "solutions").glob("*.c")):
        text, seen = solution.read_text(encoding="utf-8"), set()
        for ident, start, end in regions(text):
            for edit in operators.edits(text, start, end):
                mutant = Mutant(ident, solution.relative_to(ROOT), text, edit)
                if mutant.mutated != text and mutant.mutated not in seen:
                    seen.add(mutant.mutated)
                    yield mutant


# ---- the list of equivalent ones ---------------------------------------------------

def read_equivalent(path):
    """{key: reason}. Stops at an entry without one: an excuse is no reason."""
    listed, key = {}, None
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        head = re.match(r"(\d+\.\d+) ([\w-]+): (.+)$", line)
        if not line.strip() or line.startswith("#"):
            continue
        if head:
            key = [head[1], head[2], " ".join(head[3].split()), None]
        elif key and line.strip().startswith("->"):
            key[3] = " ".join(line.strip()[2:].split())
            listed[tuple(key)] = ""
        elif key and key[3] is not None:
            listed[tuple(key)] += line.strip() + " "
        else:
            sys.exit(f"{path}:{number}: expected \"ID operator: line\", then \"-> line\"")
    for key, reason in listed.items():
        if not reason:
            sys.exit(f"{path}: {key[0]} {key[1]}: the reason is missing")
    return listed


# ---- building and judging ------------------------------------------------------------

class Chapter:
    """Builds mutants of one chapter and has the grader judge them as they come."""

    def __init__(self, name, flavour, jobs, limit):
        self.name, self.id = name, "ch" + name[:2]
        said = subprocess.run(["make", "-s", "--no-print-directory",
                               f"recipe-{flavour}-{self.id}",
                               "build/grader"], cwd=ROOT, stdout=subprocess.PIPE, text=True,
                              check=True).stdout
        self.recipe = dict(line.split(" ", 1) for line in said.splitlines() if " " in line)
        self.folder = Path(tempfile.mkdtemp(prefix=f"mutants-{self.id}-", dir=ROOT / "build"))
        self.grader = subprocess.Popen(
            ["build/grader", "verdicts", self.id, "--jobs", str(jobs), "--time-limit",
             str(limit)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.linker = self.find_linker()
        self.open, self.lock = {}, threading.Lock()
        self.room = threading.Semaphore(8 * jobs)   # runners that wait on the disk
        self.reader = threading.Thread(target=self.listen)
        self.reader.start()

    def run(self, words):
        return subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)

    def find_linker(self):
        """gold links twice as fast as the usual linker, where it is installed."""
        fast = ["-fuse-ld=gold", "-Wl,-S"]
        words = self.link_words(self.recipe["solutions"].split(), self.folder / "try")
        return fast if self.run(words + fast).returncode == 0 else []

    def link_words(self, objects, runner):
        return (self.recipe["link"].split() + objects + self.recipe["libraries"].split() +
                ["-o", str(runner)])

    def build(self, mutant, number):
        """The runner of a mutant, or None when it is no program."""
        base = self.folder / str(number)
        source, made, runner = (f"{base}.c", f"{base}.o", f"{base}.run")
        Path(source).write_text(mutant.mutated, encoding="utf-8")
        room = f"-iquote{mutant.solution.parent}"
        compiled = self.run(self.recipe["compile"].split() +
                            ["-w", "-g0", room, "-c", source, "-o", made])
        if compiled.returncode != 0:
            return None
        mine = f"/{mutant.solution.stem}.o"
        objects = [made if o.endswith(mine) else o for o in self.recipe["solutions"].split()]
        linked = self.run(self.link_words(objects, runner) + self.linker)
        if linked.returncode != 0:
            sys.exit(f"{mutant.solution}: cannot be linked:\n{linked.stderr}")
        os.unlink(made)
        return Path(runner).relative_to(ROOT).as_posix()

    def submit(self, mutant, number):
        self.room.acquire()
        runner = self.build(mutant, number)
        if runner is None:
            mutant.end = "invalid"
            self.room.release()
            return
        with self.lock:
            self.open[runner] = mutant
            for seed in mutant.seeds:
                self.grader.stdin.write(f"{mutant.ident}\t{seed}\t{runner}\n")
            self.grader.stdin.flush()

    def listen(self):
        for line in self.grader.stdout:
            _, seed, runner, status, why = (line.rstrip("\n").split("\t", 4) + [""])[:5]
            with self.lock:
                mutant = self.open[runner]
                mutant.status[int(seed)] = status, why
                if len(mutant.status) < len(mutant.seeds):
                    continue
                del self.open[runner]
            passed = [s for s, (status, _) in mutant.status.items() if status == "passed"]
            mutant.end = "survived" if passed else "rejected"
            os.unlink(ROOT / runner)
            self.room.release()

    def is_same_program(self, mutant):
        """Equal objects at -O2: the compiler proves that nothing changed."""
        flags = [f for f in self.recipe["compile"].split() if not f.startswith(("-fsan", "-g", "-M", "-O"))]
        made = []
        for text in (mutant.original, mutant.mutated):
            source, target = self.folder / "same.c", self.folder / "same.o"
            source.write_text(text, encoding="utf-8")
            if self.run(flags + ["-O2", "-w", "-g0", f"-iquote{mutant.solution.parent}", "-c",
                                 str(source), "-o", str(target)]).returncode != 0:
                return False
            made.append(target.read_bytes())
        return made[0] == made[1]

    def finish(self):
        self.grader.stdin.close()
        self.reader.join()
        if self.grader.wait() != 0:
            sys.exit("the grader stopped: see above")

    def close(self):
        if self.grader.poll() is None:
            self.grader.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def show_progress(name, flavour, mutants, over):
    """A line on stderr each half minute until the event `over`: done, rate, time left."""
    start = time.monotonic()
    while not over.wait(30):
        done = sum(m.end is not None for m in mutants)
        rate = done / (time.monotonic() - start)
        left = f"{(len(mutants) - done) / rate / 60:.0f} min left" if done else ""
        print(f"ch{name[:2]} ({flavour}): {done} of {len(mutants)} mutants, {rate:.1f} a "
              f"second, {left}", file=sys.stderr, flush=True)


def judge(name, mutants, flavour, jobs, limit):
    """Fills in status and end of every mutant."""
    chapter, work = Chapter(name, flavour, jobs, limit), queue.Queue()
    for item in enumerate(mutants):
        work.put(item)
    over = threading.Event()
    threading.Thread(target=show_progress, args=(name, flavour, mutants, over),
                     daemon=True).start()

    def worker():
        while True:
            try:
                number, mutant = work.get_nowait()
            except queue.Empty:
                return
            chapter.submit(mutant, number)

    try:
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for done in [pool.submit(worker) for _ in range(jobs)]:
                done.result()
        chapter.finish()
        for mutant in mutants:
            if mutant.end is None:
                sys.exit(f"no verdict came for {mutant.ident} {mutant.operator}")
            if (flavour == "check" and mutant.end == "survived"
                    and chapter.is_same_program(mutant)):
                mutant.end = "same"
    finally:
        over.set()
        chapter.close()


def judge_again(name, mutants, jobs):
    """Those that passed in the plain build, under the sanitizers."""
    left = [m for m in mutants if m.end == "survived"]
    for mutant in left:
        mutant.status, mutant.end = {}, None
    if left:
        judge(name, left, "check", jobs, TIME_LIMIT)


def judge_late(name, mutants):
    """Those that were too slow once more, on one of the seeds, with time to spare."""
    late = [m for m in mutants if m.end == "rejected" and m.late_seed() is not None]
    for mutant in late:
        mutant.seeds, mutant.status, mutant.end = [mutant.late_seed()], {}, None
    if late:
        judge(name, late, "check", 1, SECOND_LIMIT)


# ---- the report ------------------------------------------------------------------------

def settle(mutants, listed):
    """Takes the listed ones out of the survivors. Returns what the list gets wrong."""
    used, wrong = set(), []
    for mutant in mutants:
        if mutant.key() in listed:
            used.add(mutant.key())
            if mutant.end == "rejected":
                wrong.append(f"{mutant.ident} {mutant.operator}: {mutant.before}\n    -> "
                             f"{mutant.after}\n    is listed as equivalent, and is rejected")
            elif mutant.end == "survived":
                mutant.end = "listed"
    return used, wrong


def show_survivor(mutant):
    seeds = ", ".join(f"seed {s}: {status}" for s, (status, _) in sorted(mutant.status.items()))
    print(f"\n{mutant.diff()}\n    survived ({seeds})")


def run_chapter(name, a):
    mutants = [m for m in mutants_of(name) if a.exercise in (None, m.ident)]
    if a.sample and a.sample < len(mutants):
        mutants = random.Random(a.seed).sample(mutants, a.sample)
    for mutant in mutants:
        mutant.seeds = a.seeds
    judge(name, mutants, "exact", a.jobs, TIME_LIMIT)
    judge_again(name, mutants, a.jobs)
    judge_late(name, mutants)
    ident = "ch" + name[:2]
    path = (a.equivalent or ROOT / EQUIVALENT) / f"{ident}.txt"
    listed = read_equivalent(path)
    used, wrong = settle(mutants, listed)
    if not a.sample and not a.exercise:
        wrong += [f"{key[0]} {key[1]}: {key[2]}\n    -> {key[3]}\n    no mutant is like that "
                  "any more" for key in listed if key not in used]
    for mutant in mutants:
        if mutant.end == "survived":
            show_survivor(mutant)
    for sentence in wrong:
        print(f"\n{path.name}: {sentence}")
    count = collections.Counter(m.end for m in mutants)
    rejected, survived = count["rejected"], count["survived"]
    print(f"\n{ident}: rejected {rejected} of {rejected + survived}\n"
          f"    besides {count['same']} equivalent by proof, {count['listed']} by the list; "
          f"{count['invalid']} do not compile", flush=True)
    if a.verbose:
        by = collections.Counter((m.operator, m.end) for m in mutants)
        for (operator, end), n in sorted(by.items()):
            print(f"    {operator:20} {end:10} {n}")
    return rejected, survived + len(wrong)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapter", default="", help="02, or a folder's name")
    parser.add_argument("--exercise", help="only this one: 2.7")
    parser.add_argument("--sample", type=int, default=0, help="so many of each chapter")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--seeds", default="1,2,3", help="the grader's seeds")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--equivalent", type=Path, help="folder of the lists")
    parser.add_argument("--verbose", action="store_true", help="count by operator")
    a = parser.parse_args()
    a.seeds = [int(s) for s in a.seeds.split(",")]
    return a


def main():
    a = parse()
    wanted = a.chapter.removeprefix("ch")
    names = [c.name for c in stubs.chapters(ROOT)
             if (c / "checks.c").exists() and c.name.startswith(wanted)]
    if not names:
        sys.exit(f"there is no chapter {a.chapter}")
    rejected = failed = 0
    for name in names:
        good, bad = run_chapter(name, a)
        rejected, failed = rejected + good, failed + bad
    if rejected + failed == 0:
        print("no mutant was judged")
        return 1
    print(f"{rejected} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
