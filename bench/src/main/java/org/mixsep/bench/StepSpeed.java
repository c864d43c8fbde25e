package org.mixsep.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.loss.LossState;
import org.mixsep.loss.LossTerms;
import org.mixsep.loss.MixtureSeparabilityLoss;
import org.mixsep.loss.ModuleLoss;
import org.mixsep.loss.Targets;
import org.mixsep.loss.WithinClassLoss;
import org.mixsep.network.ModuleOutput;
import org.mixsep.torch.Compute;
import org.mixsep.torch.Convolution;
import org.mixsep.torch.Precision;
import org.mixsep.torch.Variables;
import org.mixsep.training.Muon;
import org.mixsep.training.Optimizer;
import org.mixsep.training.Sgd;
import org.mixsep.training.Trainer;

/**
 * Whole training steps (3x32x32, four modules), a stretch for each line of standard input. Prints
 * seconds from the start of the process to the end of the first step; the images a second of each
 * stretch; at the end of the input, MiB of peak resident memory.
 *
 * <p>Arguments: network (resnet3, resnet9, vgg16, wrn28-10, airbench; resnet18, resnet50, of which
 * images are 3x224x224 and a batch has 32), precision (float32, bfloat16), steps a stretch,
 * threads; then, in any order, "direct" for convolutions in that form only, "cross-entropy" for
 * libtorch's alone instead of MSL, images x classes of a batch instead of "128x10". Airbench is
 * trained as its preset is: batches of 2,000, Muon, smoothed cross-entropy.
 */
public final class StepSpeed {

  private static final int PHOTOGRAPH = 224;

  private StepSpeed() {}

  private static String usualSize(String network) {
    return fast(network) ? "2000x10" : Networks.published(network).isPresent() ? "32x10" : "128x10";
  }

  public static void main(String[] arguments) throws IOException {
    String network = arguments[0];
    Precision precision = Precision.valueOf(arguments[1].toUpperCase(Locale.ROOT));
    int steps = Integer.parseInt(arguments[2]);
    Compute.useThreads(Integer.parseInt(arguments[3]));
    List<String> options = Arrays.asList(arguments).subList(4, arguments.length);
    Compute compute =
        options.contains("direct")
            ? new Compute(false, precision, Convolution.DIRECT)
            : new Compute(false, precision);
    ModuleLoss loss =
        options.contains("cross-entropy")
            ? StepSpeed::crossEntropy
            : fast(network)
                ? new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0, 0, 0.2, 0)
                : new MixtureSeparabilityLoss(WithinClassLoss.paper(), 0.01);
    String size =
        options.stream()
            .filter(option -> option.matches("\\d+x\\d+"))
            .findFirst()
            .orElse(usualSize(network));
    int batch = Integer.parseInt(size.split("x")[0]);
    int classes = Integer.parseInt(size.split("x")[1]);
    Trainer trainer = trainer(network, loss, classes, compute);
    int side = Networks.published(network).isPresent() ? PHOTOGRAPH : 32;
    Tensor images = torch.randn(batch, 3, side, side);
    int[] labels = IntStream.range(0, batch).map(i -> i % classes).toArray();
    trainer.step(images, labels);
    double first = (System.currentTimeMillis() - startMillis()) / 1e3;
    for (int i = 1; i < Math.max(2, steps / 4); i++) {
      trainer.step(images, labels);
    }
    System.out.printf(Locale.ROOT, "%.2f%n", first);
    BufferedReader turns = new BufferedReader(new InputStreamReader(System.in));
    while (turns.readLine() != null) {
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        trainer.step(images, labels);
      }
      System.out.printf(Locale.ROOT, "%.1f%n", steps * batch / ((System.nanoTime() - start) / 1e9));
    }
    System.out.println(peakMebibytes());
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

  private static LossTerms crossEntropy(
      ModuleOutput output, Targets targets, double threshold, LossState state) {
    Tensor loss = torch.cross_entropy_loss(output.logits(), targets.labels());
    return new LossTerms(loss, loss, loss.detach().mul(new Scalar(0.0)), null);
  }

  /** Whether it is trained in large batches, by Muon, with cross-entropy of smoothed labels. */
  private static boolean fast(String network) {
    return network.equals("airbench");
  }

  private static Optimizer optimizer(String network, Variables variables) {
    Map<Boolean, Map<String, Tensor>> byKind =
        variables.parameters().entrySet().stream()
            .collect(
                Collectors.partitioningBy(
                    entry -> fast(network) && entry.getValue().dim() == 4,
                    Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    Sgd sgd = new Sgd(byKind.get(false), 0.9, 0, false);
    return byKind.get(true).isEmpty() ? sgd : new Muon(byKind.get(true), 12, 0.6, 3, sgd);
  }

  private static Trainer trainer(String network, ModuleLoss loss, int classes, Compute compute) {
    Variables variables = new Variables(compute, 1);
    return Trainer.builder(Networks.of(network, variables, classes))
        .loss(loss)
        .optimizer(optimizer(network, variables))
        .build();
  }
}
