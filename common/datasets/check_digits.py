#!/usr/bin/env python3
"""How hard are the digits? Prints what three classifiers reach on a set.

    /usr/bin/python3 common/datasets/check_digits.py data/digits

A linear classifier must stay at 95 % or below, or the lessons on deeper nets
would have nothing to show; a good convolutional net must pass 99 %, or the
pictures would be ambiguous. The linear figure is an upper bound: the best of all
epochs and of several penalties on the test set itself. Exit status 1 when a bound
does not hold. Needs numpy and PyTorch; nothing else in the project does.
"""

import os
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def read(folder, name, header):
    with open(os.path.join(folder, name), "rb") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def load(folder, part):
    x = read(folder, part + "-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28)
    y = read(folder, part + "-labels-idx1-ubyte", 8)
    return torch.tensor(x / 255, dtype=torch.float32), torch.tensor(y, dtype=torch.long)


def accuracy(model, x, y):
    model.eval()
    with torch.no_grad():
        right = sum((model(x[i:i + 1000]).argmax(1) == y[i:i + 1000]).sum().item()
                    for i in range(0, len(x), 1000))
    model.train()
    return right / len(x)


def train(model, data, epochs, rate, decay=0.0):
    """Adam with a cosine schedule; returns the last and the best test accuracy."""
    x, y, x_test, y_test = data
    adam = torch.optim.Adam(model.parameters(), lr=rate, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, epochs)
    best = last = 0.0
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(64):
            adam.zero_grad()
            F.cross_entropy(model(x[rows]), y[rows]).backward()
            adam.step()
        schedule.step()
        last = accuracy(model, x_test, y_test)
        best = max(best, last)
    return last, best


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 49, 128), nn.ReLU(), nn.Dropout(0.3),
        nn.Linear(128, 10))


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "data/digits"
    data = load(folder, "train") + load(folder, "t10k")
    torch.manual_seed(1)
    linear = 0.0
    for decay in (0.0, 1e-4, 1e-3):
        model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
        last, best = train(model, data, 15, 2e-3, decay)
        linear = max(linear, best)
        print("linear  L2 %-6g  last %.4f  best %.4f" % (decay, last, best), flush=True)
    print("mlp 784-128-10    last %.4f  best %.4f" % train(mlp(), data, 10, 1e-3),
          flush=True)
    start = time.time()
    last, best = train(cnn(), data, 8, 2e-3)
    print("cnn               last %.4f  best %.4f  (%.0f s)" % (last, best,
                                                               time.time() - start))
    good = linear <= 0.95 and last > 0.99
    print("the bounds hold" if good else "a bound fails: linear <= 0.95, cnn > 0.99")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
