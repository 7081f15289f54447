#!/usr/bin/env python3
"""Does each operator of common/tools/operators.py make the mistakes that it names?

    grader_operators.py     says which do not, exit 1
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import operators

KERNEL = """void f(real *y, real *dW, const real *x, const real *W, int N, int I, int O)
{
    // SOLUTION 1.1
    for (int n = 0; n < N; n++)
        for (int o = 0; o < O; o++) {
            real s = x[0];
            real t = 0.5;
            for (int i = 0; i < I; i++) s += x[n*I+i] * W[i*O+o];
            if (s > t) y[n*O+o] = s / N - t;
            scale(y, x, n + 1);
            dW[o] += fmax(s, y[o] > 0 ? s : t);
        }
    // END 1.1
}
"""

EXPECTED = {
    "sign": ["s -= x[n*I+i]", "s / N + t", "= -(s / N - t)"],
    "accumulate": ["s = x[n*I+i]", "y[n*O+o] += s / N", "dW[o] = fmax"],
    "dropped-term": ["= s / N ;", "=  - t;"],
    "dropped-statement": [") ;\n", "            ;\n            dW"],
    "factor": ["s += x[n*I+i] ;", "s +=  W[i*O+o]", "2 * (s / N - t)", "s * N - t", "= s  - t"],
    "transposed": ["W[o*O+i]", "W[o*I + i]", "x[i*I+n]"],
    "wrong-stride": ["x[n*O+i]", "W[i*N+o]"],
    "loop-bound": ["n <= N", "n < N - 1", "int n = 0 + 1", "int n = 0 - 1", "n < I;"],
    "swapped-arguments": ["scale(x, y, n + 1)", "scale(y, n + 1, x)"],
    "constant": ["t = (2 * 0.5)", "t = 0.0", "n + (1 + 1)"],
    "comparison": ["s >= t", "s < t"],
    "condition": ["if (1)", "if (0)", "? t : s", "fmax(s, (s))"],
    "wrong-buffer": ["x[n*O+o] = s / N", "s += W[n*I+i]"],
    "wrong-variable": ["if (s > s)"],
    "wrong-index": ["dW[n] +="],
    "function": ["fmin(s,"],
    "early-return": ["return; for", "break; }"],
}

UNTOUCHED = ["fmax(y", "void f(real *dW", "// END 1.1 "]  # arguments that commute; outside


def main():
    start, end = KERNEL.index("    for"), KERNEL.index("    // END")
    made = {}
    for edit in operators.edits(KERNEL, start, end):
        made.setdefault(edit.operator, []).append(operators.apply(KERNEL, edit.changes))
    wrong = [f"{operator}: no \"{part}\"" for operator, parts in EXPECTED.items()
             for part in parts if not any(part in text for text in made.get(operator, []))]
    texts = [text for all_of in made.values() for text in all_of]
    wrong += [f"\"{part}\" should not be made" for part in UNTOUCHED
              if any(part in text for text in texts)]
    wrong += [f"changed outside its region:\n{text}" for text in texts
              if not text.startswith(KERNEL[:start]) or not text.endswith(KERNEL[end:])]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
