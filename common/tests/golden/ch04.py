#!/usr/bin/python3
"""Writes ch04.txt: the norms of chapter 04, folding, gains and health.

    /usr/bin/python3 common/tests/golden/ch04.py      (needs torch)
"""
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20240404)
OUT = pathlib.Path(__file__).parent / "ch04.txt"
EPSILON = 1e-3


def write(file, name, tensor):
    values = tensor.detach().reshape(-1).tolist()
    shape = list(tensor.shape) or [1]
    print("tensor", name, len(shape), *shape, file=file)
    for i in range(0, len(values), 4):
        print(*(f"{v:.17g}" for v in values[i:i + 4]), file=file)


def case(file, name, function, inputs, numbers):
    """Inputs, output y, upstream dy and the gradient of every input. `numbers` are what
    else the C side needs: epsilon, momentum, groups."""
    write(file, f"{name}.numbers", torch.tensor(numbers, dtype=torch.float64))
    for key, x in inputs.items():
        x.requires_grad_()
        write(file, f"{name}.{key}", x)
    y = function(**inputs)
    dy = torch.randn(y.shape)
    y.backward(dy)
    write(file, f"{name}.y", y)
    write(file, f"{name}.dy", dy)
    for key, x in inputs.items():
        write(file, f"{name}.d{key}", x.grad)


def inputs_of(*shape):
    C = shape[1]
    deviation = 0.5 + torch.rand(C).reshape(-1, *[1] * (len(shape) - 2))
    return {"x": torch.randn(*shape) * deviation + torch.randn(1), "gain": torch.randn(C),
            "bias": torch.randn(C)}


def batch_norms(file):
    for name, shape in (("batch1d", (5, 4)), ("batch1d_two", (2, 3)),
                        ("batch1d_tall", (33, 2)), ("batch2d", (3, 4, 2, 5)),
                        ("batch2d_one", (1, 3, 4, 2))):
        inputs, momentum = inputs_of(*shape), 0.3
        mean, variance = torch.randn(shape[1]), torch.rand(shape[1]) + 0.5
        write(file, f"{name}.mean_before", mean)
        write(file, f"{name}.variance_before", variance)
        case(file, name, lambda x, gain, bias: F.batch_norm(
            x, mean, variance, gain, bias, True, momentum, EPSILON), inputs,
             [EPSILON, momentum])
        write(file, f"{name}.mean_after", mean)
        write(file, f"{name}.variance_after", variance)
        write(file, f"{name}.evaluated", F.batch_norm(
            inputs["x"], mean, variance, inputs["gain"], inputs["bias"], False, 0,
            EPSILON))


def other_norms(file):
    for name, shape in (("layer", (4, 6)), ("layer_one", (1, 5))):
        case(file, name, lambda x, gain, bias: F.layer_norm(
            x, x.shape[1:], gain, bias, EPSILON), inputs_of(*shape), [EPSILON])
    for name, shape, groups in (("group", (3, 6, 2, 3), 2),
                                ("group_three", (2, 6, 3, 2), 3),
                                ("group_one", (2, 4, 3, 2), 1)):
        case(file, name, lambda x, gain, bias: F.group_norm(
            x, groups, gain, bias, EPSILON), inputs_of(*shape), [EPSILON, groups])
    case(file, "instance", lambda x, gain, bias: F.instance_norm(
        x, None, None, gain, bias, True, 0, EPSILON), inputs_of(3, 4, 2, 3), [EPSILON, 4])


def folding(file):
    linear, norm = torch.nn.Linear(5, 4), torch.nn.BatchNorm1d(4, eps=EPSILON)
    for x in (norm.weight, norm.bias):
        torch.nn.init.normal_(x)
    for _ in range(3):
        norm(linear(torch.randn(8, 5) * 2 + 1))
    norm.eval()
    x = torch.randn(3, 5)
    write(file, "fold.numbers", torch.tensor([EPSILON]))
    for key, value in (("W", linear.weight.T), ("b", linear.bias),
                       ("mean", norm.running_mean), ("variance", norm.running_var),
                       ("gain", norm.weight), ("bias", norm.bias), ("x", x), ("y", norm(linear(x)))):
        write(file, f"fold.{key}", value)


def start_and_health(file):
    names = (("linear", None), ("sigmoid", None), ("tanh", None), ("relu", None),
             ("leaky_relu", 0.2))
    write(file, "gains", torch.tensor([torch.nn.init.calculate_gain(*n) for n in names]))
    x, h = torch.randn(40) * 2 + 1, torch.tanh(torch.randn(6, 9) * 2)
    write(file, "health.x", x)
    write(file, "health.statistics", torch.stack([x.mean(), x.std()]))
    write(file, "health.h", h)
    write(file, "health.saturated", (h.abs() > 0.97).double().mean())
    relus = F.relu(torch.randn(3, 12))
    write(file, "health.relus", relus)
    write(file, "health.dead", (relus <= 0).all(0).double().mean())
    w, dw = torch.randn(5, 7), torch.randn(5, 7)
    write(file, "health.w", w)
    write(file, "health.dw", dw)
    write(file, "health.ratios", torch.stack([dw.std() / w.std(),
                                              ((0.1 * dw).std() / w.std()).log10()]))


with open(OUT, "w", encoding="ascii") as out:
    print("# Written by ch04.py with PyTorch, in double.", file=out)
    for part in (batch_norms, other_norms, folding, start_and_health):
        part(out)
