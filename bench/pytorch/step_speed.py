"""Whole training steps in PyTorch, a stretch for each line of standard input: the twin of
StepSpeed.java.

Usage: step_speed.py NETWORK PRECISION STEPS THREADS
  COMPILE=1   with torch.compile (needs g++)
"""
import os
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

from airbench import Airbench, Optimizers
from photographs import PHOTOGRAPHS, stages

CLASSES = 10


class Unit(nn.Module):
    """Pre-activation residual unit of `depth` 3x3 convolutions."""

    def __init__(self, inputs, width, depth):
        super().__init__()
        sizes = [inputs] + [width] * depth
        self.norms = nn.ModuleList(nn.BatchNorm2d(n) for n in sizes[:-1])
        self.convs = nn.ModuleList(
            nn.Conv2d(a, b, 3, padding=1, bias=False) for a, b in zip(sizes, sizes[1:])
        )
        self.shortcut = nn.Conv2d(inputs, width, 1, bias=False) if inputs != width else None

    def forward(self, x):
        h = F.relu(self.norms[0](x), inplace=True)
        base = x if self.shortcut is None else self.shortcut(h)
        h = self.convs[0](h)
        for norm, conv in zip(self.norms[1:], self.convs[1:]):
            h = conv(F.relu(norm(h), inplace=True))
        return h + base


def blocks(network):
    if network in PHOTOGRAPHS:
        return stages(network), False
    if network == "vgg16":
        made, inputs = [], 3
        for depth, width in zip((3, 4, 4, 4), (64, 128, 256, 512)):
            layers = []
            for _ in range(depth):
                layers += [
                    nn.Conv2d(inputs, width, 3, padding=1, bias=False),
                    nn.BatchNorm2d(width),
                    nn.ReLU(inplace=True),
                ]
                inputs = width
            made.append((nn.Sequential(*layers), width))
        return made, False
    units, depth, widen = {"resnet3": (3, 2, 1), "resnet9": (9, 2, 1), "wrn28-10": (3, 3, 10)}[network]
    made, inputs = [(nn.Conv2d(3, 16, 3, padding=1, bias=False), 16)], 16
    for width in (16 * widen, 32 * widen, 64 * widen):
        layers = []
        for _ in range(units):
            layers.append(Unit(inputs, width, depth))
            inputs = width
        made.append((nn.Sequential(*layers), width))
    return made, True


class Network(nn.Module):
    def __init__(self, network):
        super().__init__()
        made, pre_activation = blocks(network)
        self.blocks = nn.ModuleList(block for block, _ in made)
        self.heads = nn.ModuleList(nn.Linear(width, CLASSES) for _, width in made)
        self.norms = nn.ModuleList(
            nn.BatchNorm2d(width) if pre_activation else nn.Identity() for _, width in made
        )
        self.pre_activation = pre_activation
        self.pools = network not in PHOTOGRAPHS

    def forward(self, x):
        outputs = []
        for i, (block, norm, head) in enumerate(zip(self.blocks, self.norms, self.heads)):
            x = block(F.max_pool2d(x, 2, 2) if i and self.pools else x)
            h = F.relu(norm(x), inplace=True) if self.pre_activation else x
            outputs.append(head(h.mean((2, 3))))
        return outputs


def same_class_pairs(labels):
    first, second = torch.triu_indices(len(labels), len(labels), 1)
    same = labels[first] == labels[second]
    first, second = first[same], second[same]
    classes = labels[first]
    return first, second, classes, torch.bincount(classes, minlength=CLASSES).clamp(min=1)


def loss_of(outputs, labels, pairs):
    first, second, classes, counts = pairs
    total = 0
    for q in outputs:
        q = q.float()
        distances = (q[first] - q[second]).norm(dim=1)
        means = torch.zeros(CLASSES).index_add(0, classes, distances) / counts
        total = total + F.cross_entropy(q, labels) + 0.01 * (means - 0.5).relu().square().sum()
    return total / len(outputs)


def main():
    network, precision, steps, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(threads)
    fast = network == "airbench"
    photographs = network in PHOTOGRAPHS
    batch, side = (2000, 32) if fast else (32, 224) if photographs else (128, 32)
    model = (Airbench() if fast else Network(network)).to(memory_format=torch.channels_last)
    optimizer = Optimizers(model) if fast else torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    if os.environ.get("COMPILE"):
        model = torch.compile(model)
    images = torch.randn(batch, 3, side, side).contiguous(memory_format=torch.channels_last)
    labels = torch.arange(batch) % CLASSES

    def step():
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
            outputs = model(images)
        if fast:
            F.cross_entropy(outputs, labels, label_smoothing=0.2).backward()
            optimizer.step(1)
        else:
            optimizer.zero_grad(set_to_none=True)
            loss_of(outputs, labels, same_class_pairs(labels)).backward()
            optimizer.step()

    step()
    first = time.clock_gettime(time.CLOCK_BOOTTIME) - started()
    for _ in range(max(2, steps // 4) - 1):
        step()
    print(f"{first:.2f}", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        for _ in range(steps):
            step()
        print(f"{steps * batch / (time.perf_counter() - start):.1f}", flush=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def started():
    """When this process began, in seconds since the machine did."""
    with open("/proc/self/stat") as file:
        ticks = int(file.read().rsplit(")", 1)[1].split()[19])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
