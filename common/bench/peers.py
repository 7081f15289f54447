#!/usr/bin/env python3
"""The training steps of the course in PyTorch, timed like ours (timing.c).

    peers.py [NAME...]        prints "NAME seconds threads" for each, best of 1 and 2
                              threads; without PyTorch nothing, and exit status 3

Same sizes, same batch, same optimizer as common/bench/chNN.c; written as the
lectures write them. Inputs are ready tensors: what is timed is forward, backward
and update.
"""
import statistics
import sys
import time

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError:
    sys.exit(3)

ROUND_SECONDS, ROUNDS = 0.02, 25


def step_of(optimizer, loss_of):
    """One step: forward, backward, update."""
    def step():
        loss = loss_of()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    return step


def sgd(module, rate=0.01):
    return torch.optim.SGD(module.parameters(), lr=rate)


def adam(module, rate=1e-3):
    return torch.optim.Adam(module.parameters(), lr=rate)


def classify(module, x, y, optimizer):
    return step_of(optimizer, lambda: F.cross_entropy(module(x), y))


def digits_mlp():
    net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    return classify(net, torch.randn(64, 784), torch.randint(10, (64,)), sgd(net))


def digits_bn():
    net = nn.Sequential(nn.Linear(784, 128, bias=False), nn.BatchNorm1d(128), nn.ReLU(),
                        nn.Linear(128, 10))
    return classify(net, torch.randn(64, 784), torch.randint(10, (64,)), adam(net))


def seed_cnn():
    net = nn.Sequential(nn.Conv2d(1, 6, 4), nn.MaxPool2d(5), nn.ReLU(), nn.Flatten(),
                        nn.Linear(150, 10))
    return classify(net, torch.randn(64, 1, 28, 28), torch.randint(10, (64,)), adam(net))


def lenet():
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(6, 16, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
    return classify(net, torch.randn(64, 1, 28, 28), torch.randint(10, (64,)), adam(net))


STEPS = {"digits-mlp": digits_mlp, "digits-bn": digits_bn, "seed-cnn": seed_cnn,
         "lenet": lenet}


def seconds_of(step):
    """The median over rounds, each of as many calls as fill ROUND_SECONDS."""
    def round_of(calls):
        start = time.perf_counter()
        for _ in range(calls):
            step()
        return (time.perf_counter() - start) / calls
    round_of(3)
    calls = max(1, int(ROUND_SECONDS / round_of(3)) + 1)
    return statistics.median(round_of(calls) for _ in range(ROUNDS))


def main():
    torch.manual_seed(1)
    for name in sys.argv[1:] or STEPS:
        best = None
        for threads in (1, 2):
            torch.set_num_threads(threads)
            seconds = seconds_of(STEPS[name]())
            if best is None or seconds < best[0]:
                best = seconds, threads
        print(name, f"{best[0]:.9f}", best[1], flush=True)


main()
