#!/usr/bin/env python3
"""Is FILE.html a page as `./grader report` promises it? Says what is not, exit 1.

    grader_report.py FILE.html [TEXT]...     each TEXT must be readable on the page

Structure, landmarks, contrast and independence of any network are checked here; in
a browser (chromium, when it is installed) that it loads without an error, shows the
same text, fits a narrow window and prints.
"""
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import report  # noqa: E402

VOID = {"meta", "link", "br", "img", "path", "rect"}
wrong = []


def claim(holds, words):
    if not holds:
        wrong.append(words)


class Page(HTMLParser):
    """Tags in order, the text, ids; complains about what is not closed."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.open, self.text, self.ids = [], [], [], []
        self.feed(source)
        claim(not self.open, f"never closed: {self.open}")

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if "id" in dict(attributes):
            self.ids.append(dict(attributes)["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if tag in VOID:  # browsers write <path></path>
            return
        claim(self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}")
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def check_structure(page):
    for landmark in ("header", "nav", "main", "footer", "h1", "title"):
        claim(len(page.all(landmark)) == 1, f"{len(page.all(landmark))} <{landmark}>")
    claim(page.all("html")[0].get("lang") == "en", "the language is not named")
    claim(page.all("nav")[0].get("aria-label"), "the navigation has no name")
    claim(len(page.ids) == len(set(page.ids)), "an id comes twice")
    levels = [int(t[1]) for t, _ in page.tags if re.fullmatch("h[1-6]", t)]
    claim(all(b <= a + 1 for a, b in zip(levels, levels[1:])), f"headings skip: {levels}")
    for section in page.all("section"):
        claim(section.get("aria-labelledby") in page.ids, "a section has no name")
    for svg in page.all("svg"):
        claim(svg.get("role") == "img" and svg.get("aria-label"), "a picture has no words")
    for cell in page.all("th"):
        claim("scope" in cell, "a heading cell has no scope")
    for a in page.all("a"):
        href = a.get("href", "")
        claim(href.startswith(("#", "https://")), f"a link to {href}")
        claim(not href.startswith("#") or href[1:] in page.ids, f"{href} leads nowhere")


def check_alone(page, source):
    for tag in ("script", "link", "img", "iframe", "object", "form"):
        claim(not page.all(tag), f"there is a <{tag}>")
    claim("default-src 'none'" in source, "no content security policy")
    for _, attributes in page.tags:
        claim(not any(k.startswith("on") for k in attributes), f"a handler: {attributes}")
        claim("src" not in attributes, f"something is loaded: {attributes}")
    claim("url(" not in source and "@import" not in source, "the style loads something")


def luminance(color):
    parts = [int(color[k:k + 2], 16) / 255 for k in (1, 3, 5)]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a, b):
    """As in the Web Content Accessibility Guidelines 2.1, 1.4.3."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def check_contrast():
    for name, colors in (("light", report.LIGHT), ("dark", report.DARK)):
        for text in ("ink", "quiet", "good", "bad", "link"):
            for ground in ("ground", "card"):
                ratio = contrast(colors[text], colors[ground])
                claim(ratio >= 4.5, f"{name}: {text} on {ground} is {ratio:.2f}")
        for shape in ("one", "two", "bar", "quiet"):
            ratio = contrast(colors[shape], colors["ground"])
            claim(ratio >= 3, f"{name}: {shape} is {ratio:.2f}")


def browser(path, folder, *arguments):
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
               "--no-first-run", "--disable-background-networking", "--disable-sync",
               "--disable-component-update", "--enable-logging=stderr",
               f"--user-data-dir={folder}/profile", *arguments,
               Path(path).resolve().as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def check_browser(path, texts):
    with tempfile.TemporaryDirectory() as folder:
        dom = browser(path, folder, "--dump-dom", "--window-size=400,900")
        claim("CONSOLE" not in dom.stderr, f"the browser complains: {dom.stderr[-500:]}")
        shown = " ".join("".join(Page(dom.stdout).text).split())
        for text in texts:
            claim(" ".join(text.split()) in shown, f"the browser does not show {text!r}")
        pdf = Path(folder) / "page.pdf"
        browser(path, folder, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
        claim(pdf.exists() and pdf.read_bytes().startswith(b"%PDF"), "it does not print")


def main(path, *texts):
    source = Path(path).read_text(encoding="utf-8")
    page = Page(source)
    check_structure(page)
    check_alone(page, source)
    check_contrast()
    shown = " ".join("".join(page.text).split())
    for text in texts:
        claim(" ".join(text.split()) in shown, f"the page does not say {text!r}")
    if shutil.which("chromium"):
        check_browser(path, texts)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
