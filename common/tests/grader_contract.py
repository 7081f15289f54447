#!/usr/bin/env python3
"""Is FILE a report as `./grader --json` promises it? Says what is not, exit 1.

    grader_contract.py FILE [chNN.ID=STATUS]...

The fields, their types and what follows from one another are checked; each
further argument names an exercise or a training and the status it must have.
"""
import json
import sys

STATUSES = {"passed", "failed", "todo", "blocked", "crashed", "timeout", "error"}
NUMBER, TEXT, MAYBE = (int, float), str, (str, type(None))
REPORT = {"schema": int, "seed": int, "score": NUMBER, "max_score": NUMBER, "chapters": list}
CHAPTER = {"id": TEXT, "title": TEXT, "score": NUMBER, "max_score": NUMBER,
           "error": MAYBE, "exercises": list, "training": list}
EXERCISE = {"id": TEXT, "name": TEXT, "file": TEXT, "line": int, "status": TEXT,
            "score": NUMBER, "max_score": NUMBER, "bonus": bool, "blocked_by": MAYBE,
            "message": MAYBE, "checks": list}
CHECK = {"name": TEXT, "status": TEXT, "message": MAYBE, "at": MAYBE,
         "expected": NUMBER + (type(None),), "got": NUMBER + (type(None),),
         "diagnosis": MAYBE}
TRAINING = {"name": TEXT, "metric": TEXT, "value": NUMBER + (type(None),),
            "threshold": NUMBER, "status": TEXT, "dataset": MAYBE, "seconds": NUMBER,
            "message": MAYBE}

wrong = []


def claim(holds, words):
    if not holds:
        wrong.append(words)


def fields(value, wanted, where):
    for key, kind in wanted.items():
        claim(key in value, f"{where} has no {key}")
        claim(isinstance(value.get(key), kind), f"{where}.{key} is {value.get(key)!r}")


def check_exercise(e):
    where = e.get("id", "?")
    fields(e, EXERCISE, where)
    claim(e["status"] in STATUSES, f"{where}: status {e['status']}")
    claim(e["score"] == 0 or e["status"] == "passed", f"{where}: points without a pass")
    claim((e["blocked_by"] is not None) == (e["status"] == "blocked"),
          f"{where}: blocked_by {e['blocked_by']} with status {e['status']}")
    for check in e["checks"]:
        fields(check, CHECK, f"{where} {check.get('name')}")
        claim(check["status"] in STATUSES | {"none"}, f"{where}: check {check['status']}")
        if check["status"] == "failed":
            claim(check["message"], f"{where}: a failed check says nothing")
        if e["status"] == "passed":
            claim(check["status"] == "passed", f"{where}: passed, but a check did not")


def check_report(report):
    fields(report, REPORT, "the report")
    claim(report["schema"] == 1, "schema is not 1")
    for key in ("score", "max_score"):
        claim(report[key] == sum(c[key] for c in report["chapters"]), f"{key} is no sum")
    for chapter in report["chapters"]:
        fields(chapter, CHAPTER, chapter.get("id", "?"))
        for key in ("score", "max_score"):
            claim(chapter[key] == sum(e[key] for e in chapter["exercises"]),
                  f"{chapter['id']}: {key} is no sum")
        for e in chapter["exercises"]:
            check_exercise(e)
        for t in chapter["training"]:
            fields(t, TRAINING, t.get("name", "?"))
            claim(t["status"] in STATUSES, f"{t['name']}: status {t['status']}")


def not_json(constant):
    raise ValueError(f"{constant} is not JSON")


def main(path, expected):
    with open(path, encoding="utf-8", errors="strict") as f:
        report = json.load(f, parse_constant=not_json)
    check_report(report)
    found = {}
    for chapter in report["chapters"]:
        for e in chapter["exercises"]:
            found[f"{chapter['id']}.{e['id']}"] = e["status"]
        for t in chapter["training"]:
            found[f"{chapter['id']}.{t['name']}"] = t["status"]
    for item in expected:
        name, status = item.split("=")
        claim(found.get(name) == status, f"{name} is {found.get(name)}, expected {status}")
    for words in wrong:
        print(words)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
