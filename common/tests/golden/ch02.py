#!/usr/bin/python3
"""Writes ch02.txt, the golden file of chapter 02: what PyTorch says, in double.

Every kernel of the chapter with its inputs, its outputs and, through a random
upstream gradient, its gradients. ch02_golden.c repeats the same calls.

    /usr/bin/python3 common/tests/golden/ch02.py      (needs torch)
"""
import pathlib

import torch
import torch.nn.functional as F

PATH = pathlib.Path(__file__).with_name("ch02.txt")
torch.set_default_dtype(torch.float64)
torch.manual_seed(20240302)


def write(name, tensor):
    tensor = torch.as_tensor(tensor, dtype=torch.float64)
    values = tensor.detach().reshape(-1).tolist()
    shape = list(tensor.shape) or [1]
    print("tensor", name, len(shape), *shape, file=out)
    for i in range(0, len(values), 4):
        print(*(f"{v:.17g}" for v in values[i:i + 4]), file=out)


def case(name, function, **inputs):
    """Inputs by name, the output y, the upstream dy, and d + name for each input."""
    for key, x in inputs.items():
        write(f"{name}.{key}", x.requires_grad_(True))
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


def powers(x, D):
    return torch.stack([x ** d for d in range(D + 1)], dim=1)


def polynomial():
    N, D, rate, steps = 9, 5, 0.1, 25
    x, t, w = torch.rand(N) * 2 - 1, torch.randn(N), torch.randn(D + 1)
    write("poly.x", x)
    write("poly.t", t)
    case("poly", lambda w: ((powers(x, D) @ w - t) ** 2).mean(), w=w)
    write("poly.predicted", powers(x, D) @ w)
    v = w.detach().clone().requires_grad_(True)
    optimizer = torch.optim.SGD([v], lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        ((powers(x, D) @ v - t) ** 2).mean().backward()
        optimizer.step()
    write("poly.fitted", v)


def losses():
    case("softmax", lambda x: F.softmax(x, 1), x=torch.randn(3, 5) * 3)
    case("lse", lambda x: torch.logsumexp(x, 1), x=torch.randn(3, 5) * 3)
    extreme = torch.tensor([[1000., -1000., 0.], [-1000., -1000., -1000.],
                            [-999., -1000., -1001.]])
    write("extreme.x", extreme)
    write("extreme.p", F.softmax(extreme, 1))
    write("extreme.lse", torch.logsumexp(extreme, 1))
    t = torch.rand(7)
    write("mse.t", t)
    case("mse", lambda x: F.mse_loss(x, t), x=torch.randn(7))
    write("bce.t", t)
    case("bce", lambda x: F.binary_cross_entropy_with_logits(x, t), x=torch.randn(7) * 3)
    labels = torch.tensor([4, 0, 2, 2, 5, 1])
    write("ce.labels", labels)
    case("ce", lambda x: F.cross_entropy(x, labels), x=torch.randn(6, 7) * 3)


def scaler():
    x = torch.randn(11, 4) * torch.tensor([1., 0., 20., 0.01]) + torch.tensor([0., 3., 500., 1.])
    deviation = x.std(0, unbiased=False)
    deviation[deviation == 0] = 1
    write("scaler.x", x)
    write("scaler.mean", x.mean(0))
    write("scaler.deviation", deviation)
    write("scaler.z", (x - x.mean(0)) / deviation)


def network(name, activation, dropout):
    N, I, H, O = 5, 4, 7, 3
    kept = (torch.rand(N, H) >= 0.25) / 0.75 if dropout else torch.ones(N, H)
    x = torch.randn(N, I)
    write(f"{name}.x", x)
    write(f"{name}.mask", kept)

    def forward(W1, b1, W2, b2):
        a = x @ W1 + b1
        h = activation(a)
        write(f"{name}.a", a)
        write(f"{name}.h", h)
        write(f"{name}.d", h * kept)
        return (h * kept) @ W2 + b2

    case(name, forward, W1=torch.randn(I, H), b1=torch.randn(H), W2=torch.randn(H, O),
         b2=torch.randn(O))


def metrics():
    K = 4
    labels = torch.tensor([0, 1, 1, 3, 3, 3, 0, 1, 3, 0])
    predicted = torch.tensor([0, 1, 3, 3, 0, 3, 0, 1, 1, 3])
    counts = torch.zeros(K, K)
    for i, j in zip(labels.tolist(), predicted.tolist()):
        counts[i, j] += 1
    right = counts.diagonal()
    precision = torch.nan_to_num(right / counts.sum(0))
    recall = torch.nan_to_num(right / counts.sum(1))
    write("metrics.labels", labels)
    write("metrics.predicted", predicted)
    write("metrics.accuracy", (labels == predicted).double().mean())
    write("metrics.counts", counts)
    write("metrics.precision", precision)
    write("metrics.recall", recall)
    write("metrics.f1", torch.nan_to_num(2 * precision * recall / (precision + recall)))


def kernels():
    case("matmul", lambda x, W: x @ W, x=torch.randn(3, 5), W=torch.randn(5, 4))
    case("bias", lambda x, b: x + b, x=torch.randn(3, 5), b=torch.randn(5))
    case("linear", lambda x, W, b: x @ W + b, x=torch.randn(4, 6), W=torch.randn(6, 3),
         b=torch.randn(3))
    case("square", lambda x: x ** 2, x=torch.randn(12))
    case("relu", F.relu, x=away(12))
    case("leaky", lambda x: F.leaky_relu(x, 0.2), x=away(12))
    case("sigmoid", torch.sigmoid, x=torch.randn(12) * 3)
    case("tanh", torch.tanh, x=torch.randn(12) * 2)
    case("l2", lambda W: 0.15 * (W ** 2).sum(), W=torch.randn(9))
    w = torch.randn(8).requires_grad_(True)
    write("sgd.w", w)
    w.grad = torch.randn(8)
    write("sgd.dw", w.grad)
    torch.optim.SGD([w], lr=0.3).step()
    write("sgd.after", w)


with open(PATH, "w", encoding="ascii") as out:
    print("# Written by common/tests/golden/ch02.py with PyTorch", torch.__version__, file=out)
    polynomial()
    kernels()
    losses()
    scaler()
    network("mlp", torch.relu, dropout=False)
    network("dropped", torch.tanh, dropout=True)
    metrics()
