package org.mixsep.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    SafetensorsFile.read(file)
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
      List<String> problems = problems(translated, variables.all());
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
   * All that keeps weights from being a network's, a line each; none where they fit.
   *
   * @param found what {@link #read} gave
   */
  public static List<String> problems(PublishedNetwork network, Map<String, Tensor> found) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Variables shapes = Variables.ofShapes();
      network.on(shapes.root(), COLOURS);
      return problems(network.translated(found), shapes.all());
    }
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
          } else if (tensor.is_floating_point() && !Tensors.areFinite(tensor)) {
            problems.add(name + " holds numbers that are not finite");
          }
        });
    return problems;
  }

  private static boolean isOfModule(String name) {
    return name.startsWith(MODULE);
  }

  private static String problem(String name, Tensor tensor, Tensor found) {
    if (found == null) {
      return "it holds no " + name;
    }
    if (!found.is_floating_point()) {
      return name + " holds whole numbers";
    }
    long[] wanted = Tensors.shape(tensor);
    return Arrays.equals(core(wanted), core(Tensors.shape(found)))
        ? null
        : "%s has shape %s, expected %s"
            .formatted(name, Arrays.toString(Tensors.shape(found)), Arrays.toString(wanted));
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
