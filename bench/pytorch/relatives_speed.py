"""One loss of pytorch-metric-learning forward and back, a time in milliseconds for each line of
standard input: the twin of RelativesSpeed.java. The first line is what it takes at its peak beyond
its inputs, in MiB.

Arguments: LOSS IMAGES DIMENSIONS CLASSES THREADS.
"""
import sys
import time

import torch
from pytorch_metric_learning import distances, losses, miners, reducers

name = sys.argv[1]
images, dimensions, classes, threads = map(int, sys.argv[2:])
torch.set_num_threads(threads)
torch.manual_seed(1)
euclidean = distances.LpDistance(normalize_embeddings=True, p=2, power=1)


def loss(x, labels):
    if name == "contrastive":
        return losses.ContrastiveLoss(0, 1, distance=euclidean), None
    if name == "batch-hard":
        return (
            losses.TripletMarginLoss(0.2, distance=euclidean),
            miners.BatchHardMiner(distance=euclidean),
        )
    if name == "all-triplets":
        return losses.TripletMarginLoss(0.2, distance=euclidean, triplets_per_anchor="all"), None
    if name == "supervised-contrastive":
        return losses.SupConLoss(0.1, reducer=reducers.MeanReducer()), None
    if name == "l-softmax":
        return losses.LargeMarginSoftmaxLoss(classes, dimensions, margin=2, scale=1), None
    if name == "cosface":
        return losses.CosFaceLoss(classes, dimensions, margin=0.3, scale=64), None
    if name == "arcface":
        return losses.ArcFaceLoss(classes, dimensions, margin=17.2, scale=64), None
    raise SystemExit(f"pytorch-metric-learning has no {name} of this kind")


def run(n):
    x = torch.randn(n, dimensions, requires_grad=True)
    labels = torch.randint(classes, (n,))
    function, miner = loss(x, labels)

    def once():
        start = time.perf_counter()
        mined = miner(x, labels) if miner else None
        function(x, labels, mined).backward()
        x.grad = None
        function.zero_grad()
        return 1000 * (time.perf_counter() - start)

    return once


def mebibytes(what):
    with open("/proc/self/status") as lines:
        return next(int(l.split()[1]) for l in lines if l.startswith(what)) // 1024


run(64)()
once = run(images)
with open("/proc/self/clear_refs", "w") as peak:
    peak.write("5")
before = mebibytes("VmRSS:")
once()
print(mebibytes("VmHWM:") - before, flush=True)
for _ in sys.stdin:
    print(f"{once():.2f}", flush=True)
