#!/usr/bin/python3
"""Writes ch03.txt: convolution, pooling, the residual block of chapter 03, and the
block of convolution, relu and pooling of the library.

    /usr/bin/python3 common/tests/golden/ch03.py      (needs torch)
"""
import itertools
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20240303)
OUT = pathlib.Path(__file__).parent / "ch03.txt"


def write(file, name, tensor):
    values = tensor.detach().reshape(-1).tolist()
    shape = list(tensor.shape) or [1]
    print("tensor", name, len(shape), *shape, file=file)
    for i in range(0, len(values), 4):
        print(*(f"{v:.17g}" for v in values[i:i + 4]), file=file)


def case(file, name, function, inputs, sizes):
    """Inputs, output y, upstream dy and the gradient of every input. `sizes` are the
    whole numbers that the C side needs."""
    write(file, f"{name}.sizes", torch.tensor(sizes, dtype=torch.float64))
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


def distinct(*shape):
    """Values at least 0.1 apart, so that a maximum has one winner."""
    size = torch.Size(shape).numel()
    return (torch.randperm(size) * 0.1 - size * 0.05).reshape(shape)


def convolutions(file):
    for stride, padding, C in itertools.product((1, 2, 3), (0, 1, 2), (1, 2, 3, 4, 5)):
        O, KH, KW = 1 + (C + stride) % 4, 2 + C % 3, 1 + (C + padding) % 4
        inputs = {"x": torch.randn(1 + C % 2, C, 5, 6), "W": torch.randn(O, C, KH, KW),
                  "b": torch.randn(O)}
        case(file, f"conv_s{stride}_p{padding}_c{C}",
             lambda x, W, b: F.conv2d(x, W, b, stride, padding), inputs, [stride, padding])


def depthwise(file):
    for stride, padding, C in ((1, 0, 3), (2, 1, 4), (3, 2, 1)):
        inputs = {"x": torch.randn(2, C, 5, 6), "W": torch.randn(C, 1, 3, 2),
                  "b": torch.randn(C)}
        case(file, f"depthwise_s{stride}",
             lambda x, W, b: F.conv2d(x, W, b, stride, padding, groups=C), inputs,
             [stride, padding])


def pooling(file):
    for window, stride in ((2, 2), (3, 2), (3, 1), (2, 3)):
        pool = {"max": F.max_pool2d, "avg": F.avg_pool2d}
        for kind, function in pool.items():
            case(file, f"{kind}_w{window}_s{stride}",
                 lambda x: function(x, window, stride), {"x": distinct(2, 2, 6, 7)},
                 [window, stride])
    case(file, "global", lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1),
         {"x": torch.randn(2, 3, 4, 2)}, [0])


def residual(file):
    for name, C, O, stride in (("residual_same", 3, 3, 1), ("residual_wider", 2, 4, 1),
                               ("residual_strided", 2, 3, 2)):
        inputs = {"x": torch.randn(2, C, 4, 5), "W1": torch.randn(O, C, 3, 3),
                  "b1": torch.randn(O), "W2": torch.randn(O, O, 3, 3),
                  "b2": torch.randn(O)}
        if C != O or stride != 1:
            inputs |= {"Wp": torch.randn(O, C, 1, 1), "bp": torch.randn(O)}

        def block(x, W1, b1, W2, b2, Wp=None, bp=None):
            h = F.relu(F.conv2d(x, W1, b1, stride, 1))
            shortcut = x if Wp is None else F.conv2d(x, Wp, bp, stride, 0)
            return F.relu(F.conv2d(h, W2, b2, 1, 1) + shortcut)
        case(file, name, block, inputs, [stride])


def blocks(file):
    for N, C, size, stride, padding, window in ((2, 1, 7, 1, 0, 2), (17, 2, 6, 1, 2, 2),
                                                (2, 3, 9, 2, 1, 3), (1, 2, 4, 1, 1, 1),
                                                (2, 1, 12, 1, 0, 5)):
        inputs = {"x": torch.randn(N, C, size, size + 1),
                  "W": torch.randn(1 + C, C, 2, 3), "b": torch.randn(1 + C)}
        case(file, f"block_w{window}_c{C}",
             lambda x, W, b: F.max_pool2d(F.relu(F.conv2d(x, W, b, stride, padding)),
                                          window), inputs, [stride, padding, window])


with open(OUT, "w", encoding="ascii") as out:
    print("# Written by ch03.py with PyTorch, in double.", file=out)
    for part in (convolutions, depthwise, pooling, residual, blocks):
        part(out)
