#!/usr/bin/env python3
"""Makes one HTML page of what the grader found: progress, failures, curves.

    report.py FILE.html RESULTS.json...

RESULTS.json are files of `./grader --json`, one or more chapters each. The page
needs nothing else: no network, no script, pictures drawn inline as SVG. It is
readable without colour, on paper, in the dark and by a screen reader.
Exit status: 0 written; 1 something could not be read or written.
"""
import html
import json
import math
import os
import stat
import sys
import time

WORDS = {"passed": "passed", "failed": "failed", "todo": "not started",
         "blocked": "blocked", "crashed": "crashed", "timeout": "timed out",
         "error": "error", "none": "not reached"}
GROUPS = {"passed": "good", "todo": "quiet", "blocked": "quiet", "none": "quiet"}

# Every pair of text and background below has a contrast of at least 4.5 to 1;
# common/tests/grader_report.py computes them from these lines.
LIGHT = {"ground": "#ffffff", "card": "#f5f6f8", "ink": "#1b1c20", "quiet": "#54565e",
         "good": "#0b6430", "bad": "#a01218", "link": "#0a4f96", "line": "#c9ccd3",
         "one": "#0a5ea8", "two": "#a34700", "bar": "#2f7d4f"}
DARK = {"ground": "#14161a", "card": "#1e2127", "ink": "#e9eaee", "quiet": "#b3b6bf",
        "good": "#7fdb9e", "bad": "#ff9f98", "link": "#8cc4ff", "line": "#474b55",
        "one": "#7cb8f5", "two": "#f2a65e", "bar": "#58b980"}

STYLE = """
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);line-height:1.5;
 font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
header,main,nav,footer{max-width:54rem;margin:0 auto;padding:0 1.2rem}
h1{font-size:1.7rem;margin:1.6rem 0 .2rem}
h2{font-size:1.3rem;margin:2.4rem 0 .3rem;border-top:1px solid var(--line);padding-top:1rem}
h3{font-size:1.05rem;margin:1.4rem 0 .3rem}
a{color:var(--link)}
a:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--ground)}
nav ul{list-style:none;padding:0;margin:.8rem 0;display:grid;gap:.35rem}
nav li{display:grid;grid-template-columns:minmax(12rem,1fr) 12rem 8rem;gap:1rem;align-items:center}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);
 vertical-align:top}
td.n,th.n{text-align:right}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em}
pre{background:var(--ground);border:1px solid var(--line);padding:.6rem;overflow-x:auto;
 white-space:pre-wrap;overflow-wrap:anywhere}
.card{background:var(--card);border:1px solid var(--line);border-radius:.5rem;
 padding:.2rem 1rem .8rem;margin:.9rem 0;break-inside:avoid}
.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
.quiet{color:var(--quiet)}
.table{overflow-x:auto}
svg{display:block;max-width:100%;height:auto}
svg text{fill:var(--ink);font-size:13px;font-family:inherit}
svg .axis{stroke:var(--quiet);fill:none}svg .grid{stroke:var(--line);fill:none}
figure{margin:1rem 0}figcaption{color:var(--quiet);font-size:.9rem}
footer{color:var(--quiet);font-size:.9rem;margin-top:3rem;padding-bottom:2rem;
 border-top:1px solid var(--line);padding-top:.8rem}
@media(max-width:40rem){nav li{grid-template-columns:1fr}}
@media print{body{font-size:10.5pt}nav,.skip{display:none}h2{break-after:avoid}
 a{color:inherit;text-decoration:none}}
"""


def variables(colors):
    return "".join(f"--{name}:{value};" for name, value in colors.items())


def style():
    return (f":root{{color-scheme:light dark;{variables(LIGHT)}}}"
            f"@media screen and (prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}"
            + STYLE)


def esc(text):
    return html.escape(str(text), quote=True)


def number(x, digits=7):
    return "not a number" if x is None else f"{x:.{digits}g}"


def word(status):
    return f'<span class="{GROUPS.get(status, "bad")}">{WORDS.get(status, esc(status))}</span>'


# ---- pictures ---------------------------------------------------------------------

def bar(part, label, width=190):
    full = max(0.0, min(1.0, part)) * (width - 2)
    return (f'<svg width="{width}" height="14" viewBox="0 0 {width} 14" role="img" '
            f'aria-label="{esc(label)}"><rect x="1" y="1" width="{width - 2}" height="12" '
            f'rx="3" fill="none" stroke="var(--quiet)"/><rect x="1" y="1" '
            f'width="{full:.1f}" height="12" rx="3" fill="var(--bar)"/></svg>')


def ticks(low, high, count=5):
    """Round numbers that cover low..high."""
    span = high - low or abs(high) or 1.0
    step = 10 ** math.floor(math.log10(span / count))
    step *= next(k for k in (1, 2, 5, 10) if span / (step * k) <= count)
    first = math.ceil(low / step - 1e-9) * step
    return [first + k * step for k in range(int((high - first) / step + 1e-9) + 1)]


def finite(points):
    return [p for p in points if p[0] is not None and p[1] is not None]


def strokes(points, x_of, y_of):
    """The path of a curve: a point that is no number leaves a gap."""
    path, pen = [], "M"
    for x, y in points:
        if x is None or y is None:
            pen = "M"
            continue
        path.append(f"{pen}{x_of(x):.1f} {y_of(y):.1f}")
        pen = "L"
    return " ".join(path)


def thin(points, most=400):
    """Few enough points to draw, the first and the last among them."""
    if len(points) <= most:
        return points
    step = (len(points) - 1) / (most - 1)
    return [points[round(k * step)] for k in range(most)]


def chart(title, name, points):
    good = finite(points)
    if not good:
        return f'<p class="quiet">The curve "{esc(name)}" holds no numbers.</p>'
    width, height, left, right, top, bottom = 640, 280, 62, 14, 12, 42
    xs, ys = [p[0] for p in good], [p[1] for p in good]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    x1, y1 = (x1 if x1 > x0 else x0 + 1), (y1 if y1 > y0 else y0 + (abs(y0) or 1))
    x_of = lambda x: left + (x - x0) / (x1 - x0) * (width - left - right)
    y_of = lambda y: height - bottom - (y - y0) / (y1 - y0) * (height - top - bottom)
    words = (f"{name} from {number(good[0][1], 4)} to {number(good[-1][1], 4)}, "
             f"lowest {number(y0 if y1 > y0 else ys[0], 4)}, over {len(points)} points")
    out = [f'<figure><svg viewBox="0 0 {width} {height}" role="img" '
           f'aria-label="{esc(title)}: {esc(words)}">']
    for y in ticks(y0, y1):
        out.append(f'<path class="grid" d="M{left} {y_of(y):.1f}H{width - right}"/>'
                   f'<text x="{left - 6}" y="{y_of(y) + 4:.1f}" text-anchor="end">'
                   f'{number(y, 4)}</text>')
    for x in ticks(x0, x1, 8):
        out.append(f'<text x="{x_of(x):.1f}" y="{height - bottom + 18}" '
                   f'text-anchor="middle">{number(x, 4)}</text>')
    out.append(f'<path class="axis" d="M{left} {top}V{height - bottom}H{width - right}"/>'
               f'<path d="{strokes(thin(points), x_of, y_of)}" fill="none" '
               f'stroke="var(--one)" stroke-width="2"/>'
               f'<text x="{left}" y="{height - 6}">{esc(name)} against step</text></svg>')
    out.append(f"<figcaption>{esc(title)}: {esc(words)}.</figcaption></figure>")
    return "".join(out)


# ---- parts of the page --------------------------------------------------------------

def exercise_table(chapter):
    rows = ['<div class="table"><table><thead><tr><th scope="col">exercise</th>'
            '<th scope="col">name</th><th scope="col" class="n">points</th>'
            '<th scope="col">state</th></tr></thead><tbody>']
    for e in chapter["exercises"]:
        points = f"{e['score']} of {e['max_score']}"
        if e.get("bonus"):
            points = f"{e['score']} (bonus)"
        state = word(e["status"])
        if e.get("blocked_by"):
            state += f' by {esc(e["blocked_by"])}'
        rows.append(f'<tr><th scope="row">{esc(e["id"])}</th><td class="mono">'
                    f'{esc(e["name"])}</td><td class="n">{points}</td><td>{state}</td></tr>')
    return "".join(rows) + "</tbody></table></div>"


def check_part(check):
    if check["status"] in ("passed", "todo", "none"):
        return ""
    out = [f'<p><strong>{esc(check["name"])}</strong>: {word(check["status"])}. '
           f'{esc(check["message"] or "")}</p>']
    if check["status"] == "failed" and check["at"]:
        out.append('<div class="table"><table><thead><tr><th scope="col">where</th>'
                   '<th scope="col">expected</th><th scope="col">got</th></tr></thead>'
                   f'<tbody><tr><td class="mono">{esc(check["at"])}</td>'
                   f'<td class="mono">{number(check["expected"])}</td>'
                   f'<td class="mono">{number(check["got"])}</td></tr></tbody></table></div>')
    elif check["at"]:
        out.append(f'<p>At <code>{esc(check["at"])}</code>.</p>')
    if check["diagnosis"]:
        out.append('<p><strong>What it looks like:</strong> '
                   f'{esc(check["diagnosis"])}</p>')
    return "".join(out)


def explained(e):
    """The sources in words; a line that is an address makes the one before a link."""
    parts = []
    for line in (e.get("explained") or "").splitlines():
        if line.startswith("https://") and parts:
            parts[-1] = f'<a href="{esc(line)}">{parts[-1]}</a>'
        else:
            parts.append(esc(line))
    return f"<br>Explained in: {'; '.join(parts)}." if parts else ""


def failure(chapter, e):
    passed = sum(c["status"] == "passed" for c in e["checks"])
    out = [f'<article class="card"><h3>{esc(e["id"])} <code>{esc(e["name"])}</code>: '
           f'{word(e["status"])}</h3>']
    if e["checks"]:
        out.append(f'<p class="quiet">{passed} of {len(e["checks"])} checks pass.</p>')
    if e["message"]:
        out.append(f'<p>{esc(e["message"])}</p>')
    out += [check_part(c) for c in e["checks"]]
    if e.get("output"):
        out.append(f'<pre tabindex="0">{esc(e["output"])}</pre>')
    place = e["file"] + (f':{e["line"]}' if e["line"] else "")
    out.append(f'<p>In <code>{esc(place)}</code>.{explained(e)}<br>'
               f'Check: <code>./grader {esc(chapter["id"])} {esc(e["id"])}</code>, '
               f'a hint: <code>./grader hint {esc(e["id"])}</code></p></article>')
    return "".join(out)


def training_part(t):
    out = [f'<h3>Training: {esc(t.get("title") or t["name"])}</h3><p>{word(t["status"])}']
    if t["value"] is not None:
        data = f' on {esc(t["dataset"])}' if t["dataset"] else ""
        out.append(f': {esc(t["metric"])} {number(t["value"], 5)} (threshold '
                   f'{number(t["threshold"], 5)}){data}, {t["seconds"]:.1f} s')
    out.append(".</p>")
    if t["message"] and t["status"] not in ("passed", "blocked"):
        out.append(f'<pre tabindex="0">{esc(t["message"])}</pre>')
    title = t.get("title") or t["name"]
    out += [chart(title, c["name"], c["points"]) for c in t.get("curves", [])]
    return "".join(out)


def chapter_part(chapter):
    ident = chapter["id"]
    open_ones = [e for e in chapter["exercises"]
                 if e["status"] in ("failed", "crashed", "timeout", "error")]
    out = [f'<section aria-labelledby="{esc(ident)}"><h2 id="{esc(ident)}">'
           f'Chapter {int(ident[2:])}: {esc(chapter["title"])}</h2>']
    if chapter.get("error"):
        return "".join(out) + (f'<p class="bad">This chapter cannot be graded:</p>'
                               f'<pre tabindex="0">{esc(chapter["error"])}</pre></section>')
    out.append(f'<p>{number(chapter["score"])} of {number(chapter["max_score"])} '
               'points.</p>')
    if all(e["status"] == "todo" for e in chapter["exercises"]):
        return "".join(out) + '<p class="quiet">Not started.</p></section>'
    out.append(exercise_table(chapter))
    out += [failure(chapter, e) for e in open_ones]
    out += [training_part(t) for t in chapter["training"]]
    return "".join(out) + "</section>"


def contents(chapters):
    out = ['<nav aria-label="Chapters"><ul>']
    for c in chapters:
        part = c["score"] / c["max_score"] if c["max_score"] else 0
        words = f'{number(c["score"])} of {number(c["max_score"])} points'
        out.append(f'<li><a href="#{esc(c["id"])}">{int(c["id"][2:])}. {esc(c["title"])}</a>'
                   f'{bar(part, words)}<span>{words}</span></li>')
    return "".join(out) + "</ul></nav>"


def page(chapters, when):
    score = sum(c["score"] for c in chapters)
    most = sum(c["max_score"] for c in chapters)
    words = f"{number(score)} of {number(most)} points"
    return "\n".join([
        '<!doctype html>', '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        'style-src \'unsafe-inline\'">',
        f'<title>Gradus: {words}</title><style>{style()}</style></head><body>',
        '<a class="skip" href="#main">To the results</a>',
        f'<header><h1>Gradus: where you stand</h1><p class="quiet">{esc(when)}</p>'
        f'<p>{words}</p>{bar(score / most if most else 0, words, 400)}</header>',
        contents(chapters), '<main id="main">', *map(chapter_part, chapters), '</main>',
        '<footer>Made by <code>./grader report</code>. Every gradient was compared with '
        'central differences in double precision.</footer>', '</body></html>', ''])


# ---- files ---------------------------------------------------------------------------

def write(path, text):
    """All or nothing for a file; straight out for a device or a pipe."""
    data = text.encode("utf-8", "replace")
    if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
        with open(path, "wb") as f:
            f.write(data)
        return
    part = path + ".part"
    try:
        with open(part, "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        os.replace(part, path)
    except OSError:
        if os.path.exists(part):
            os.unlink(part)
        raise


def main(path, *results):
    chapters = []
    for name in results:
        with open(name, encoding="utf-8") as f:
            chapters += json.load(f)["chapters"]
    write(path, page(chapters, time.strftime("%Y-%m-%d %H:%M")))
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, ValueError) as error:
        sys.exit(f"The report could not be written: {error}")
