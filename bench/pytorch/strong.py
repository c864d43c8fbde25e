"""The presets cifar10-resnetK-strided-strong in PyTorch: the same network, recipe, images and
number format. Prints the test error of the last weights.

Usage: strong.py FOLDER K SEED [ITERATIONS] [THREADS]
  FOLDER      with the official binary files data_batch_1.bin ... test_batch.bin
  FLOAT32=1   in float32 instead of bfloat16
"""
import math
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

from airbench import error, read

BATCH, RATE, DECAY, MOMENTUM, PADDING = 128, 0.2, 0.0005, 0.9, 4


class Unit(nn.Module):
    """Pre-activation residual unit; the shortcut of another shape is a 1x1 convolution."""

    def __init__(self, inputs, width, stride):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(inputs), nn.BatchNorm2d(width)
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        changes = inputs != width or stride != 1
        self.shortcut = nn.Conv2d(inputs, width, 1, stride, bias=False) if changes else None

    def forward(self, x):
        h = F.relu(self.norm1(x))
        base = x if self.shortcut is None else self.shortcut(h)
        return self.conv2(F.relu(self.norm2(self.conv1(h)))) + base


class ResNet(nn.Module):
    def __init__(self, units, classes=10):
        super().__init__()
        layers, inputs = [nn.Conv2d(3, 16, 3, padding=1, bias=False)], 16
        for width, stride in ((16, 1), (32, 2), (64, 2)):
            for unit in range(units):
                layers.append(Unit(inputs, width, stride if unit == 0 else 1))
                inputs = width
        self.blocks, self.norm = nn.Sequential(*layers), nn.BatchNorm2d(64)
        self.linear = nn.Linear(64, classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")

    def forward(self, x):
        return self.linear(F.relu(self.norm(self.blocks(x))).float().mean((2, 3)))


def rate(step, steps):
    """Half a cosine, scaled up over the first twentieth."""
    warm = steps // 20
    scale = (step + 1) / warm if step < warm else 1
    return RATE * scale * 0.5 * (1 + math.cos(math.pi * step / steps))


def augmented(images, generator):
    """Mirrored by chance, shifted by up to four pixels, by reflection."""
    n = len(images)
    mirrored = torch.rand(n, generator=generator) < 0.5
    images = torch.where(mirrored.view(-1, 1, 1, 1), images.flip(-1), images)
    padded = F.pad(images, (PADDING,) * 4, "reflect")
    y, x = torch.randint(0, 2 * PADDING + 1, (2, n, 1), generator=generator)
    side = torch.arange(32)
    return padded[torch.arange(n).view(-1, 1, 1), :, (y + side).unsqueeze(2), (x + side).unsqueeze(1)].permute(0, 3, 1, 2)


@torch.no_grad()
def test_error(model, images, labels, cast):
    model.eval()
    logits = torch.cat([cast(model, x).float() for x in images.split(500)])
    model.train()
    return error(logits, labels)


def main():
    folder, units, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    steps = int(sys.argv[4]) if len(sys.argv) > 4 else 24 * 390
    torch.set_num_threads(int(sys.argv[5]) if len(sys.argv) > 5 else os.cpu_count())
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    images, labels = read(folder, [f"data_batch_{i}.bin" for i in range(1, 6)])
    tests, test_labels = read(folder, ["test_batch.bin"])
    mean, std = images.mean((0, 2, 3), True), images.std((0, 2, 3), keepdim=True)
    images, tests = (images - mean) / std, (tests - mean) / std
    model = ResNet(units).to(memory_format=torch.channels_last)
    weights = [p for p in model.parameters() if p.ndim >= 2]
    others = [p for p in model.parameters() if p.ndim < 2]
    groups = [dict(params=weights, weight_decay=DECAY), dict(params=others, weight_decay=0)]
    optimizer = torch.optim.SGD(groups, lr=RATE, momentum=MOMENTUM, nesterov=True, fused=True)

    def cast(network, x):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=not os.environ.get("FLOAT32")):
            return network(x.contiguous(memory_format=torch.channels_last))

    step, start = 0, time.time()
    while step < steps:
        order = torch.randperm(len(images), generator=generator)
        for part in order.split(BATCH)[: min(len(images) // BATCH, steps - step)]:
            for group in optimizer.param_groups:
                group["lr"] = rate(step, steps)
            loss = F.cross_entropy(cast(model, augmented(images[part], generator)), labels[part])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
        print(f"step {step}  loss {loss.item():.4f}  {time.time() - start:.0f} s", flush=True)
    seconds = time.time() - start
    found = test_error(model, tests, test_labels, cast)
    print(f"seed {seed}  test error {found:.2f} %  {seconds:.0f} s")


if __name__ == "__main__":
    main()
