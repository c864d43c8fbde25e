"""The preset cifar10-airbench in PyTorch: the same network, recipe, images and number format.

Trains and prints the test error of the last weights, by the plain images and by six views, as
`mixsep train --preset cifar10-airbench evaluate.views=mirror-shift` does.

Usage: airbench.py FOLDER SEED [EPOCHS] [THREADS]
  FOLDER      with the official binary files data_batch_1.bin ... test_batch.bin
  COMPILE=1   with torch.compile (needs g++)
  FLOAT32=1   in float32 instead of bfloat16
"""
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

BATCH, RATE, FILTER_RATE, BIAS_FACTOR, DECAY = 2000, 0.02, 0.24, 5000, 0.2
FILTER_MOMENTUM, MOMENTUM, SMOOTHING = 0.6, 0.85, 0.2


class Group(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.conv1 = convolution(inputs, width)
        self.norm1 = norm(width)
        self.conv2 = convolution(width, width)
        self.norm2 = norm(width)

    def forward(self, x):
        x = F.gelu(self.norm1(F.max_pool2d(self.conv1(x), 2)))
        return F.gelu(self.norm2(self.conv2(x)))


def convolution(inputs, width):
    layer = nn.Conv2d(inputs, width, 3, padding=1, bias=False)
    nn.init.dirac_(layer.weight.data[:inputs])
    return layer


def norm(width):
    layer = nn.BatchNorm2d(width, eps=1e-12, momentum=0.4)
    layer.weight.requires_grad = False
    return layer


class Airbench(nn.Module):
    """Whitening that is not trained, three groups, mean over positions, a linear layer."""

    def __init__(self, classes=10):
        super().__init__()
        self.whitening = nn.Conv2d(3, 24, 2, bias=False)
        self.whitening.weight.requires_grad = False
        self.groups = nn.Sequential(Group(24, 64), Group(64, 256), Group(256, 256))
        self.linear = nn.Linear(256, classes)

    def forward(self, x):
        x = self.groups(F.gelu(self.whitening(x)))
        return self.linear(x.float().mean((2, 3)))

    def fit(self, images):
        patches = images.double().unfold(2, 2, 1).unfold(3, 2, 1)
        patches = patches.permute(0, 2, 3, 1, 4, 5).reshape(-1, 12)
        values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
        filters = (vectors / torch.sqrt(values + 5e-4)).T.reshape(-1, 3, 2, 2)
        self.whitening.weight.data[:] = torch.cat((filters, -filters))


class Optimizers:
    """Muon on filters, stochastic gradient descent on all else."""

    def __init__(self, model):
        trained = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        self.filters = [p for _, p in trained if p.ndim == 4]
        self.momenta = [torch.zeros_like(p) for p in self.filters]
        biases = [p for n, p in trained if "norm" in n]
        rest = [p for n, p in trained if n.startswith("linear")]
        self.sgd = torch.optim.SGD(
            [
                dict(params=biases, factor=BIAS_FACTOR, weight_decay=DECAY / BIAS_FACTOR),
                dict(params=rest, factor=1, weight_decay=DECAY),
            ],
            lr=RATE,
            momentum=MOMENTUM,
            nesterov=True,
            fused=True,
        )

    @torch.no_grad()
    def step(self, share):
        """A step at a share of the first learning rates; clears the gradients."""
        for group in self.sgd.param_groups:
            group["lr"] = RATE * share * group["factor"]
        self.sgd.step()
        self.sgd.zero_grad(set_to_none=True)
        for p, m in zip(self.filters, self.momenta):
            m.mul_(FILTER_MOMENTUM).add_(p.grad)
            ahead = p.grad.add(m, alpha=FILTER_MOMENTUM)
            p.mul_(len(p) ** 0.5 / p.norm())
            p.sub_(orthogonal(ahead.flatten(1)).view_as(p), alpha=FILTER_RATE * share)
            p.grad = None


def orthogonal(m, steps=3):
    x = m / (m.norm() + 1e-7)
    x = x.T if len(x) > x.size(1) else x
    for _ in range(steps):
        s = x @ x.T
        x = 3.4445 * x + (-4.7750 * s + 2.0315 * s @ s) @ x
    return x.T if x.shape != m.shape else x


def augmented(images, epoch, flips, generator):
    """Every other epoch mirrored; a shift by up to two pixels, by reflection."""
    mirrored = (flips + epoch) % 2 == 1
    images = torch.where(mirrored.view(-1, 1, 1, 1), images.flip(-1), images)
    padded = F.pad(images, (2,) * 4, "reflect")
    shifts = torch.randint(0, 5, (len(images), 2), generator=generator)
    made = torch.empty_like(images)
    for y in range(5):
        for x in range(5):
            chosen = (shifts[:, 0] == y) & (shifts[:, 1] == x)
            made[chosen] = padded[chosen, :, y : y + 32, x : x + 32]
    return made


def read(folder, names):
    rows = np.concatenate(
        [np.fromfile(os.path.join(folder, n), np.uint8).reshape(-1, 3073) for n in names]
    )
    images = torch.from_numpy(rows[:, 1:].copy()).view(-1, 3, 32, 32).float()
    return images, torch.from_numpy(rows[:, 0].astype(np.int64))


def error(logits, labels):
    return 100 * (logits.argmax(1) != labels).float().mean().item()


@torch.no_grad()
def evaluate(model, images, labels, cast):
    """Test errors in percent: plain, and by six views."""
    model.eval()

    def logits(part):
        return torch.cat([cast(model, x).float() for x in part.split(BATCH)])

    def both(part):
        return 0.5 * logits(part) + 0.5 * logits(part.flip(-1))

    plain = logits(images)
    padded = F.pad(images, (1,) * 4, "reflect")
    shifted = 0.5 * both(padded[:, :, :32, :32]) + 0.5 * both(padded[:, :, 2:, 2:])
    views = 0.5 * both(images) + 0.5 * shifted
    model.train()
    return error(plain, labels), error(views, labels)


def main():
    folder, seed = sys.argv[1], int(sys.argv[2])
    epochs = float(sys.argv[3]) if len(sys.argv) > 3 else 8
    torch.set_num_threads(int(sys.argv[4]) if len(sys.argv) > 4 else os.cpu_count())
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    images, labels = read(folder, [f"data_batch_{i}.bin" for i in range(1, 6)])
    tests, test_labels = read(folder, ["test_batch.bin"])
    mean, std = images.mean((0, 2, 3), True), images.std((0, 2, 3), keepdim=True)
    images, tests = (images - mean) / std, (tests - mean) / std
    model = Airbench()
    model.fit(images[torch.randperm(len(images), generator=generator)[:2000]])
    model = model.to(memory_format=torch.channels_last)
    stepped = torch.compile(model) if os.environ.get("COMPILE") else model
    optimizers = Optimizers(model)

    def cast(network, x):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=not os.environ.get("FLOAT32")):
            return network(x.contiguous(memory_format=torch.channels_last))

    flips = torch.randint(0, 2, (len(images),), generator=generator)
    each = len(images) // BATCH
    steps, step, start = int(each * epochs), 0, time.time()
    while step < steps:
        order = torch.randperm(len(images), generator=generator)
        for part in order.split(BATCH)[: min(each, steps - step)]:
            x = augmented(images[part], step // each, flips[part], generator)
            loss = F.cross_entropy(cast(stepped, x), labels[part], label_smoothing=SMOOTHING)
            loss.backward()
            optimizers.step(1 - step / steps)
            step += 1
        print(f"epoch {step / each:.0f}  loss {loss.item():.4f}  {time.time() - start:.0f} s", flush=True)
    seconds = time.time() - start
    plain, views = evaluate(model, tests, test_labels, cast)
    print(f"seed {seed}  test error {plain:.2f} %  by views {views:.2f} %  {seconds:.0f} s")


if __name__ == "__main__":
    main()
