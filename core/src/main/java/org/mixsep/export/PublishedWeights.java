package org.mixsep.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.network.PublishedNetwork;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/**
 * Weights that others trained and published as safetensors, by the names of torchvision or of timm,
 * in any floating-point type.
 *
 * <p>Counters of batch norms are left out. The classifier is block 4's module where its classes are
 * as many, and is left out otherwise. Everything else must be there, and nothing more.
 */
public final class PublishedWeights {
  private static final String COUNTER = "num_batches_tracked";
  private static final String MODULE = "module";
  private static final int COLOURS = 3;

  private PublishedWeights() {}

  /**
   * The floating-point tensors of a file, by their names there, counters left out. They belong to
   * the caller's pointer scope.
   *
   * @throws InvalidInputException when it is damaged or another program's format; for PyTorch's own
   *     with the lines that convert it
   */
  public static Map<String, Tensor> read(Path file) {
    PickledFile.refuse(file);
    return uncounted(SafetensorsFile.read(file));
  }

  private static Map<String, Tensor> uncounted(SafetensorsFile.Contents contents) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    contents
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (!name.endsWith(COUNTER)) {
                tensors.put(name, tensor);
              }
            });
    return tensors;
  }

  /**
   * Starts a network from a file: published weights, or weights or a checkpoint of this program, of
   * which {@link WeightsFile#load} says what is taken.
   *
   * @throws InvalidInputException as both do
   */
  public static WeightsFile.Loaded load(PublishedNetwork network, Path file, Variables variables) {
    PickledFile.refuse(file);
    try (PointerScope scope = new PointerScope()) {
      SafetensorsFile.Contents contents = SafetensorsFile.read(file);
      return WeightsFile.isOwn(contents)
          ? WeightsFile.load(file, contents, variables)
          : load(network, uncounted(contents), file, variables);
    }
  }

  /**
   * Starts a network from weights.
   *
   * @param found what {@link #read} gave
   * @param file its name, for messages
   * @throws InvalidInputException when something of the backbone is missing, has another shape or
   *     numbers that are not finite, or when there is something more
   */
  public static WeightsFile.Loaded load(
      PublishedNetwork network, Map<String, Tensor> found, Path file, Variables variables) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Map<String, Tensor> translated = network.translated(found);
      List<String> problems = new ArrayList<>(problems(translated, variables.all()));
      problems.addAll(notFinite(found));
      if (!problems.isEmpty()) {
        throw new InvalidInputException(
            "%s does not fit %s: %s%s"
                .formatted(
                    file,
                    network,
                    problems.get(0),
                    problems.size() > 1 ? " (and %s more)".formatted(problems.size() - 1) : ""));
      }
      TreeSet<String> fresh = new TreeSet<>();
      variables
          .all()
          .forEach(
              (name, tensor) -> {
                if (isOfModule(name) && problem(name, tensor, translated.get(name)) != null) {
                  fresh.add(name.substring(0, name.indexOf('.')));
                }
              });
      int taken = 0;
      for (Map.Entry<String, Tensor> variable : variables.all().entrySet()) {
        String name = variable.getKey();
        if (!isOfModule(name) || !fresh.contains(name.substring(0, name.indexOf('.')))) {
          Tensor tensor = variable.getValue();
          tensor.copy_(translated.get(name).view(Tensors.shape(tensor)));
          taken++;
        }
      }
      return new WeightsFile.Loaded(taken, fresh);
    }
  }

  /**
   * How well weights fit a network.
   *
   * @param problems all that keeps them from being the network's, a line each; none where they fit
   * @param classes of their classifier, 0 where they have none
   */
  public record Fit(PublishedNetwork network, List<String> problems, long classes) {}

  /**
   * How well weights fit a network: names, shapes, and whether all numbers are finite.
   *
   * @param found what {@link #read} gave
   */
  public static Fit fit(PublishedNetwork network, Map<String, Tensor> found) {
    Fit fit = fitOfShapes(network, found);
    List<String> problems = new ArrayList<>(fit.problems);
    problems.addAll(notFinite(found));
    return new Fit(network, problems, fit.classes);
  }

  /** The same for the network that they fit best. */
  public static Fit bestFit(Map<String, Tensor> found) {
    PublishedNetwork best =
        Stream.of(PublishedNetwork.values())
            .map(network -> fitOfShapes(network, found))
            .min(Comparator.comparingInt(fit -> fit.problems.size()))
            .orElseThrow()
            .network;
    return fit(best, found);
  }

  private static Fit fitOfShapes(PublishedNetwork network, Map<String, Tensor> found) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Variables shapes = Variables.ofShapes();
      network.on(shapes.root(), COLOURS);
      Map<String, Tensor> translated = network.translated(found);
      Tensor bias = translated.get("module4.linear.bias");
      return new Fit(network, problems(translated, shapes.all()), bias == null ? 0 : bias.numel());
    }
  }

  private static List<String> notFinite(Map<String, Tensor> found) {
    return found.entrySet().stream()
        .filter(each -> each.getValue().is_floating_point())
        .filter(each -> !Tensors.areFinite(each.getValue()))
        .map(each -> each.getKey() + " holds numbers that are not finite")
        .toList();
  }

  private static List<String> problems(Map<String, Tensor> found, Map<String, Tensor> variables) {
    List<String> problems = new ArrayList<>();
    variables.forEach(
        (name, tensor) -> {
          String problem = isOfModule(name) ? null : problem(name, tensor, found.get(name));
          if (problem != null) {
            problems.add(problem);
          }
        });
    found.forEach(
        (name, tensor) -> {
          if (!isOfModule(name) && !variables.containsKey(name)) {
            problems.add("it also holds " + name);
          }
        });
    return problems;
  }

  private static boolean isOfModule(String name) {
    return name.startsWith(MODULE);
  }

  private static String problem(String name, Tensor tensor, Tensor found) {
    return WeightsFile.problem(name, tensor, found, PublishedWeights::core);
  }

  /** A shape without sides of 1 at its end. */
  private static long[] core(long[] shape) {
    int sides = shape.length;
    while (sides > 1 && shape[sides - 1] == 1) {
      sides--;
    }
    return Arrays.copyOf(shape, sides);
  }
}
