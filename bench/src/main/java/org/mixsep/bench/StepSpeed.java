package org.mixsep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.loss.AdaptiveThreshold;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;
import org.mixsep.training.LearningRate;
import org.mixsep.training.Sgd;
import org.mixsep.training.Thresholds;
import org.mixsep.training.Trainer;

/**
 * Prints the images a second of whole training steps (batch 128, 3x32x32, four modules, MSL, 10
 * classes), the median of five stretches; then MiB of peak resident memory, and seconds from the
 * start of the process to the end of the first step.
 *
 * <p>Arguments: network (resnet3, resnet9, vgg16, wrn28-10), precision (float32, bfloat16), steps a
 * stretch, threads, "direct" for convolutions in that form only.
 */
public final class StepSpeed {
  private static final int BATCH = 128;
  private static final int CLASSES = 10;
  private static final int STRETCHES = 5;

  private StepSpeed() {}

  public static void main(String[] arguments) throws IOException {
    String network = arguments[0];
    Precision precision = Precision.valueOf(arguments[1].toUpperCase(Locale.ROOT));
    int steps = Integer.parseInt(arguments[2]);
    Compute.useThreads(Integer.parseInt(arguments[3]));
    boolean direct = arguments.length > 4 && arguments[4].equals("direct");
    Trainer trainer = trainer(network, new Compute(false, precision, !direct));
    Tensor images = torch.randn(BATCH, 3, 32, 32);
    int[] labels = IntStream.range(0, BATCH).map(i -> i % CLASSES).toArray();
    trainer.step(images, labels);
    double first = (System.currentTimeMillis() - startMillis()) / 1e3;
    for (int i = 1; i < Math.max(2, steps / 4); i++) {
      trainer.step(images, labels);
    }
    double[] rates = new double[STRETCHES];
    for (int s = 0; s < STRETCHES; s++) {
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        trainer.step(images, labels);
      }
      rates[s] = steps * BATCH / ((System.nanoTime() - start) / 1e9);
    }
    java.util.Arrays.sort(rates);
    System.out.printf(Locale.ROOT, "%.1f %d %.2f%n", rates[STRETCHES / 2], peakMebibytes(), first);
  }

  private static long startMillis() {
    return ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
  }

  private static long peakMebibytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      String peak = lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
      return Long.parseLong(peak.replaceAll("\\D", "")) / 1024;
    }
  }

  private static Trainer trainer(String network, Compute compute) {
    Variables variables = new Variables(compute, 1);
    return new Trainer(
        Networks.of(network, variables, CLASSES),
        new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01),
        new Thresholds(AdaptiveThreshold.paper(), false, 4),
        new Sgd(variables.parameters(), 0.9, 0, false),
        new LearningRate.Constant(0.01),
        CLASSES,
        compute);
  }
}
