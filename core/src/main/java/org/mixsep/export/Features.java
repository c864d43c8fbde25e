package org.mixsep.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;

/**
 * What a network makes of pictures before it names classes: a row for each, the pooled map that the
 * last module takes.
 *
 * @param files the pictures
 * @param width numbers a row
 * @param values [files, width], row by row
 */
public record Features(List<Path> files, int width, float[] values) {
  private static final String KIND = "mixsep features 1";

  /**
   * A picture that is like another.
   *
   * @param index among the files
   * @param cosine of the angle between the rows, -1 to 1
   */
  public record Neighbour(int index, double cosine) {}

  public Features {
    files = List.copyOf(files);
    if (values.length != files.size() * width) {
      throw new IllegalArgumentException(
          "%s values of %s pictures, %s each".formatted(values.length, files.size(), width));
    }
  }

  /**
   * Writes, or replaces, a safetensors file: {@code features}, float32 [files, width], with the
   * files' paths as a JSON array in the metadata.
   *
   * @param facts more of the metadata, such as the run
   * @throws org.mixsep.InvalidInputException when it cannot be written
   */
  public void write(Path file, Map<String, String> facts) {
    ArrayNode paths = JsonNodeFactory.instance.arrayNode();
    files.forEach(path -> paths.add(path.toString()));
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("kind", KIND);
    texts.put("files", paths.toString());
    texts.putAll(facts);
    try (PointerScope scope = new PointerScope()) {
      SafetensorsFile.write(
          file, Map.of("features", Tensors.of(values, files.size(), width)), texts);
    }
  }

  /**
   * For each picture the others most like it, the most alike first.
   *
   * @param most how many, or all others where there are fewer
   */
  public List<List<Neighbour>> nearest(int most) {
    float[] units = units();
    return IntStream.range(0, files.size())
        .parallel()
        .mapToObj(i -> nearest(units, i, Math.min(most, files.size() - 1)))
        .toList();
  }

  private List<Neighbour> nearest(float[] units, int of, int most) {
    List<Neighbour> best = new ArrayList<>();
    for (int other = 0; other < files.size(); other++) {
      if (other == of) {
        continue;
      }
      double cosine = 0;
      for (int d = 0; d < width; d++) {
        cosine += (double) units[of * width + d] * units[other * width + d];
      }
      if (best.size() == most && (most == 0 || cosine <= best.get(most - 1).cosine())) {
        continue;
      }
      int place = best.size();
      while (place > 0 && cosine > best.get(place - 1).cosine()) {
        place--;
      }
      best.add(place, new Neighbour(other, cosine));
      if (best.size() > most) {
        best.remove(most);
      }
    }
    return best;
  }

  /** Rows of length 1; one of zeros stays so. */
  private float[] units() {
    float[] units = values.clone();
    for (int row = 0; row < units.length; row += width) {
      double squares = 0;
      for (int d = row; d < row + width; d++) {
        squares += (double) values[d] * values[d];
      }
      for (int d = row; squares > 0 && d < row + width; d++) {
        units[d] /= (float) Math.sqrt(squares);
      }
    }
    return units;
  }
}
