#!/usr/bin/python3
"""Writes ch07.txt: the kernels of chapter 07, forward and backward.

    /usr/bin/python3 common/tests/golden/ch07.py      (needs torch)
"""
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20240707)
OUT = pathlib.Path(__file__).parent / "ch07.txt"
EPSILON = 1e-5


def write(file, name, tensor):
    values = tensor.detach().double().reshape(-1).tolist()
    shape = list(tensor.shape) or [1]
    print("tensor", name, len(shape), *shape, file=file)
    for i in range(0, len(values), 4):
        print(*(f"{v:.17g}" for v in values[i:i + 4]), file=file)


def write_all(file, case, **tensors):
    for name, tensor in tensors.items():
        write(file, f"{case}.{name}", torch.as_tensor(tensor))


def leaf(*shape, low=None):
    x = torch.randn(shape) if low is None else torch.rand(shape) + low
    return x.requires_grad_()


def gradients(file, case, **leaves):
    write_all(file, case, **{"d" + name: x.grad for name, x in leaves.items()})


# ---- counting -----------------------------------------------------------------

def counting(file):
    V, M = 5, 60
    ids = torch.randint(0, V, (M,))
    ids[0] = ids[-1] = 0
    two, three = torch.zeros(V, V), torch.zeros(V, V, V)
    for m in range(M - 1):
        first = 0 if m == 0 or ids[m] == 0 else ids[m - 1]
        two[ids[m], ids[m + 1]] += 1
        three[first, ids[m], ids[m + 1]] += 1
    P, P3 = (two + 1) / (two + 1).sum(1, True), (three + 1) / (three + 1).sum(2, True)
    write_all(file, "count", ids=ids, two=two, three=three, P=P, P3=P3,
              nll=-(two * P.log()).sum() / (M - 1),
              nll3=-(three * P3.log()).sum() / (M - 1))


def neural(file):
    N, V, decay = 7, 5, 0.3
    W, x, y = leaf(V, V), torch.randint(0, V, (N,)), torch.randint(0, V, (N,))
    onehot = F.one_hot(x, V).double()
    counts = (onehot @ W).exp()
    p = counts / counts.sum(1, True)
    loss = -p[range(N), y].log().mean() + decay * (W**2).mean()
    loss.backward()
    write_all(file, "neural", W=W, x=x, y=y, p=p, loss=loss, decay=decay)
    gradients(file, "neural", W=W)


# ---- lecture 5: every node of the graph ------------------------------------------

def ninja(file):
    N, T, V, E, H = 6, 3, 9, 4, 5
    C, W1, b1 = leaf(V, E), leaf(T * E, H), leaf(H)
    bngain, bnbias, W2, b2 = leaf(H), leaf(H), leaf(H, V), leaf(V)
    x, y = torch.randint(0, V, (N, T)), torch.randint(0, V, (N,))
    emb = C[x]
    embcat = emb.view(N, -1)
    hprebn = embcat @ W1 + b1
    bnmeani = 1 / N * hprebn.sum(0, keepdim=True)
    bndiff = hprebn - bnmeani
    bndiff2 = bndiff**2
    bnvar = 1 / (N - 1) * bndiff2.sum(0, keepdim=True)
    bnvar_inv = (bnvar + EPSILON)**-0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = torch.tanh(hpreact)
    logits = h @ W2 + b2
    logit_maxes = logits.max(1, keepdim=True).values
    norm_logits = logits - logit_maxes
    counts = norm_logits.exp()
    counts_sum = counts.sum(1, keepdim=True)
    counts_sum_inv = counts_sum**-1
    probs = counts * counts_sum_inv
    logprobs = probs.log()
    loss = -logprobs[range(N), y].mean()
    graph = dict(emb=emb, embcat=embcat, hprebn=hprebn, bnmeani=bnmeani, bndiff=bndiff,
                 bndiff2=bndiff2, bnvar=bnvar, bnvar_inv=bnvar_inv, bnraw=bnraw,
                 hpreact=hpreact, h=h, logits=logits, logit_maxes=logit_maxes,
                 norm_logits=norm_logits, counts=counts, counts_sum=counts_sum,
                 counts_sum_inv=counts_sum_inv, probs=probs, logprobs=logprobs)
    for tensor in graph.values():
        tensor.retain_grad()
    loss.backward()
    leaves = dict(C=C, W1=W1, b1=b1, bngain=bngain, bnbias=bnbias, W2=W2, b2=b2)
    write_all(file, "ninja", x=x, y=y, loss=loss, **leaves, **graph)
    gradients(file, "ninja", **leaves, **graph)


def batch_norm(file, case, N, T, C):
    """As lecture 6 mends it: over all axes but the last, unbiased variance."""
    x, gain, bias = leaf(N, T, C), leaf(C), leaf(C)
    mean, var = x.mean((0, 1)), x.var((0, 1), unbiased=True)
    y = gain * (x - mean) / torch.sqrt(var + EPSILON) + bias
    dy = torch.randn(N, T, C)
    y.backward(dy)
    write_all(file, case, x=x, gain=gain, bias=bias, y=y, dy=dy, mean=mean,
              rstd=1 / torch.sqrt(var + EPSILON))
    gradients(file, case, x=x, gain=gain, bias=bias)


def norms(file):
    batch_norm(file, "bn", 6, 1, 4)
    batch_norm(file, "bn3", 3, 4, 5)
    x, gain, bias, dy = leaf(5, 7), leaf(7), leaf(7), torch.randn(5, 7)
    y = F.layer_norm(x, (7,), gain, bias, EPSILON)
    y.backward(dy)
    write_all(file, "ln", x=x, gain=gain, bias=bias, y=y, dy=dy)
    gradients(file, "ln", x=x, gain=gain, bias=bias)


# ---- WaveNet ------------------------------------------------------------------------

def wavenet(file, case, training):
    N, levels, V, E, H = 4, 3, 7, 3, 5
    T = 2**levels
    x, C = torch.randint(0, V, (N, T)), leaf(V, E)
    weights = {"C": C, "Wout": leaf(H, V), "bout": leaf(V)}
    running = {}
    h = C[x]
    for l in range(levels):
        W, gain, bias = leaf(2 * h.shape[2], H), leaf(H), leaf(H)
        mean, variance = torch.randn(H), torch.rand(H) + 0.5
        weights |= {f"W{l}": W, f"gain{l}": gain, f"bias{l}": bias}
        running |= {f"mean{l}": mean, f"variance{l}": variance}
        pre = h.view(N, h.shape[1] // 2, -1) @ W
        if training:
            mean, variance = pre.mean((0, 1)), pre.var((0, 1), unbiased=True)
        h = torch.tanh(gain * (pre - mean) / torch.sqrt(variance + EPSILON) + bias)
    logits = h.view(N, H) @ weights["Wout"] + weights["bout"]
    dlogits = torch.randn(N, V)
    logits.backward(dlogits)
    write_all(file, case, x=x, logits=logits, dlogits=dlogits, **weights, **running)
    gradients(file, case, **weights)


def dilated(file):
    for dilation, T in ((1, 6), (4, 9), (8, 5)):
        case = f"dilated{dilation}"
        x, W = leaf(2, T, 3), leaf(6, 4)
        filters = W.view(2, 3, 4).permute(2, 1, 0)  # (O,C,2): the older place first
        padded = F.pad(x.transpose(1, 2), (dilation, 0))
        y = F.conv1d(padded, filters, dilation=dilation).transpose(1, 2)
        dy = torch.randn(2, T, 4)
        y.backward(dy)
        write_all(file, case, x=x, W=W, y=y, dy=dy, sizes=[2, T, 3, 4, dilation])
        gradients(file, case, x=x, W=W)


def flatten(file):
    for k, T in ((2, 6), (3, 8)):
        x = leaf(2, T, 3)
        y = x[:, T % k:].reshape(2, T // k, 3 * k)
        dy = torch.randn(y.shape)
        y.backward(dy)
        write_all(file, f"flatten{k}", x=x, y=y, dy=dy, sizes=[2, T, 3, k])
        gradients(file, f"flatten{k}", x=x)


def sampling(file):
    for number, (temperature, top_k) in enumerate(((1, 0), (0.6, 4), (2.2, 1))):
        logits = torch.randn(9) * 2
        kept = logits.clone()
        if top_k:
            kept[kept < torch.topk(kept, top_k).values[-1]] = -float("inf")
        write_all(file, f"sampling{number}", logits=logits, sizes=[temperature, top_k],
                  p=F.softmax(kept / temperature, 0))


# ---- attention ------------------------------------------------------------------------

def attention(q, k, v):
    T, H = q.shape[-2:]
    scores = q @ k.transpose(-2, -1) * H**-0.5
    scores = scores.masked_fill(torch.tril(torch.ones(T, T)) == 0, -float("inf"))
    a = F.softmax(scores, -1)
    return a @ v, a


def heads(file):
    q, k, v = leaf(3, 5, 4), leaf(3, 5, 4), leaf(3, 5, 4)
    y, a = attention(q, k, v)
    dy = torch.randn(y.shape)
    y.backward(dy)
    write_all(file, "attention", q=q, k=k, v=v, y=y, a=a, dy=dy)
    gradients(file, "attention", q=q, k=k, v=v)


def block(file):
    N, T, A, D = 2, 4, 3, 2
    C = A * D
    x = leaf(N, T, C)
    w = dict(gain1=leaf(C), bias1=leaf(C), Wq=leaf(C, C), Wk=leaf(C, C), Wv=leaf(C, C),
             Wo=leaf(C, C), bo=leaf(C), gain2=leaf(C), bias2=leaf(C), W1=leaf(C, 4 * C),
             b1=leaf(4 * C), W2=leaf(4 * C, C), b2=leaf(C))
    ln1 = F.layer_norm(x, (C,), w["gain1"], w["bias1"], EPSILON)
    q, k, v = ((ln1 @ w[name]).view(N, T, A, D).transpose(1, 2)
               for name in ("Wq", "Wk", "Wv"))
    y, _ = attention(q, k, v)
    x1 = x + y.transpose(1, 2).reshape(N, T, C) @ w["Wo"] + w["bo"]
    ln2 = F.layer_norm(x1, (C,), w["gain2"], w["bias2"], EPSILON)
    x2 = x1 + F.relu(ln2 @ w["W1"] + w["b1"]) @ w["W2"] + w["b2"]
    dx2 = torch.randn(x2.shape)
    x1.retain_grad()
    x2.backward(dx2)
    write_all(file, "block", x=x, x1=x1, x2=x2, dx2=dx2, dx1=x1.grad, **w)
    gradients(file, "block", x=x, **w)


with open(OUT, "w", encoding="ascii") as out:
    print("# Written by ch07.py with PyTorch, in double.", file=out)
    for part in (counting, neural, ninja, norms, flatten, dilated, sampling, heads,
                 block):
        part(out)
    wavenet(out, "wave", True)
    wavenet(out, "wave_eval", False)
