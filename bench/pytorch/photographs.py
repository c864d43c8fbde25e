"""Residual networks of photographs, as torchvision has them: their four stages."""
import torch.nn.functional as F
from torch import nn

PHOTOGRAPHS = {"resnet18": (2, 2, 2, 2), "resnet50": (3, 4, 6, 3)}


def normed(inputs, outputs, kernel, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs)
    )


class Unit(nn.Module):
    """A basic block, or a bottleneck where its result is four times as wide as it is inside."""

    def __init__(self, inputs, inner, outputs, stride):
        super().__init__()
        if inner == outputs:
            parts = [normed(inputs, inner, 3, stride), normed(inner, outputs, 3)]
        else:
            parts = [normed(inputs, inner, 1), normed(inner, inner, 3, stride), normed(inner, outputs, 1)]
        self.parts = nn.ModuleList(parts)
        same = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if same else normed(inputs, outputs, 1, stride)

    def forward(self, x):
        h = x
        for part in self.parts[:-1]:
            h = F.relu(part(h), inplace=True)
        return F.relu(self.parts[-1](h) + self.shortcut(x), inplace=True)


def stages(network):
    """Modules and widths, the stem in the first."""
    made, inputs = [], 64
    for stage, units in enumerate(PHOTOGRAPHS[network]):
        inner = 64 << stage
        outputs = inner * (4 if network == "resnet50" else 1)
        layers = []
        if stage == 0:
            layers += [normed(3, 64, 7, 2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
        for unit in range(units):
            layers.append(Unit(inputs, inner, outputs, 2 if stage and unit == 0 else 1))
            inputs = outputs
        made.append((nn.Sequential(*layers), outputs))
    return made
