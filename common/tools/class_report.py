#!/usr/bin/env python3
"""Tables and a page of a class, from what `./grader class` wrote.

    class_report.py DIR OUT SEED NN-name...

Reads OUT/submissions/*.json and writes OUT/results.csv, results.json, similarity.csv
and index.html (one page, no network). Prints how each exercise went.
"""
import collections
import csv
import html
import io
import json
import os
import sys
from pathlib import Path

import similarity
import stubs
import submission

LIKE = 0.6      # pairs below that are not shown
MOST_PAIRS = 200


def write_whole(path, text):
    stubs.write_whole(Path(path), text)


# ---- what there is ----------------------------------------------------------------------

def read_results(out, names):
    """The submissions' results that belong to folders that are still there."""
    results = []
    for path in sorted((out / "submissions").glob("*.json")):
        try:
            one = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            sys.exit(f"{path}: {error}\nDelete it and run the same command again.")
        if one["submission"] in names:
            results.append(one)
    return sorted(results, key=lambda r: r["submission"])


def exercises_of(result):
    """[(id, exercise)] and trainings of one submission, all chapters."""
    for chapter in (result["results"] or {}).get("chapters", []):
        for e in chapter["exercises"]:
            yield e["id"], e
        for t in chapter["training"]:
            yield f"train {t['name']}", t


def diagnosis_of(exercise):
    """In a few words: what went wrong, without the numbers of one submission."""
    for check in exercise.get("checks", []):
        if check["status"] in ("failed", "crashed", "timeout", "error"):
            words = check["diagnosis"] or check["message"] or check["status"]
            return f"{check['name']}: {words}"
    if exercise["status"] in ("error", "failed"):
        return (exercise.get("message") or exercise["status"]).splitlines()[0]
    return None


def summarize(results):
    """{exercise id: {name, passed, statuses, diagnosis, diagnosed}} in order."""
    table = {}
    for result in results:
        for ident, e in exercises_of(result):
            name = e["name"] if "checks" in e else ""   # a training's id has its name
            row = table.setdefault(ident, {"name": name, "status": collections.Counter(),
                                           "why": collections.Counter()})
            row["status"][e["status"]] += 1
            why = diagnosis_of(e)
            if why:
                row["why"][why] += 1
    summary = {}
    for ident, row in table.items():
        why = row["why"].most_common(1)
        summary[ident] = {"name": row["name"], "passed": row["status"]["passed"],
                          "statuses": dict(row["status"]),
                          "diagnosis": why[0][0] if why else None,
                          "diagnosed": why[0][1] if why else 0}
    return summary


def read_sources(folder, chapters):
    """{submission: {file: text}}, their stubs and the reference, all chapters."""
    stub, reference, sources = {}, {}, {}
    for chapter in chapters:
        for relative, text in stubs.stubs_of(stubs.ROOT / chapter, stubs.ROOT).items():
            stub[relative] = text
            reference[relative] = (stubs.ROOT / chapter / "solutions" /
                                   relative.name).read_text(encoding="utf-8")
    for name in os.listdir(folder):
        if name.startswith(".") or not (folder / name).is_dir():
            continue
        files = {}
        for relative in stub:
            try:
                path = submission.find(folder / name, relative.parts[0], relative.name)
                if path and path.stat().st_size <= submission.LARGEST:
                    files[relative] = path.read_text(encoding="utf-8", errors="replace")
            except (OSError, SystemExit):
                pass      # its result says so
        sources[shown(name)] = files
    return sources, stub, reference


def shown(name):
    """A name as the results have it: what is no UTF-8 is replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


# ---- tables ------------------------------------------------------------------------------

def cell(text):
    """A spreadsheet must not take a name for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def score_of(result):
    found = result["results"]
    return (found["score"], found["max_score"]) if found else ("", "")


def results_csv(results, summary):
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["submission", "score", "max_score", *summary, "problem"])
    for r in results:
        status = {ident: e["status"] for ident, e in exercises_of(r)}
        problem = (r["problem"] or r["notes"] or "").strip()
        table.writerow([cell(r["submission"]), *score_of(r),
                        *(status.get(ident, "") for ident in summary), cell(problem)])
    return out.getvalue()


def similarity_csv(pairs):
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["a", "b", "words", "shape"])
    for words, shape, a, b in pairs:
        table.writerow([cell(a), cell(b), f"{words:.2f}", f"{shape:.2f}"])
    return out.getvalue()


# ---- the page --------------------------------------------------------------------------------

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;
color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%;margin:1em 0}
th,td{text-align:left;padding:.3em .6em;border-bottom:1px solid #ccc;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bar{display:inline-block;width:8em;height:.8em;background:#ddd;vertical-align:middle}
.bar span{display:block;height:100%;background:#2a6f3c}
.passed{color:#1e5b2f}.failed,.crashed,.timeout,.error{color:#9c1c1c}
.todo,.blocked,.none{color:#555}
td.s{font-size:.85em}
@media print{body{margin:0;max-width:none}}
"""


def row(cells, tag="td"):
    return "<tr>" + "".join(f"<{tag}{attributes}>{content}</{tag}>"
                            for attributes, content in cells) + "</tr>\n"


def exercise_rows(summary, n):
    for ident, s in summary.items():
        share = 100 * s["passed"] / n if n else 0
        words = ", ".join(f"{count} {status}" for status, count in sorted(s["statuses"].items())
                          if status != "passed")
        why = f"{html.escape(s['diagnosis'])} ({s['diagnosed']} times)" if s["diagnosis"] else ""
        yield row([("", f"{html.escape(ident)} {html.escape(s['name'])}"),
                   (' class="n"', f"{s['passed']} of {n}"),
                   ("", f'<span class="bar" role="img" aria-label="{share:.0f} percent">'
                        f'<span style="width:{share:.0f}%"></span></span>'),
                   (' class="s"', html.escape(words)), (' class="s"', why)])


def submission_rows(results, summary):
    for r in results:
        status = {ident: e["status"] for ident, e in exercises_of(r)}
        score, most = score_of(r)
        points = f"{score:g} of {most:g}" if r["results"] else "not graded"
        cells = " ".join(f'<span class="{status.get(i, "none")}">{html.escape(i)}&nbsp;'
                         f'{status.get(i, "none")}</span>' for i in summary
                         if status.get(i) != "passed")
        problem = html.escape((r["problem"] or r["notes"] or "").strip())
        yield row([("", html.escape(r["submission"])), (' class="n"', points),
                   (' class="s"', problem or cells or "all passed")])


def page(results, summary, pairs, seed, chapters):
    names = html.escape(", ".join(chapters))
    head = row([("", "exercise"), (' class="n"', "passed"), ("", ""), ("", "the others"),
                ("", "commonest diagnosis")], "th")
    head2 = row([("", "submission"), (' class="n"', "score"), ("", "not passed")], "th")
    head3 = row([("", "a"), ("", "b"), (' class="n"', "words"), (' class="n"', "shape")], "th")
    alike = "".join(row([("", html.escape(a)), ("", html.escape(b)),
                         (' class="n"', f"{100 * w:.0f}&nbsp;%"),
                         (' class="n"', f"{100 * s:.0f}&nbsp;%")]) for w, s, a, b in pairs)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Class results</title>
<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>
<body><main>
<h1>Class results</h1>
<p>{len(results)} submissions, {names}, seed {seed}. The same inputs again:
<code>./grader class DIR --seed {seed}</code></p>
<h2>Exercises</h2>
<table><thead>{head}</thead><tbody>{"".join(exercise_rows(summary, len(results)))}</tbody></table>
<h2>Submissions</h2>
<table><thead>{head2}</thead><tbody>{"".join(submission_rows(results, summary))}</tbody></table>
<h2>Similarity</h2>
<p>Pairs that share more than {100 * LIKE:.0f} percent of what is not common to the class
or to the reference: with their names as written (words), and with every name counted
as the same (shape). Short exercises have few ways to be written: look before you conclude
anything.</p>
<table><thead>{head3}</thead><tbody>{alike or row([(' colspan="4"', "none")])}</tbody></table>
</main></body></html>
"""


def main(folder, out, seed, *chapters):
    folder, out = Path(folder), Path(out)
    sources, stub, reference = read_sources(folder, chapters)
    results = read_results(out, set(sources))
    summary = summarize(results)
    pairs = [p for p in similarity.likeness(sources, stub, reference) if max(p[:2]) >= LIKE]
    pairs = pairs[:MOST_PAIRS]
    whole = {"schema": 1, "seed": int(seed), "chapters": list(chapters), "exercises": summary,
             "similarity": [dict(a=a, b=b, words=round(w, 3), shape=round(s, 3))
                            for w, s, a, b in pairs], "submissions": results}
    write_whole(out / "results.csv", results_csv(results, summary))
    write_whole(out / "similarity.csv", similarity_csv(pairs))
    write_whole(out / "results.json", json.dumps(whole, indent=1) + "\n")
    write_whole(out / "index.html", page(results, summary, pairs, seed, chapters))
    print()
    for ident, s in summary.items():
        print(f"  {ident + ' ' + s['name']:40.40} {s['passed']:4d} of {len(results)} passed")
    print(f"\n  {len(pairs)} pair(s) of submissions are alike: see similarity.csv")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, stubs.StubError) as error:
        sys.exit(str(error))
