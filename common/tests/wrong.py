#!/usr/bin/env python3
"""Wrong solutions made by hand: the grader must reject each and say why.

common/tests/wrong/chNN/NAME.sub breaks the reference in one place:

    file: linear.c
    exercise: 2.7
    expect: words that the diagnosis, message or place must contain
    <<<<
    text of the solution, found once
    ====
    what a learner wrote instead
    >>>>

Each is graded as a submission, exercise and all; the exercise must not pass, and
the words must be in what its failed checks say. Several `expect:` lines must all
hold. `with: matmul.c activations.c` adds the reference's files that the exercise
calls; other files are stubs.
"""
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REJECTED = {"failed", "crashed", "timeout", "error"}


def read(path):
    head, _, rest = path.read_text(encoding="utf-8").partition("<<<<\n")
    old, _, rest = rest.partition("====\n")
    new, _, _ = rest.partition(">>>>")
    fields = [line.split(":", 1) for line in head.splitlines() if ":" in line]
    case = {key.strip(): value.strip() for key, value in fields if key.strip() != "expect"}
    case["expect"] = [value.strip() for key, value in fields if key.strip() == "expect"]
    return case, old.rstrip("\n"), new.rstrip("\n")


def broken_solution(path, case, old, new):
    folder = next(ROOT.glob(f"{path.parent.name[2:]}-*"))
    text = (folder / "solutions" / case["file"]).read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{path}: its text is found {text.count(old)} times in the solution")
    return text.replace(old, new)


def grade(path, case, text):
    with tempfile.TemporaryDirectory() as folder:
        for name in case.get("with", "").split():
            solution = next(ROOT.glob(f"{path.parent.name[2:]}-*/solutions/{name}"))
            (Path(folder) / name).write_bytes(solution.read_bytes())
        (Path(folder) / case["file"]).write_text(text, encoding="utf-8")
        result = Path(folder) / "result.json"
        subprocess.run([str(ROOT / "grader"), path.parent.name, case["exercise"], "--no-train",
                        "--submission", folder, "--json", str(result), "-q",
                        "--time-limit", "5"], stdout=subprocess.DEVNULL, check=False)
        chapter = json.loads(result.read_text(encoding="utf-8"))["chapters"][0]
        if chapter["error"]:
            raise SystemExit(f"{path}: the chapter was not graded: {chapter['error']}")
        return chapter["exercises"][0]


def problem_with(exercise, case):
    if exercise["status"] not in REJECTED:
        return f"its status is {exercise['status']}"
    said = " ".join(str(check.get(key) or "") for check in exercise["checks"]
                    if check["status"] in REJECTED
                    for key in ("name", "message", "at", "diagnosis"))
    missing = [words for words in case["expect"] if words.lower() not in said.lower()]
    if missing:
        return f"nothing says {missing}; it says: {said}"
    return None if case["expect"] else "it expects no words"


def verdict(path):
    """What is wrong with how the grader takes this one, or None."""
    case, old, new = read(path)
    return problem_with(grade(path, case, broken_solution(path, case, old, new)), case)


def main():
    files = sorted((ROOT / "common/tests/wrong").glob("ch*/*.sub"))
    if len(sys.argv) > 1:
        files = [f for f in files if any(word in str(f.relative_to(ROOT)) for word in sys.argv[1:])]
    for chapter in sorted({f.parent.name for f in files}):  # built once, not by each
        for words in (["--solution"], ["--submission", str(ROOT)]):
            subprocess.run([str(ROOT / "grader"), chapter, *words, "--no-train", "-q"],
                           stdout=subprocess.DEVNULL, check=False)
    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, problem in zip(files, pool.map(verdict, files)):
            if problem:
                failed += 1
                print(f"{path.relative_to(ROOT)}: {problem}")
    print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
