#!/usr/bin/python3
"""Writes the golden files of the library: ops.txt and optim.txt.

For every operation: inputs x0, x1... (random, of unequal sizes, kinks kept
away), the output y, a random upstream gradient dy, and the gradients dx0, dx1...
that PyTorch computes in double. test_ops.c repeats the same calls.

    /usr/bin/python3 common/tests/golden/common.py      (needs torch)
"""
import pathlib

import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
torch.set_default_dtype(torch.float64)
torch.manual_seed(20240229)


def write(file, name, tensor):
    values = tensor.detach().reshape(-1).tolist()
    shape = list(tensor.shape) or [1]
    print("tensor", name, len(shape), *shape, file=file)
    for i in range(0, len(values), 4):
        print(*(f"{v:.17g}" for v in values[i:i + 4]), file=file)


def case(file, name, function, *inputs, grads=None):
    """grads: which inputs have a gradient; all of them by default."""
    wanted = range(len(inputs)) if grads is None else grads
    for i, x in enumerate(inputs):
        x.requires_grad_(i in wanted)
        write(file, f"{name}.x{i}", x)
    y = function(*inputs)
    dy = torch.randn(y.shape)
    y.backward(dy)
    write(file, f"{name}.y", y)
    write(file, f"{name}.dy", dy)
    for i in wanted:
        write(file, f"{name}.dx{i}", inputs[i].grad)


def randn(*shape):
    return torch.randn(shape)


def away(*shape):
    """Random values at least 0.1 away from 0, where relu has its kink."""
    x = torch.randn(shape)
    return x + 0.1 * torch.sign(x)


def positive(*shape):
    return torch.rand(shape) + 0.3


def distinct(*shape):
    """Values at least 0.1 apart, so that a maximum has one winner."""
    size = torch.Size(shape).numel()
    return (torch.randperm(size) * 0.1 - size * 0.05).reshape(shape)


def arithmetic(file):
    operators = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div}
    for op, function in operators.items():
        for label, a, b in [("same", (3, 5), (3, 5)), ("row", (4, 3, 5), (5,)),
                            ("column", (4, 3), (4, 1)),
                            ("channel", (2, 3, 4, 5), (3, 1, 1)),
                            ("both", (3, 1, 5), (4, 1)), ("one", (1,), (2, 3)),
                            ("inner", (2, 1, 3, 1), (2, 4, 1, 5))]:
            case(file, f"{op}_{label}", function, randn(*a), positive(*b))


def unary(file):
    case(file, "neg", torch.neg, randn(3, 5))
    case(file, "scale", lambda x: x * -1.75, randn(3, 5))
    case(file, "shift", lambda x: x + 0.625, randn(3, 5))
    case(file, "pow", lambda x: x ** 2.5, positive(3, 5))
    case(file, "pow3", lambda x: x ** 3, randn(3, 5))
    case(file, "exp", torch.exp, randn(3, 5))
    case(file, "log", torch.log, positive(3, 5))
    case(file, "sqrt", torch.sqrt, positive(3, 5))
    case(file, "relu", torch.relu, away(4, 7))
    case(file, "leaky_relu", lambda x: F.leaky_relu(x, 0.125), away(4, 7))
    case(file, "sigmoid", torch.sigmoid, 3 * randn(4, 7))
    case(file, "tanh", torch.tanh, randn(4, 7))
    case(file, "gelu", F.gelu, 2 * randn(4, 7))


def products(file):
    case(file, "matmul", torch.matmul, randn(3, 5), randn(5, 4))
    case(file, "matmul_rows", torch.matmul, randn(2, 3, 5), randn(5, 4))
    case(file, "matmul_batch", torch.matmul, randn(2, 3, 5), randn(2, 5, 4))
    case(file, "matmul_heads", torch.matmul, randn(2, 3, 4, 5), randn(2, 3, 5, 2))
    linear = lambda x, W, b: x @ W + b
    case(file, "linear", linear, randn(6, 5), randn(5, 3), randn(3))
    case(file, "linear_rows", linear, randn(2, 4, 5), randn(5, 3), randn(3))
    case(file, "linear_plain", lambda x, W: x @ W, randn(6, 5), randn(5, 3))


def softmax_and_losses(file):
    labels = torch.tensor([4, 0, 2, 2, 1, 3])
    case(file, "softmax", lambda x: torch.softmax(x, -1), 2 * randn(2, 3, 5))
    case(file, "log_softmax", lambda x: torch.log_softmax(x, -1), 2 * randn(2, 3, 5))
    case(file, "softmax_large", lambda x: torch.softmax(x, -1), 1000 + randn(3, 5))
    case(file, "cross_entropy", lambda x: F.cross_entropy(x, labels), 2 * randn(6, 5))
    case(file, "cross_entropy_rows",
         lambda x: F.cross_entropy(x.reshape(-1, 5), labels), 2 * randn(2, 3, 5))
    case(file, "cross_entropy_large",
         lambda x: F.cross_entropy(x, labels), 1000 * randn(6, 5))
    case(file, "nll", lambda l: F.nll_loss(l, labels), randn(6, 5))
    case(file, "mse", F.mse_loss, randn(4, 3), randn(4, 3), grads=[0])
    bce = F.binary_cross_entropy_with_logits
    case(file, "bce", bce, 3 * randn(4, 3), torch.rand(4, 3), grads=[0])
    case(file, "bce_large", bce, 900 * randn(4, 3), (torch.rand(4, 3) > 0.5) * 1.0,
         grads=[0])


def reductions(file):
    case(file, "sum", torch.sum, randn(3, 4, 5))
    case(file, "mean", torch.mean, randn(3, 4, 5))
    for axis in range(3):
        case(file, f"sum_axis{axis}", lambda x: x.sum(axis), randn(3, 4, 5))
        case(file, f"mean_axis{axis}", lambda x: x.mean(axis, keepdim=True),
             randn(3, 4, 5))
        case(file, f"max_axis{axis}", lambda x: x.amax(axis), distinct(3, 4, 5))
    case(file, "sum_vector", lambda x: x.sum(0), randn(5))


def shapes(file):
    case(file, "reshape", lambda x: x.reshape(4, 15), randn(3, 4, 5))
    case(file, "slice", lambda x: x[1:3], randn(4, 3, 2))
    for axis, shapes3 in enumerate([[(1, 3, 4), (2, 3, 4), (5, 3, 4)],
                                    [(2, 1, 4), (2, 3, 4), (2, 2, 4)],
                                    [(2, 3, 2), (2, 3, 1), (2, 3, 5)]]):
        case(file, f"concat{axis}", lambda *x: torch.cat(x, axis),
             *(randn(*s) for s in shapes3))
    case(file, "transpose", lambda x: x.transpose(-2, -1), randn(3, 5))
    case(file, "transpose3", lambda x: x.transpose(-2, -1), randn(2, 3, 5))
    case(file, "swap_axes", lambda x: x.transpose(1, 2), randn(2, 3, 4, 5))
    case(file, "swap_axes_far", lambda x: x.transpose(0, 3), randn(2, 3, 4, 5))


def lookups_and_masks(file):
    ids = torch.tensor([[3, 0, 3], [6, 1, 3]])
    case(file, "embedding", lambda W: F.embedding(ids, W), randn(7, 4))
    mask = torch.tensor([[0, 1, 0, 0, 1], [1, 0, 0, 1, 1], [0, 0, 0, 1, 0]]).bool()
    case(file, "masked_fill", lambda x: x.masked_fill(mask, -2.5), randn(3, 5))
    causal = torch.triu(torch.ones(4, 4), 1).bool()
    case(file, "causal_softmax",
         lambda x: torch.softmax(x.masked_fill(causal, float("-inf")), -1),
         randn(2, 4, 4))


def norms(file):
    case(file, "layer_norm", lambda x, g, b: F.layer_norm(x, (5,), g, b, 1e-5),
         2 * randn(2, 3, 5) + 1, randn(5), randn(5))
    for name, shape in [("batch_norm", (6, 3)), ("batch_norm2d", (4, 3, 2, 5))]:
        for training in (True, False):
            label = name + ("" if training else "_eval")
            mean, variance = randn(3), positive(3)
            write(file, f"{label}.mean", mean)
            write(file, f"{label}.variance", variance)
            case(file, label,
                 lambda x, g, b: F.batch_norm(x, mean, variance, g, b, training, 0.1,
                                              1e-5),
                 2 * randn(*shape) + 1, randn(3), randn(3))
            write(file, f"{label}.mean_after", mean)
            write(file, f"{label}.variance_after", variance)


def optimizers(file):
    """20 steps on gradients g = scale * w + noise_t, with two parameters. The
    rate halves after step 10, as a schedule would do."""
    start = [randn(3, 4), randn(5)]
    noise = [[randn(3, 4), randn(5)] for _ in range(20)]
    for i in range(2):
        write(file, f"start{i}", start[i])
        write(file, f"noise{i}", torch.stack([n[i] for n in noise]))
    optimizers = {
        "sgd": lambda p: torch.optim.SGD(p, 0.1),
        "momentum": lambda p: torch.optim.SGD(p, 0.05, momentum=0.9),
        "sgd_decay": lambda p: torch.optim.SGD(p, 0.05, momentum=0.8, weight_decay=0.1),
        "adam": lambda p: torch.optim.Adam(p, 0.02),
        "adam_decay": lambda p: torch.optim.Adam(p, 0.02, (0.8, 0.95), 1e-6, 0.1),
        "adamw": lambda p: torch.optim.AdamW(p, 0.02, (0.9, 0.999), 1e-8, 0.1),
        "clipped": lambda p: torch.optim.SGD(p, 0.1),
    }
    for name, make in optimizers.items():
        params = [s.clone().requires_grad_() for s in start]
        optimizer = make(params)
        norms = []
        for t in range(20):
            if t == 10:
                optimizer.param_groups[0]["lr"] /= 2
            for i, p in enumerate(params):
                p.grad = 0.5 * p.detach() + noise[t][i]
            if name == "clipped":
                norms.append(torch.nn.utils.clip_grad_norm_(params, 4.0))
            optimizer.step()
        if norms:
            write(file, "clipped.norms", torch.stack(norms))
        for i, p in enumerate(params):
            write(file, f"{name}.end{i}", p)


with open(HERE / "ops.txt", "w", encoding="ascii") as out:
    print("# Written by common.py with PyTorch, in double.", file=out)
    for part in (arithmetic, unary, products, softmax_and_losses, reductions, shapes,
                 lookups_and_masks, norms):
        part(out)
with open(HERE / "optim.txt", "w", encoding="ascii") as out:
    print("# Written by common.py with PyTorch, in double.", file=out)
    optimizers(out)
