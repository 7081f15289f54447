#!/usr/bin/python3
"""Writes ch01.txt, the golden file of chapter 01: what PyTorch says, in double.

Inputs, outputs and, through a random upstream gradient, the gradients of every
operation, expression, network and loss of the chapter. ch01_golden.c builds the
same with the chapter's Values.

    /usr/bin/python3 common/tests/golden/ch01.py      (needs torch)
"""
import pathlib

import torch
import torch.nn.functional as F

PATH = pathlib.Path(__file__).with_name("ch01.txt")
torch.set_default_dtype(torch.float64)
torch.manual_seed(20240301)


def write(name, tensor):
    tensor = torch.as_tensor(tensor, dtype=torch.float64)
    values = tensor.detach().reshape(-1).tolist()
    shape = list(tensor.shape) or [1]
    print("tensor", name, len(shape), *shape, file=out)
    for i in range(0, len(values), 4):
        print(*(f"{v:.17g}" for v in values[i:i + 4]), file=out)


def case(name, function, constants=None, **inputs):
    """Inputs by name, the output y, the upstream dy, and d + name for each input."""
    for key, x in inputs.items():
        write(f"{name}.{key}", x.requires_grad_(True))
    for key, x in (constants or {}).items():
        write(f"{name}.{key}", x)
    y = function(*inputs.values())
    dy = torch.randn(y.shape) if y.dim() else torch.tensor(1.0)
    y.backward(dy)
    write(f"{name}.y", y)
    write(f"{name}.dy", dy)
    for key, x in inputs.items():
        write(f"{name}.d{key}", x.grad)


def away(*shape):
    """Random values at least 0.1 away from 0, where relu has its kink."""
    x = torch.randn(shape)
    return x + 0.1 * torch.sign(x)


def operations():
    case("add", lambda a, b: a + b, a=torch.randn(5), b=torch.randn(5))
    case("mul", lambda a, b: a * b, a=torch.randn(5), b=torch.randn(5))
    case("square", lambda a: a * a, a=torch.randn(5))
    case("sub", lambda a, b: a - b, a=torch.randn(5), b=torch.randn(5))
    case("div", lambda a, b: a / b, a=torch.randn(5), b=away(5))
    n = torch.tensor([2, 3, -1, 0.5, -1.5, 1])
    sign = torch.tensor([1, -1, -1, 1, 1, -1])
    case("pow", lambda a: a ** n, {"n": n}, a=sign * (0.2 + torch.rand(6)))
    case("exp", torch.exp, a=torch.randn(5))
    case("log", torch.log, a=0.2 + torch.rand(5))
    case("tanh", torch.tanh, a=torch.tensor([-30.0, -2.5, -0.3, 0.7, 4.0]))
    case("relu", torch.relu, a=torch.tensor([-2.5, -0.3, 0.0, 0.7, 4.0]))


def public(a, b):
    c = a + b
    d = a * b + b ** 3
    c = c + c + 1
    c = c + 1 + c + (-a)
    d = d + d * 2 + (b + a).relu()
    d = d + 3 * d + (b - a).relu()
    e = c - d
    f = e ** 2
    return f / 2.0 + 10.0 / f


def expressions():
    case("e", lambda x: (x[0] + x[1]) * x[2], x=torch.randn(3))
    case("L", lambda x: (x[0] * x[1] + x[2]) * x[3], x=torch.randn(4))
    case("neuron", lambda x: torch.tanh(x[0] * x[2] + x[1] * x[3] + x[4]),
         x=torch.randn(5))
    case("public", lambda x: public(x[0], x[1]), x=torch.tensor([-4.0, 2.0]))


def mlp(p, x, sizes, activation):
    """The parameters p as the chapter orders them: of each neuron its w, then b."""
    at, h = 0, x
    for l, (I, O) in enumerate(zip(sizes, sizes[1:])):
        rows = p[at:at + O * (I + 1)].reshape(O, I + 1)
        at += O * (I + 1)
        h = rows[:, :I] @ h + rows[:, I]
        if l < len(sizes) - 2:
            h = activation(h)
    return h


def networks():
    sizes = [3, 5, 4, 2]
    size = sum((i + 1) * o for i, o in zip(sizes, sizes[1:]))
    for name, activation in (("mlp_relu", torch.relu), ("mlp_tanh", torch.tanh)):
        case(name, lambda p, x, f=activation: mlp(p, x, sizes, f),
             p=torch.randn(size), x=torch.randn(3))


def losses():
    target = torch.randn(6)
    case("mse", lambda s: F.mse_loss(s, target), {"target": target}, s=torch.randn(6))
    label = torch.tensor([1.0, -1.0, 1.0, 1.0, -1.0, -1.0])
    case("margin", lambda s: torch.relu(1 - label * s).mean(), {"label": label},
         s=torch.tensor([0.3, 0.5, 2.0, -0.7, -1.8, -0.2]))
    case("l2", lambda s: 0.3 * (s ** 2).sum(), s=torch.randn(6))
    case("softmax", lambda s: F.softmax(s, 0), s=3 * torch.randn(6))
    case("softmax_large", lambda s: F.softmax(s, 0), s=1000 + torch.randn(6))
    answer = torch.tensor([2, 0, 2])
    case("nll", lambda s: F.nll_loss(torch.log(s), answer), {"label": answer},
         s=0.1 + torch.rand(3, 4))
    case("cross_entropy", lambda s: F.cross_entropy(s, answer), {"label": answer},
         s=torch.randn(3, 4))


def descent():
    p = torch.randn(5, requires_grad=True)
    write("sgd.before", p)
    p.grad = torch.randn(5)
    write("sgd.grad", p.grad)
    torch.optim.SGD([p], lr=0.35).step()
    write("sgd.after", p)


with open(PATH, "w", encoding="utf-8") as out:
    print(f"# Written by common/tests/golden/ch01.py with PyTorch {torch.__version__}",
          file=out)
    operations()
    expressions()
    networks()
    losses()
    descent()
