"""The built-in digits: pictures of 28 x 28 in the IDX files of MNIST, drawn.

A picture starts as a skeleton (digit_shapes.py). Its points are shaken, bent by
a smooth elastic warp, then stretched, slanted, turned and moved as a whole, and
a round pen of varying width is drawn along them with soft edges. All the chance
in picture n comes from (seed, n), so the pictures do not depend on how many
processes share the work.

Only random.random() is used, since Python promises that its sequence never
changes between versions.
"""

import math
import multiprocessing
import os
import random

from digit_shapes import SHAPES

SIZE = 28
TRAIN, TEST = 10000, 2000
SEED = 2024


def parse(text):
    """A style's text as a list of strokes, each a list of points."""
    return [[tuple(float(v) for v in point.split(",")) for point in stroke.split()]
            for stroke in text.split("/")]


STYLES = [[(weight, parse(text)) for weight, text in styles] for styles in SHAPES]


class Chance:
    """Random draws in the forms that the drawing needs."""

    def __init__(self, seed, index):
        self.random = random.Random(seed * 1000003 + index).random

    def between(self, low, high):
        return low + (high - low) * self.random()

    def bell(self, deviation):
        """Nearly normal, and never beyond 3 deviations: the sum of 3 uniforms."""
        r = self.random
        return (r() + r() + r() - 1.5) * 2 * deviation

    def pick(self, weighted):
        at = self.random() * sum(weight for weight, _ in weighted)
        for weight, thing in weighted:
            at -= weight
            if at < 0:
                return thing
        return weighted[-1][1]


def shaken(strokes, chance):
    """Moves each point a little. Strokes that share a point keep sharing it."""
    moved = {}
    for stroke in strokes:
        for point in stroke:
            if point not in moved:
                moved[point] = (point[0] + chance.bell(0.022),
                                point[1] + chance.bell(0.02))
    return [[moved[point] for point in stroke] for stroke in strokes]


def warp(chance):
    """A map from the unit box to pixels: an elastic warp, then an affine map."""
    waves = [(chance.between(2, 6), chance.between(2, 6), chance.between(0, 6.283),
              chance.bell(0.04), chance.bell(0.04)) for _ in range(2)]
    height = chance.between(14, 21)
    width = height * chance.between(0.5, 0.95)
    slant = chance.bell(0.28) + 0.1
    angle = chance.bell(0.13)
    cosine, sine = math.cos(angle), math.sin(angle)
    centre_x = 13.5 + chance.bell(0.8)
    centre_y = 13.5 + chance.bell(0.8)

    def to_pixels(x, y):
        dx = dy = 0.0
        for fx, fy, phase, ax, ay in waves:
            wave = math.sin(fx * x + fy * y + phase)
            dx += ax * wave
            dy += ay * wave
        v = (y + dy - 0.5) * height
        u = (x + dx - 0.5) * width - slant * v
        return centre_x + cosine * u - sine * v, centre_y + sine * u + cosine * v

    return to_pixels


def curve(points):
    """A smooth curve through the points, as points about 1.5 pixels apart.

    Catmull-Rom: between b and c the curve leaves along c-a and arrives along d-b.
    """
    first, last = points[0], points[-1]
    closed = len(points) > 3 and abs(first[0] - last[0]) + abs(first[1] - last[1]) < 0.01
    before = points[-2] if closed else first
    after = points[1] if closed else last
    path = [before] + points + [after]
    out = [first]
    for i in range(1, len(path) - 2):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = path[i - 1:i + 3]
        steps = int(math.hypot(cx - bx, cy - by) / 1.5) + 1
        for step in range(1, steps + 1):
            t = step / steps
            p = t * t * (2 * t - 3) + 1     # weights of b, c and their slopes
            q = t * (1 - t) * (1 - t) / 2
            s = t * t * (t - 1) / 2
            out.append((p * bx + (1 - p) * cx + q * (cx - ax) + s * (dx - bx),
                        p * by + (1 - p) * cy + q * (cy - ay) + s * (dy - by)))
    return out


def draw_segment(ink, x0, y0, x1, y1, radius):
    """Raises ink to the share of each pixel that a thick round line covers."""
    reach = radius + 0.5
    dx, dy = x1 - x0, y1 - y0
    length2 = dx * dx + dy * dy or 1e-9
    inner2, outer2 = max(radius - 0.5, 0) ** 2, reach * reach
    left = max(int(math.ceil(min(x0, x1) - reach)), 0)
    right = min(int(max(x0, x1) + reach), SIZE - 1)
    top = max(int(math.ceil(min(y0, y1) - reach)), 0)
    bottom = min(int(max(y0, y1) + reach), SIZE - 1)
    for py in range(top, bottom + 1):
        ey = py - y0
        row = py * SIZE
        for px in range(left, right + 1):
            ex = px - x0
            t = (ex * dx + ey * dy) / length2
            if t < 0:
                t = 0
            elif t > 1:
                t = 1
            fx, fy = ex - t * dx, ey - t * dy
            d2 = fx * fx + fy * fy
            if d2 < outer2:
                cover = 1.0 if d2 <= inner2 else reach - math.sqrt(d2)
                if cover > ink[row + px]:
                    ink[row + px] = cover


def draw(digit, chance):
    """A picture of the digit: SIZE * SIZE grey levels, 0 paper to 255 ink."""
    strokes = shaken(chance.pick(STYLES[digit]), chance)
    to_pixels = warp(chance)
    radius = chance.between(0.75, 1.75)
    swell = chance.bell(0.18)         # the pen presses more towards one end
    ink = [0.0] * (SIZE * SIZE)
    for stroke in strokes:
        path = curve([to_pixels(x, y) for x, y in stroke])
        for i in range(len(path) - 1):
            pressure = radius * (1 + swell * (2.0 * i / len(path) - 1))
            draw_segment(ink, *path[i], *path[i + 1], radius=pressure)
    level = chance.between(200, 256)
    grain = chance.between(0, 0.25)
    noise = chance.random
    return bytes(int(cover * level * (1 - grain * noise())) if cover > 0 else 0
                 for cover in ink)


def shuffled_labels(count, seed, index):
    """As many of each digit as of any other, in a seeded order."""
    chance = Chance(seed, index)
    labels = [n % 10 for n in range(count)]
    for n in range(count - 1, 0, -1):
        m = int(chance.random() * (n + 1))
        labels[n], labels[m] = labels[m], labels[n]
    return labels


def draw_some(job):
    seed, start, labels = job
    return b"".join(draw(label, Chance(seed, start + n))
                    for n, label in enumerate(labels))


def idx(dims, data):
    """An IDX file of unsigned bytes."""
    header = bytes([0, 0, 8, len(dims)])
    return header + b"".join(dim.to_bytes(4, "big") for dim in dims) + data


def pictures(labels, seed, start, processes):
    """The pictures of all labels, shared by some processes."""
    step = 250
    jobs = [(seed, start + n, labels[n:n + step]) for n in range(0, len(labels), step)]
    if processes > 1:
        try:
            with multiprocessing.Pool(processes) as pool:
                return b"".join(pool.map(draw_some, jobs))
        except (OSError, ImportError, ValueError):
            pass    # some systems have no semaphores: draw in this process
    return b"".join(draw_some(job) for job in jobs)


def files(train=TRAIN, test=TEST, seed=SEED, processes=None):
    """The four files of the set: {name: content}."""
    processes = processes or min(os.cpu_count() or 1, 8)
    out = {}
    for name, count, start in (("train", train, 0), ("t10k", test, 10 ** 6)):
        labels = shuffled_labels(count, seed, -1 - start)
        data = pictures(labels, seed, start, processes)
        out[name + "-images-idx3-ubyte"] = idx([count, SIZE, SIZE], data)
        out[name + "-labels-idx1-ubyte"] = idx([count], bytes(labels))
    return out
