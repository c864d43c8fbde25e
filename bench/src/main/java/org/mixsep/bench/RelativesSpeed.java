package org.mixsep.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.layer.CosineLinear;
import org.mixsep.loss.AngularMarginLoss;
import org.mixsep.loss.Annealing;
import org.mixsep.loss.ContrastiveLoss;
import org.mixsep.loss.FocalLoss;
import org.mixsep.loss.HingeLoss;
import org.mixsep.loss.LargeMarginSoftmaxLoss;
import org.mixsep.loss.ModuleLoss;
import org.mixsep.loss.MultiLoss;
import org.mixsep.loss.SupervisedContrastiveLoss;
import org.mixsep.loss.Targets;
import org.mixsep.loss.TripletLoss;
import org.mixsep.loss.TripletLoss.Average;
import org.mixsep.loss.TripletLoss.Distance;
import org.mixsep.loss.TripletLoss.Hinge;
import org.mixsep.loss.TripletLoss.Mining;
import org.mixsep.network.ModuleOutput;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.RandomState;

/**
 * One loss forward and back, a time in milliseconds for each line of standard input: the twin of
 * bench/pytorch/relatives_speed.py. The first line is what it takes at its peak beyond its inputs,
 * in MiB.
 *
 * <p>Arguments: LOSS IMAGES DIMENSIONS CLASSES THREADS.
 */
public final class RelativesSpeed {
  private static final Compute CPU = new Compute(false, Precision.FLOAT32);

  private RelativesSpeed() {}

  public static void main(String[] arguments) throws IOException {
    int[] sizes = List.of(arguments).stream().skip(1).mapToInt(Integer::parseInt).toArray();
    Compute.useThreads(sizes[3]);
    RandomState.seed(1);
    loss(arguments[0], 64, sizes[1], sizes[2]).get(); // loads what there is to load
    Supplier<Double> loss = loss(arguments[0], sizes[0], sizes[1], sizes[2]);
    Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak from here on
    long before = mebibytes("VmRSS:");
    loss.get();
    System.out.println(mebibytes("VmHWM:") - before);
    BufferedReader turns = new BufferedReader(new InputStreamReader(System.in));
    while (turns.readLine() != null) {
      System.out.printf(Locale.ROOT, "%.2f%n", loss.get());
    }
  }

  private static Supplier<Double> loss(String name, int images, int dimensions, int classes) {
    int[] labels = new Random(1).ints(images, 0, classes).toArray();
    Tensor x = torch.randn(images, dimensions).set_requires_grad(true);
    Tensor w = torch.randn(classes, dimensions).set_requires_grad(true);
    Tensor q = torch.randn(images, classes).set_requires_grad(true);
    return () -> {
      long start = System.nanoTime();
      try (PointerScope scope = new PointerScope()) {
        value(name, x, w, q, Targets.of(labels, classes, CPU)).backward();
        for (Tensor leaf : List.of(x, w, q)) {
          leaf.mutable_grad().reset();
        }
      }
      return (System.nanoTime() - start) / 1e6;
    };
  }

  private static Tensor value(String name, Tensor x, Tensor w, Tensor q, Targets targets) {
    return switch (name) {
      case "contrastive" ->
          new ContrastiveLoss(1, 1, true, ContrastiveLoss.Pairs.NONZERO).of(x, targets);
      case "contrastive-2" ->
          new ContrastiveLoss(1, 2, false, ContrastiveLoss.Pairs.BALANCED).of(x, targets);
      case "semi-hard" -> TripletLoss.faceNet().of(x, targets);
      case "batch-hard" -> triplet(Mining.BATCH_HARD).of(x, targets);
      case "all-triplets" -> triplet(Mining.ALL).of(x, targets);
      case "supervised-contrastive" -> new SupervisedContrastiveLoss(0.1).of(x, targets);
      case "hinge" -> HingeLoss.squared().of(q, targets);
      case "focal" -> new FocalLoss(2).of(q, targets);
      case "l-softmax" ->
          total(new LargeMarginSoftmaxLoss(2, Annealing.constant(0)), x.mm(w.t()), x, w, targets);
      case "cosface" -> angular(AngularMarginLoss.Kind.COSFACE, x, w, targets);
      case "arcface" -> angular(AngularMarginLoss.Kind.ARCFACE, x, w, targets);
      case "multi-loss" ->
          MultiLoss.mean().of(ModuleOutput.of(q, x, List.of(q, q, q)), targets, 0).total();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static TripletLoss triplet(Mining mining) {
    return new TripletLoss(mining, 0.2, Distance.EUCLIDEAN, true, Hinge.RELU, Average.NONZERO);
  }

  private static Tensor angular(AngularMarginLoss.Kind kind, Tensor x, Tensor w, Targets targets) {
    return total(
        new AngularMarginLoss(kind, 64, 0.3), CosineLinear.cosines(x, w, 64), x, w, targets);
  }

  private static Tensor total(ModuleLoss loss, Tensor logits, Tensor x, Tensor w, Targets targets) {
    return loss.of(ModuleOutput.of(logits, x, w), targets, 0).total();
  }

  private static long mebibytes(String what) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(l -> l.startsWith(what)).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    }
  }
}
