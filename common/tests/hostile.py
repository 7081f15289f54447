#!/usr/bin/env python3
"""Grades hostile exercises and requires that the grader stays in charge.

    hostile.py [--user NAME] [--submission] [--keep] [-v] [NAME...]

Each file of hostile/ defines attack(), which is called in the place of exercise
2.7, linear_backward; the other exercises are the reference's. The heading of each
file says what has to come out:

    expect-status: the statuses that 2.7 may have, the first is the usual one
    expect-words:  what its message or output must say: all of these, separated by |
    seconds:       another time limit than 2 s

For each of them: the grader ends in time with exit status 1; its JSON is complete;
2.7 is blamed, 2.13 (which needs it) is blocked, all others pass; and no process and
no file is left. This works in a copy of the project. Run as root, --user makes the
copy and everything in it belong to that user.

--submission grades through `--submission DIR` (slower: everything is compiled
anew each time). --keep leaves the copy there. -v shows what the grader printed where it was wrong.
"""
import argparse
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = Path(__file__).resolve().parent / "hostile"
CHAPTER, EXERCISE, DEPENDENT = "02-mlp-numpy-style", "2.7", "2.13"
FILE, FUNCTION = "linear.c", "linear_backward"
SECONDS = 40  # for one run of the grader; the hangs among the files take 3 or 4
MARKS = ["/tmp/gradus-hostile", "/dev/shm/gradus-hostile"]


def heading(text):
    """The expectations in the comment that opens a file."""
    comment = text[: text.index("*/")]
    found = dict(re.findall(r"^ \* ([a-z-]+): *(.*?)\s*$", comment, re.M))
    words = [w.strip() for w in found.get("expect-words", "").split("|")]
    return found["expect-status"].split(), [w for w in words if w], \
        found.get("seconds", "2")


def replace_body(source, function, body):
    """`source` with another body in the definition of `function`."""
    start = re.search(rf"^void {function}\([^;{{]*\)\n\{{\n", source, re.M)
    end = source.index("\n}\n", start.end())
    return source[: start.end()] + body + source[end:]


def make_copy(user):
    """The project without its data, with what is built, in a folder of `user`."""
    place = Path(tempfile.mkdtemp(prefix="gradus-hostile-test-"))
    copy = place / "gradus"
    skip = shutil.ignore_patterns(".git", "data", "submissions", "test", "*.tmp", "golden")
    try:
        shutil.copytree(ROOT, copy, symlinks=True, ignore=skip)
    except shutil.Error:
        pass  # something else is being built there: what is missing is built again
    exercises = copy / CHAPTER / "exercises"
    shutil.rmtree(exercises, ignore_errors=True)
    shutil.copytree(copy / CHAPTER / "solutions", exercises)
    for path in exercises.iterdir():
        path.touch()  # newer than any object that was built from the stub
    if user:
        place.chmod(0o755)
        account = pwd.getpwnam(user)
        for path in [place, *place.rglob("*")]:
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return copy


def command_for(user, words):
    if not user:
        return words
    account = pwd.getpwnam(user)
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}",
            "--clear-groups", "env", "HOME=/nonexistent", *words]


def run(copy, user, words, seconds):
    return subprocess.run(command_for(user, words), cwd=copy, timeout=seconds,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")


# ---- what is left behind ---------------------------------------------------------


def processes_below(copy):
    """Processes whose program is in the copy, by number."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            program = os.readlink(entry / "exe")
        except OSError:
            continue
        if program.startswith(str(copy)):
            found.append(entry.name)
    return found


def files_of(copy):
    """Every file that no build makes, with its size and mode."""
    found = {}
    for path in copy.rglob("*"):
        relative = str(path.relative_to(copy))
        built = relative.startswith(("build/", ".gradus/")) and "hostile" not in relative
        if built and relative != "build/grader" or relative.endswith("/exercises/" + FILE):
            continue
        info = path.lstat()
        size = info.st_size if path.is_file() else 0
        found[relative] = (size, info.st_mode)
    return found


def marks_left():
    return [str(path) for mark in MARKS
            for path in Path(mark).parent.glob(Path(mark).name + "-*")
            if not path.name.startswith("gradus-hostile-test-")] + \
           [mark for mark in MARKS if os.path.lexists(mark)]


# ---- one hostile exercise ------------------------------------------------------------


def judge(report, output, statuses, words):
    """What is wrong with the grader's report, as sentences."""
    wrong = []
    exercises = {e["id"]: e for e in report["chapters"][0]["exercises"]}
    mine = exercises.pop(EXERCISE)
    if mine["status"] not in statuses:
        wrong.append(f"{EXERCISE} is {mine['status']}, not {' or '.join(statuses)}")
    said = json.dumps(mine) + output
    wrong += [f"nothing says \"{word}\"" for word in words if word not in said]
    if exercises.pop(DEPENDENT)["status"] != "blocked":
        wrong.append(f"{DEPENDENT} is not blocked")
    wrong += [f"{e['id']} is {e['status']}" for e in exercises.values()
              if e["status"] != "passed"]
    if len(exercises) != 12:
        wrong.append(f"{len(exercises) + 2} exercises in the report, not 14")
    if "\x1b" in output or "\x07" in output:
        wrong.append("control characters reach the terminal")
    return wrong


def grade(copy, user, seconds, arguments):
    path = copy / "build" / "hostile-report.json"
    path.unlink(missing_ok=True)
    words = ["./grader", "ch02", "--no-train", "--plain", "--time-limit", seconds,
             "--seed", "1", "--json", str(path), *arguments]
    try:
        done = run(copy, user, words, SECONDS)
    except subprocess.TimeoutExpired as late:
        return None, f"the grader took more than {late.timeout} s", ""
    if done.returncode != 1:
        return None, f"exit status {done.returncode}", done.stdout
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        return None, f"the JSON is not complete: {problem}", done.stdout
    path.unlink()
    return report, None, done.stdout


def attempt(copy, user, path, as_submission):
    text = path.read_text(encoding="utf-8")
    statuses, words, seconds = heading(text)
    honest = (copy / CHAPTER / "solutions" / FILE).read_text(encoding="utf-8")
    target = copy / CHAPTER / "exercises" / FILE
    target.write_text(text + "\n" + replace_body(honest, FUNCTION, "    attack(dW);"),
                      encoding="utf-8")
    before = files_of(copy)
    arguments = ["--submission", str(copy)] if as_submission else []
    report, problem, output = grade(copy, user, seconds, arguments)
    wrong = [problem] if problem else judge(report, output, statuses, words)
    time.sleep(0.05)
    wrong += [f"process {number} is left" for number in processes_below(copy)]
    wrong += [f"{mark} is left" for mark in marks_left()]
    after = files_of(copy)
    wrong += [f"{name} is new, gone or changed"
              for name in before.keys() | after.keys()
              if before.get(name) != after.get(name)]
    return wrong, output


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--user")
    parser.add_argument("--submission", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    files = [p for p in sorted(HOSTILE.glob("*.c"))
             if not options.names or p.stem in options.names]
    if not files:
        sys.exit("hostile.py: there is no such file in hostile/")
    copy = make_copy(options.user)
    failures, start = 0, time.monotonic()
    try:
        run(copy, options.user, ["./grader", "ch02", "--no-train", "-q"], 300)  # builds
        for path in files:
            began = time.monotonic()
            wrong, output = attempt(copy, options.user, path, options.submission)
            failures += bool(wrong)
            print(f"{'FAILED' if wrong else 'ok':6}  {path.stem:22}"
                  f"{time.monotonic() - began:5.1f} s", flush=True)
            for sentence in wrong:
                print(f"        {sentence}")
            if wrong and options.verbose:
                print("        | " + output.strip().replace("\n", "\n        | "))
    finally:
        if options.keep:
            print(f"the copy is {copy}")
        else:
            shutil.rmtree(copy.parent)
    print(f"{len(files) - failures} of {len(files)} hostile exercises handled"
          f" in {time.monotonic() - start:.0f} s"
          f" ({'as ' + options.user if options.user else 'as this user'})")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
