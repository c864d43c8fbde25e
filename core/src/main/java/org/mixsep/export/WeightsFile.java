package org.mixsep.export;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.InvalidInputException;
import org.mixsep.preprocess.FittedPreprocessing;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;
import org.mixsep.torch.Variables;

/**
 * A network's weights in a safetensors file: parameters and batch-norm statistics under the names
 * of docs/formats.md, fitted preprocessing under {@code preprocessing.*}, facts as metadata.
 */
public final class WeightsFile {
  private static final String KIND = "mixsep model 1";
  private static final String PREPROCESSING = "preprocessing.";

  /** What a checkpoint's names of the same tensors start with, the averages' first. */
  private static final List<String> PREFIXES = List.of("average.", "model.");

  private static final String MODULE = "module";

  /** What was taken from a file. */
  public record Loaded(int tensors, SortedSet<String> freshModules) {}

  private WeightsFile() {}

  /**
   * Writes, or replaces, {@code file} atomically.
   *
   * @param texts put into the file's metadata, such as class names
   * @throws InvalidInputException when it cannot be written
   */
  public static void write(
      Path file,
      Variables variables,
      FittedPreprocessing preprocessing,
      Map<String, String> texts) {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>(variables.all());
      preprocessing.state().forEach((name, t) -> tensors.put(PREPROCESSING + name, t));
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put("kind", KIND);
      metadata.putAll(texts);
      SafetensorsFile.write(file, tensors, metadata);
    }
  }

  /**
   * Starts a network from the weights of a file, of this program's or another's, or of a
   * checkpoint, of which the averaged ones are taken where it has them.
   *
   * <p>All of the backbone must be in the file. A module is taken where the file has all of it in
   * the same shapes; otherwise, as for other classes, it keeps its first values. What else the file
   * holds is left alone.
   *
   * @return what was taken, and the names of the modules that were not
   * @throws InvalidInputException when the file is damaged, lacks a tensor of the backbone, or has
   *     numbers in one that are not finite
   */
  public static Loaded load(Path file, Variables variables) {
    PickledFile.refuse(file);
    try (PointerScope scope = new PointerScope()) {
      return load(file, SafetensorsFile.read(file), variables);
    }
  }

  /** Whether a file is of this program, weights or a checkpoint. */
  static boolean isOwn(SafetensorsFile.Contents contents) {
    return KIND.equals(contents.texts().get("kind"))
        || !prefix(contents.tensors().keySet()).isEmpty();
  }

  static Loaded load(Path file, SafetensorsFile.Contents contents, Variables variables) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Map<String, Tensor> found = contents.tensors();
      String prefix = prefix(found.keySet());
      Map<String, Tensor> into = new LinkedHashMap<>(variables.all());
      SortedSet<String> fresh = new TreeSet<>();
      into.forEach(
          (name, tensor) -> {
            String problem =
                problem(name, tensor, found.get(prefix + name), UnaryOperator.identity());
            if (problem != null && !name.startsWith(MODULE)) {
              throw new InvalidInputException(
                  "%s does not fit the network: %s".formatted(file, problem));
            }
            if (problem == null && !Tensors.areFinite(found.get(prefix + name))) {
              throw new InvalidInputException(
                  "%s: %s holds numbers that are not finite: its training diverged"
                      .formatted(file, prefix + name));
            }
            if (problem != null) {
              fresh.add(module(name));
            }
          });
      into.keySet().removeIf(name -> fresh.contains(module(name)));
      into.forEach((name, tensor) -> tensor.copy_(found.get(prefix + name)));
      return new Loaded(into.size(), fresh);
    }
  }

  private static String prefix(Set<String> names) {
    return PREFIXES.stream()
        .filter(prefix -> names.stream().anyMatch(name -> name.startsWith(prefix)))
        .findFirst()
        .orElse("");
  }

  /**
   * Why a tensor cannot be taken; null where it can.
   *
   * @param tensor what it is wanted for
   * @param found null where there is none
   * @param core what of a shape has to be the same
   */
  static String problem(String name, Tensor tensor, Tensor found, UnaryOperator<long[]> core) {
    if (found == null) {
      return "it holds no " + name;
    }
    if (!found.is_floating_point()) {
      return name + " holds whole numbers";
    }
    long[] wanted = Tensors.shape(tensor);
    return Arrays.equals(core.apply(wanted), core.apply(Tensors.shape(found)))
        ? null
        : "%s has shape %s, expected %s"
            .formatted(name, Arrays.toString(Tensors.shape(found)), Arrays.toString(wanted));
  }

  private static String module(String name) {
    return name.substring(0, name.indexOf('.'));
  }
}
