#!/usr/bin/env python3
"""Speed as ratios: our products and training steps beside their peers.

    make bench                 or, when built:   bench.py [--rounds N] ch01 ch02 ...

Runs build/bench/gemm (which loads OpenBLAS where there is one), then, in turns,
build/bench/chNN and peers.py (PyTorch, where a Python here has it), and prints the
median of the rounds. Nothing here has to be installed: a peer that is missing is
shown as such. Exit status 0, whatever the ratios: speed is told, not tested.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# name: (what it is, wanted ratio to PyTorch); NAME-taught has the peer of NAME
STEPS = {
    "moons": ("ch01 moons, 100 points, 2-16-16-1", None),
    "digits-mlp": ("ch02 784-128-10, batch 64", 2),
    "seed-cnn": ("ch03 seed model, batch 64", 4),
    "seed-cnn-taught": ("  by im2col, as taught", None),
    "lenet": ("ch03 LeNet, batch 64", 4),
    "lenet-taught": ("  by im2col, as taught", None),
    "digits-bn": ("ch04 784-128-10 with batch norm", 3),
    "language-rnn": ("ch05 RNN 128, 4,096 names", 3),
    "makemore-mlp": ("ch07 MLP, batch 32", 4),
    "wavenet": ("ch07 WaveNet, batch 32", 5),
    "wavenet-taught": ("  by the tape, as taught", None),
}
# The micrograd package took 1.5 s for a step on a machine of 2026: a thousandth.
MOONS_SECONDS = 1.5e-3
LARGE, SMALL, PEAK, THREADS = 1.0, 0.8, 0.75, 1.8


def python_with_torch():
    """A Python that can import torch, or None."""
    for python in (sys.executable, "/usr/bin/python3", shutil.which("python3")):
        if python and os.access(python, os.X_OK) and subprocess.run(
                [python, "-c", "import torch"], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


def run(command, **environment):
    """The words of each line that a program prints."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, **environment})
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed with status {done.returncode}.")
    return [line.split() for line in done.stdout.splitlines()]


def mark(ratio, wanted):
    return "" if wanted is None else "ok" if ratio >= wanted else "below"


def row(*cells):
    print("  {:<16} {:>2} {:>7} {:>8} {:>9} {:>9} {:>8} {:>8} {:>5}".format(*cells).rstrip())


def gemm_table(rounds):
    """Prints the products; returns how many ratios there are, and how many reached."""
    print("\nProducts C (M,N) = A (M,K) B (K,N), 10^9 operations a second\n")
    row("MxNxK", "", "threads", "ours", "of peak", "OpenBLAS", "ratio", "wanted", "")
    lines = run(["build/bench/gemm", "--rounds", str(rounds)], OPENBLAS_THREAD_TIMEOUT="4",
                OPENBLAS_CORETYPE=os.environ.get("OPENBLAS_CORETYPE", best_kernels()))
    alone, marks = {}, []
    for shape, kind, threads, ours, peer, peak in lines:
        threads, ours, peer, peak = int(threads), float(ours), float(peer), float(peak)
        sizes = [int(s) for s in shape.split("x")]
        large = min(sizes) >= 256
        share, ratio = ours / peak, ours / peer if peer else None
        if threads == 1:
            alone[shape, kind] = ours
            wanted = LARGE if large and kind == "nn" else SMALL
            held = mark(ratio, wanted) if ratio else ""
            if large and kind == "nn":
                marks.append(mark(share, PEAK))
        else:
            ratio, wanted = ours / alone[shape, kind], THREADS
            held = mark(ratio, wanted)
        marks.append(held)
        row(shape, kind, threads, f"{ours:.1f}", f"{100 * share:.0f} %",
            f"{peer:.1f}" if peer else "-", f"{ratio:.2f}" if ratio else "-", wanted, held)
    print(f"\n  Of two threads the ratio is to one. Wanted of peak: {100 * PEAK:.0f} %"
          " (nn, from 256).")
    return [m for m in marks if m]


def best_kernels():
    """Debian's OpenBLAS does not know every new processor: name it AVX-512."""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
            return "SkylakeX" if "avx512f" in info.read() else ""
    except OSError:
        return ""


def peer_name(name):
    return name.replace("-taught", "")


def steps_table(chapters, rounds):
    """Prints the training steps."""
    python = python_with_torch()
    ours, peer, memory = {}, {}, {}
    for _ in range(rounds):
        for chapter in chapters:
            for name, seconds, megabytes in run([f"build/bench/{chapter}"]):
                ours.setdefault(name, []).append(float(seconds))
                memory[name] = max(memory.get(name, 0), float(megabytes))
        names = [n for n in ours if STEPS[n][1]]
        if python and names:
            for name, seconds, _ in run([python, f"{HERE}/peers.py", *names]):
                peer.setdefault(name, []).append(float(seconds))
    print("\nOne training step: forward, backward, update\n")
    form = "  {:<34} {:>9} {:>9} {:>7} {:>6} {:>5}  {:>7}"
    print(form.format("", "ours", "PyTorch", "ratio", "wanted", "", "memory"))
    marks = []
    for name in sorted(ours, key=list(STEPS).index):
        what, wanted = STEPS[name]
        mine = statistics.median(ours[name])
        other = peer_name(name)
        other = statistics.median(peer[other]) if other in peer else None
        if name == "moons":
            other, wanted = MOONS_SECONDS, 1
        ratio = other / mine if other else None
        held = mark(ratio, wanted) if ratio else ""
        marks.append(held)
        print(form.format(what, f"{1e6 * mine:.0f} us", f"{1e6 * other:.0f} us"
                          if other else "-", f"{ratio:.1f}" if ratio else "-", wanted or "",
                          held, f"{memory[name]:.1f} MB" if memory[name] else "-"))
    print("\n  Moons: held against 1500 us, a thousandth of the micrograd package.")
    if not python:
        print("  No Python here has PyTorch (Debian: apt install python3-torch).")
    return [m for m in marks if m]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("chapters", nargs="*", metavar="chNN")
    parser.add_argument("--rounds", type=int, default=3, help="of everything (3)")
    arguments = parser.parse_args()
    marks = gemm_table(5 * arguments.rounds)
    marks += steps_table(arguments.chapters, arguments.rounds)
    print(f"\n{marks.count('ok')} of {len(marks)} ratios are as wanted.")


if __name__ == "__main__":
    main()
