#!/usr/bin/env python3
"""Is FILE what the format's published description asks for? Says what is not, exit 1.

    grader_formats.py junit|tap|gradescope|classroom FILE

JUnit: pytest's junit-10.xsd and the stricter schema of Ant's writer. TAP: version 14 of
testanything.org. Gradescope: its autograder specification. Classroom: what the code of
its reporter (autograding-grading-reporter) reads.
"""
import base64
import json
import re
import sys
import xml.etree.ElementTree as xml

wrong = []


def claim(holds, words):
    if not holds:
        wrong.append(words)


def only(element, names, where):
    """Exactly these attributes."""
    claim(set(element.attrib) == set(names), f"{where}: attributes {sorted(element.attrib)}")


# ---- JUnit -------------------------------------------------------------------------------

def check_case(case):
    name = case.get("name")
    only(case, {"name", "classname", "time"}, f"testcase {name}")
    claim(re.fullmatch(r"\d+\.\d{1,3}", case.get("time", "")), f"time {case.get('time')}")
    claim(len(case) <= 1, f"{name}: more than one result")
    for result in case:
        claim(result.tag in ("failure", "error", "skipped"), f"{name}: {result.tag}")
        if result.tag != "skipped":
            only(result, {"type", "message"}, f"{name}: {result.tag}")


def check_suite(suite, number):
    only(suite, {"name", "package", "id", "tests", "failures", "errors", "skipped", "time",
                 "timestamp", "hostname"}, "testsuite")
    claim(suite.get("id") == str(number), "suites are numbered from 0")
    claim(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp", "")),
          f"timestamp {suite.get('timestamp')}: no zone, no fractions")
    tags = [child.tag for child in suite]
    cases = suite.findall("testcase")
    claim(tags == ["properties"] + ["testcase"] * len(cases) + ["system-out", "system-err"],
          f"order of elements {tags}")
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        claim(int(suite.get(key, -1)) == len(suite.findall(f"testcase/{tag}")), f"count of {key}")
    claim(int(suite.get("tests", -1)) == len(cases), "count of tests")
    for case in cases:
        check_case(case)


def junit(data):
    root = xml.fromstring(data)
    claim(root.tag == "testsuites" and not root.attrib, "the root is <testsuites>")
    claim(len(root) > 0, "there is no suite")
    for number, suite in enumerate(root):
        claim(suite.tag == "testsuite", suite.tag)
        check_suite(suite, number)


# ---- TAP -------------------------------------------------------------------------------------

POINT = re.compile(r"(not )?ok (\d+) - ((?:[^#\\]|\\[#\\])*?)(?: # (SKIP|TODO)(?: .*)?)?")


def check_yaml(lines, where):
    keys = set()
    for line in lines:
        m = re.fullmatch(r"  (\w+): (.+)", line)
        claim(m, f"{where}: {line!r}")
        if not m:
            continue
        keys.add(m[1])
        if not re.fullmatch(r"[a-z]+", m[2]):
            json.loads(m[2])    # strings and numbers are written as JSON's
    claim({"status", "message"} <= keys, f"{where}: {keys}")


def tap(data):
    lines = data.decode("utf-8").split("\n")
    claim(lines.pop() == "", "the last line ends")
    claim(lines[0] == "TAP version 14", lines[0])
    plan = re.fullmatch(r"1\.\.(\d+)", lines[1])
    claim(plan, lines[1])
    number, i = 0, 2
    while i < len(lines):
        if lines[i].startswith("# "):
            i += 1
            continue
        point = POINT.fullmatch(lines[i])
        claim(point, f"{lines[i]!r} is no test point")
        number += 1
        claim(point and int(point[2]) == number, f"{lines[i]!r} is not number {number}")
        claim(point and point[4] != "TODO", "a TODO point would count as a success")
        i += 1
        if i < len(lines) and lines[i] == "  ---":
            end = lines.index("  ...", i)
            check_yaml(lines[i + 1:end], f"point {number}")
            i = end + 1
        else:
            claim(point and not point[1], f"point {number} fails and does not say why")
    claim(plan and int(plan[1]) == number, "the plan is not kept")


# ---- Gradescope ---------------------------------------------------------------------------------

VISIBLE = {"hidden", "after_due_date", "after_published", "visible"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
TOP = {"score", "execution_time", "output", "output_format", "test_output_format",
       "test_name_format", "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"}
TEST = {"score", "max_score", "status", "name", "name_format", "number", "output",
        "output_format", "tags", "visibility", "extra_data"}


def gradescope(data):
    top = json.loads(data)
    claim(set(top) <= TOP, f"unknown keys {set(top) - TOP}")
    claim(isinstance(top.get("score"), (int, float)), "score")
    claim(isinstance(top.get("execution_time"), int), "execution_time is whole seconds")
    for key in ("visibility", "stdout_visibility"):
        claim(top.get(key) in VISIBLE, key)
    claim(top["tests"], "there are no tests")
    for test in top["tests"]:
        claim(set(test) <= TEST, f"unknown keys {set(test) - TEST}")
        claim(test["status"] in ("passed", "failed"), test["status"])
        claim(test["visibility"] in VISIBLE, test["visibility"])
        claim(test["output_format"] in FORMATS and test["name_format"] in FORMATS, "formats")
        claim(isinstance(test.get("number", ""), str), "number is text")
        claim("\r" not in test["output"], "lines end with \\n")
        claim(0 <= test["score"], test["name"])
    hidden = any(t["visibility"] != "visible" for t in top["tests"])
    claim(not hidden or top["stdout_visibility"] != "visible", "the output tells hidden checks")


# ---- GitHub Classroom ----------------------------------------------------------------------------

def classroom(data):
    lines = data.decode("ascii").splitlines()
    claim(len(lines) == 1, "one line: it becomes one output of a step")
    top = json.loads(base64.b64decode(lines[0], validate=True))
    claim(top["version"] == 1 and top["status"] in ("pass", "fail", "error"), "head")
    claim(isinstance(top["max_score"], int), "max_score is a whole number")
    for test in top["tests"]:
        claim(set(test) == {"name", "status", "score", "message", "test_code", "filename",
                            "line_no", "execution_time"}, f"keys {sorted(test)}")
        claim(test["status"] in ("pass", "fail", "error"), test["status"])
        claim(isinstance(test["score"], int) and isinstance(test["line_no"], int), "numbers")
        claim(test["status"] == "pass" or test["score"] == 0, "points without a pass")
    bad = [t for t in top["tests"] if t["status"] != "pass"]
    claim((top["status"] == "pass") == (not bad), "status")


def main(kind, path):
    with open(path, "rb") as f:
        data = f.read()
    {"junit": junit, "tap": tap, "gradescope": gradescope, "classroom": classroom}[kind](data)
    for sentence in wrong:
        print(f"{path}: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
