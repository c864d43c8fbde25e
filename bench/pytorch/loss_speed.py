"""Milliseconds, median, of a loss's forward and backward pass in plain PyTorch.

Arguments: images, logits, threads. The within-class term takes the pairs of each class by index, as
one would write it first.
"""
import statistics
import sys
import time

import torch

images, classes, threads = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(1)
logits = torch.randn(images, classes, requires_grad=True)
labels = torch.randint(classes, (images,))


def cross_entropy():
    return torch.nn.functional.cross_entropy(logits, labels)


def gathered_pairs():
    total = cross_entropy()
    first, second = torch.triu_indices(images, images, 1)
    same = labels[first] == labels[second]
    first, second = first[same], second[same]
    distance = (logits[first] - logits[second]).norm(dim=1)
    sums = torch.zeros(classes).index_add(0, labels[first], distance)
    pairs = torch.bincount(labels[first], minlength=classes).clamp(min=1)
    return total + (sums / pairs - 0.5).relu().square().sum()


def milliseconds(loss):
    times = []
    start = time.perf_counter()
    while len(times) < 3 or time.perf_counter() - start < 3:
        before = time.perf_counter()
        loss().backward()
        logits.grad = None
        times.append(1000 * (time.perf_counter() - before))
    return statistics.median(times)


print(f"cross-entropy {milliseconds(cross_entropy):.3f}")
if images <= 4096:
    print(f"gathered-pairs {milliseconds(gathered_pairs):.3f}")
