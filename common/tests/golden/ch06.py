#!/usr/bin/python3
"""Writes ch06.txt: 20 steps of every update rule of chapter 06, and its schedules.

    /usr/bin/python3 common/tests/golden/ch06.py      (needs torch)

Where torch.optim has the rule it is the oracle. Lion and Muon are written down here from
their papers, in another way than the solution: Lion number by number, Muon by a singular
value decomposition, on which five rounds of Newton and Schulz are a polynomial of each
singular value.
"""
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(20240606)
OUT = pathlib.Path(__file__).parent / "ch06.txt"
STEPS, N = 20, 7


def write(file, name, tensor):
    values = tensor.detach().reshape(-1).tolist()
    shape = list(tensor.shape) or [1]
    print("tensor", name, len(shape), *shape, file=file)
    for i in range(0, len(values), 4):
        print(*(f"{v:.17g}" for v in values[i:i + 4]), file=file)


def numbers(file, name, values):
    write(file, name, torch.tensor([float(v) for v in values]))


def gradients(shape):
    """Of several sizes, with a number that has none for some steps."""
    g = torch.randn(STEPS, *shape) * torch.logspace(-3, 1, shape[-1])
    g[:4, ..., 0] = 0
    return g


# ---- rules that torch.optim has ------------------------------------------------------

def by_torch(file, name, make, options, rate=lambda step: 1.0):
    """w at the start, the gradients, the rule's numbers, and w after every step."""
    w = torch.randn(N)
    write(file, f"{name}.w", w)
    g = gradients((N,))
    write(file, f"{name}.dw", g)
    numbers(file, f"{name}.options", options)
    parameter = torch.nn.Parameter(w.clone())
    optimizer = make([parameter])
    base = optimizer.param_groups[0]["lr"]
    path = []
    for step in range(STEPS):
        optimizer.param_groups[0]["lr"] = base * rate(step)
        parameter.grad = g[step].clone()
        optimizer.step()
        path.append(parameter.detach().clone())
    write(file, f"{name}.path", torch.stack(path))


def rules(file):
    O = torch.optim
    by_torch(file, "gd", lambda p: O.SGD(p, 0.1), [0.1])
    by_torch(file, "momentum", lambda p: O.SGD(p, 0.02, 0.9), [0.02, 0.9])
    by_torch(file, "momentum_rate", lambda p: O.SGD(p, 0.02, 0.9), [0.02, 0.9],
             lambda step: 1 / (1 + step))
    by_torch(file, "nesterov", lambda p: O.SGD(p, 0.02, 0.9, nesterov=True), [0.02, 0.9])
    by_torch(file, "adagrad", lambda p: O.Adagrad(p, 0.1, eps=1e-3), [0.1, 1e-3])
    by_torch(file, "adagrad_usual", lambda p: O.Adagrad(p), [0.01, 1e-10])
    by_torch(file, "rmsprop", lambda p: O.RMSprop(p, 0.05, alpha=0.9, eps=1e-3),
             [0.05, 0.9, 1e-3])
    by_torch(file, "rmsprop_usual", lambda p: O.RMSprop(p), [0.01, 0.99, 1e-8])
    by_torch(file, "adam", lambda p: O.Adam(p, 0.05, (0.8, 0.95), 1e-3),
             [0.05, 0.8, 0.95, 1e-3, 0])
    by_torch(file, "adam_usual", lambda p: O.Adam(p), [1e-3, 0.9, 0.999, 1e-8, 0])
    by_torch(file, "adam_l2", lambda p: O.Adam(p, 0.05, (0.8, 0.95), 1e-3, 0.3),
             [0.05, 0.8, 0.95, 1e-3, 0.3])
    by_torch(file, "adamw", lambda p: O.AdamW(p, 0.05, (0.8, 0.95), 1e-3, 0.3),
             [0.05, 0.8, 0.95, 1e-3, 0.3])
    by_torch(file, "adamw_rate", lambda p: O.AdamW(p), [1e-3, 0.9, 0.999, 1e-8, 0.01],
             lambda step: 1 - step / STEPS)


# ---- Lion, from algorithm 2 of the paper ----------------------------------------------

def lion(file):
    rate, beta1, beta2, decay = 0.03, 0.9, 0.99, 0.2
    w = torch.randn(N)
    g = gradients((N,))
    write(file, "lion.w", w)
    write(file, "lion.dw", g)
    numbers(file, "lion.options", [rate, beta1, beta2, decay])
    now, m, path = w.tolist(), [0.0] * N, []
    for step in range(STEPS):
        for i, g_i in enumerate(g[step].tolist()):
            c = beta1 * m[i] + (1.0 - beta1) * g_i
            sign = math.copysign(1.0, c) if c else 0.0
            now[i] = now[i] - rate * (sign + decay * now[i])
            m[i] = beta2 * m[i] + (1.0 - beta2) * g_i
        path.append(list(now))
    write(file, "lion.path", torch.tensor(path))


# ---- Muon, by singular values -----------------------------------------------------------

def polynomial(x):
    return 3.4445 * x - 4.7750 * x ** 3 + 2.0315 * x ** 5


def orthogonalised(matrix):
    u, s, v = torch.linalg.svd(matrix, full_matrices=False)
    s = s / (matrix.square().sum().sqrt() + 1e-7)
    for _ in range(5):
        s = polynomial(s)
    return (u * s) @ v


def muon(file):
    for name, R, C in (("muon_wide", 3, 5), ("muon_tall", 6, 4), ("muon_square", 4, 4)):
        rate, momentum = 0.02, 0.95
        w, g = torch.randn(R, C), torch.randn(STEPS, R, C)
        write(file, f"{name}.w", w)
        write(file, f"{name}.dw", g)
        numbers(file, f"{name}.options", [rate, momentum])
        v, path = torch.zeros(R, C), []
        for step in range(STEPS):
            v = momentum * v + g[step]
            o = orthogonalised(g[step] + momentum * v)
            w = w - rate * max(1.0, R / C) ** 0.5 * o
            path.append(w)
        write(file, f"{name}.path", torch.stack(path))


# ---- schedules -----------------------------------------------------------------------------

def scheduled(file, name, options, steps, make, rate=0.3, key="lr"):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], rate, momentum=0.9)
    scheduler = make(optimizer)
    values = []
    for step in range(steps):
        values.append(optimizer.param_groups[0][key])
        optimizer.step()
        if step + 1 < steps:
            scheduler.step()
    numbers(file, f"{name}.options", options)
    numbers(file, f"{name}.values", values)


def schedules(file):
    S = torch.optim.lr_scheduler
    scheduled(file, "stairs", [0.3, 0.4, 6], 20, lambda o: S.StepLR(o, 6, 0.4))
    scheduled(file, "exponential", [0.3, 0.9], 20, lambda o: S.ExponentialLR(o, 0.9))
    scheduled(file, "cosine", [0.3, 0.02, 20], 21,
              lambda o: S.CosineAnnealingLR(o, 20, 0.02))
    scheduled(file, "warmup", [0.3, 0.02, 5, 20], 20, lambda o: S.SequentialLR(o, [
        S.LinearLR(o, 1 / 5, 1, 4), S.CosineAnnealingLR(o, 15, 0.02)], [5]))
    cycle = lambda o: S.OneCycleLR(o, 0.5, total_steps=20, pct_start=0.33, div_factor=10,
                                   final_div_factor=100, base_momentum=0.8,
                                   max_momentum=0.95)
    scheduled(file, "cycle", [0.5, 10, 100, 0.33, 20], 20, cycle)
    scheduled(file, "cycle_momentum", [0.8, 0.95, 0.33, 20], 20, cycle, key="momentum")


def averages(file):
    """torch.optim.swa_utils, with the averaging function of its documentation."""
    module = torch.nn.Linear(N, 1, bias=False)
    average = torch.optim.swa_utils.AveragedModel(
        module, avg_fn=lambda mean, w, count: 0.9 * mean + 0.1 * w)
    weights, path = torch.randn(STEPS, N), []
    for step in range(STEPS):
        with torch.no_grad():
            module.weight.copy_(weights[step])
        average.update_parameters(module)
        path.append(average.module.weight.detach().clone().reshape(-1))
    write(file, "average.w", weights)
    write(file, "average.path", torch.stack(path))
    write(file, "range.rates", torch.logspace(-5, 1, STEPS))


with open(OUT, "w", encoding="ascii") as out:
    print("# Written by ch06.py with PyTorch, in double.", file=out)
    for part in (rules, lion, muon, schedules, averages):
        part(out)
