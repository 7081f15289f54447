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


class LanguageRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.RNN(58, 128), nn.Linear(128, 18)

    def forward(self, letters, lengths):
        x = F.one_hot(letters, 58).float()
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
        return F.log_softmax(self.head(self.rnn(packed)[1][0]), 1)


def language_rnn():
    """An epoch: 4,096 names of 4 to 10 letters in batches of 64, padded."""
    net, count, size = LanguageRNN(), 4096, 64
    optimizer = adam(net, 3e-3)
    lengths = 4 + torch.randint(4, (count,)) + torch.randint(4, (count,))
    letters, labels = torch.randint(58, (10, count)), torch.randint(18, (count,))

    def epoch():
        for rows in torch.randperm(count).split(size):
            longest = int(lengths[rows].max())
            loss = F.nll_loss(net(letters[:longest, rows], lengths[rows]), labels[rows])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1)
            optimizer.step()
    return epoch


def batches(x, y):
    """As the lectures draw them: 32 examples at random."""
    def draw():
        rows = torch.randint(0, x.shape[0], (32,))
        return x[rows], y[rows]
    return draw


def makemore_mlp():
    """As lecture 3 writes it."""
    draw = batches(torch.randint(27, (20000, 3)), torch.randint(27, (20000,)))
    shapes = [(27, 10), (30, 200), (200,), (200, 27), (27,)]
    C, W1, b1, W2, b2 = parameters = [(torch.randn(s) * 0.1).requires_grad_() for s in shapes]

    def step():
        x, y = draw()
        h = torch.tanh(C[x].view(-1, 30) @ W1 + b1)
        loss = F.cross_entropy(h @ W2 + b2, y)
        for p in parameters:
            p.grad = None
        loss.backward()
        for p in parameters:
            p.data += -0.1 * p.grad
    return step


class Pairs(nn.Module):
    """Two neighbours side by side, a linear layer, batch norm over (N,T), tanh."""
    def __init__(self, inputs, outputs):
        super().__init__()
        self.linear = nn.Linear(2 * inputs, outputs, bias=False)
        self.norm = nn.BatchNorm1d(outputs)

    def forward(self, x):
        N, T, C = x.shape
        h = self.linear(x.view(N, T // 2, 2 * C))
        return torch.tanh(self.norm(h.flatten(0, 1)).view(h.shape))


def wavenet():
    """The network of lecture 6: embedding 24, hidden 128, context 8."""
    draw = batches(torch.randint(27, (20000, 8)), torch.randint(27, (20000,)))
    net = nn.Sequential(nn.Embedding(27, 24), Pairs(24, 128), Pairs(128, 128),
                        Pairs(128, 128), nn.Flatten(), nn.Linear(128, 27))
    optimizer = sgd(net, 0.1)

    def loss_of():
        x, y = draw()
        return F.cross_entropy(net(x), y)
    return step_of(optimizer, loss_of)


STEPS = {"digits-mlp": digits_mlp, "digits-bn": digits_bn, "seed-cnn": seed_cnn,
         "lenet": lenet, "language-rnn": language_rnn, "makemore-mlp": makemore_mlp,
         "wavenet": wavenet}


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
