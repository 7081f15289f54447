#!/usr/bin/python3
"""Writes ch05.txt: RNN, LSTM and GRU over a padded batch, with their gradients; the
loss, clipping and the spectral radius of chapter 05.

    /usr/bin/python3 common/tests/golden/ch05.py      (needs torch)

The recurrent networks are torch.nn's, run on packed sequences: what stands in the padding
cannot take part there. PyTorch stores (4H,I) where we store (I,4H), and has two biases
where we have one: only the GRU's of the new state, bn, is not the same as one.
"""
import pathlib

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)
torch.manual_seed(20240505)
OUT = pathlib.Path(__file__).parent / "ch05.txt"


def write(file, name, tensor):
    values = tensor.detach().reshape(-1).tolist()
    shape = list(tensor.shape) or [1]
    print("tensor", name, len(shape), *shape, file=file)
    for i in range(0, len(values), 4):
        print(*(f"{v:.17g}" for v in values[i:i + 4]), file=file)


def recurrent(file, name, kind, length, I, H):
    """Inputs with noise in the padding, the outputs of all real steps (0 elsewhere), the
    last states; upstream gradients for both; the gradients of everything."""
    T, N = max(length), len(length)
    net = getattr(torch.nn, kind)(I, H)
    blocks = {"RNN": 1, "LSTM": 4, "GRU": 3}[kind]
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(torch.randn(p.shape) * 0.6)
    x = torch.randn(T, N, I, requires_grad=True)
    h0 = torch.randn(1, N, H, requires_grad=True)
    c0 = torch.randn(1, N, H, requires_grad=True)
    packed = pack_padded_sequence(x, torch.tensor(length), enforce_sorted=False)
    y, last = net(packed, (h0, c0) if kind == "LSTM" else h0)
    y, _ = pad_packed_sequence(y, total_length=T)
    hT, cT = last if kind == "LSTM" else (last, None)
    dy, dhT, dcT = torch.randn(y.shape), torch.randn(hT.shape), torch.randn(hT.shape)
    for n, steps in enumerate(length):
        dy[steps:, n] = 0
    L = (y * dy).sum() + (hT * dhT).sum()
    if kind == "LSTM":
        L = L + (cT * dcT).sum()
    L.backward()
    b, db = net.bias_ih_l0 + net.bias_hh_l0, net.bias_ih_l0.grad
    if kind == "GRU":   # the third block of bias_hh is bn
        b = net.bias_ih_l0 + torch.cat([net.bias_hh_l0[:2 * H], torch.zeros(H)])
        write(file, f"{name}.bn", net.bias_hh_l0[2 * H:])
        write(file, f"{name}.dbn", net.bias_hh_l0.grad[2 * H:])
    write(file, f"{name}.length", torch.tensor(length))
    for key, value in (("x", x), ("Wx", net.weight_ih_l0.T), ("b", b), ("h0", h0[0]),
                       ("Wh", net.weight_hh_l0.T), ("y", y), ("hT", hT[0]), ("dy", dy),
                       ("dhT", dhT[0]), ("dx", x.grad), ("dWx", net.weight_ih_l0.grad.T),
                       ("db", db), ("dWh", net.weight_hh_l0.grad.T), ("dh0", h0.grad[0])):
        write(file, f"{name}.{key}", value)
    assert list(net.weight_hh_l0.shape) == [blocks * H, H]
    if kind == "LSTM":
        for key, value in (("c0", c0[0]), ("cT", cT[0]), ("dcT", dcT[0]),
                           ("dc0", c0.grad[0])):
            write(file, f"{name}.{key}", value)


def networks(file):
    for kind in ("RNN", "LSTM", "GRU"):
        recurrent(file, f"{kind}_padded", kind, [2, 6, 1, 4, 6, 3, 5], 4, 3)
        recurrent(file, f"{kind}_full", kind, [5, 5], 3, 4)
        recurrent(file, f"{kind}_one", kind, [3], 2, 5)


def lookup(file):
    letter = torch.tensor([3, 0, 4, 3, 3, 1, 0])
    W, b = torch.randn(5, 3, requires_grad=True), torch.randn(3, requires_grad=True)
    a, da = F.one_hot(letter, 5).double() @ W + b, torch.randn(7, 3)
    a.backward(da)
    for key, value in (("letter", letter), ("W", W), ("b", b), ("a", a), ("da", da),
                       ("dW", W.grad), ("db", b.grad)):
        write(file, f"lookup.{key}", value)


def losses(file):
    for name, scale, targets in (("loss_all", 1, [2, 0, 4, 1]), ("loss_some", 3, [-1, 3, -1, 0]),
                                 ("loss_large", 500, [1, 2, 3, 4])):
        x = (torch.randn(4, 5) * scale).requires_grad_()
        target = torch.tensor(targets)
        y = F.log_softmax(x, 1)
        y.retain_grad()
        loss = F.nll_loss(y, target, ignore_index=-1)
        loss.backward()
        for key, value in (("x", x), ("target", target), ("y", y), ("loss", loss),
                           ("dy", y.grad), ("dx", x.grad)):
            write(file, f"{name}.{key}", value)


def clipping(file):
    for name, scale, bound in (("clip_long", 4, 1.0), ("clip_short", 0.01, 1.0),
                               ("clip_tiny", 1e-6, 5e-7)):
        parameters = [torch.zeros(n, requires_grad=True) for n in (3, 7, 2)]
        for i, p in enumerate(parameters):
            p.grad = torch.randn(p.shape) * scale
            write(file, f"{name}.before{i}", p.grad)
        norm = torch.nn.utils.clip_grad_norm_(parameters, bound)
        write(file, f"{name}.bound", torch.tensor(bound))
        write(file, f"{name}.norm", norm)
        for i, p in enumerate(parameters):
            write(file, f"{name}.after{i}", p.grad)


def radius(file):
    W = torch.randn(12, 12) / 12 ** 0.5
    write(file, "radius.W", W)
    write(file, "radius.radius", torch.linalg.eigvals(W).abs().max())


def temperature(file):
    logits = torch.randn(9) * 3
    write(file, "temperature.logits", logits)
    for name, value in (("cold", 0.3), ("hot", 2.0)):
        write(file, f"temperature.{name}", F.softmax(logits / value, 0))


with open(OUT, "w", encoding="ascii") as out:
    print("# Written by ch05.py with PyTorch, in double.", file=out)
    for part in (networks, lookup, losses, clipping, radius, temperature):
        part(out)
