package org.mixsep.app.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.Suggestions;

/** Reads a sweep from a YAML or JSON file, as docs/experiments.md describes it. */
final class SweepFile {
  private static final Set<String> KEYS =
      Set.of("preset", "settings", "seeds", "search", "samples", "seed", "over");

  private static final long MOST_BYTES = 1 << 20;

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private final Path file;
  private final JsonNode root;

  private SweepFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * @throws InvalidInputException with the file's name, for whatever is wrong in it
   */
  static Sweep read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file + ": no such file; docs/experiments.md shows one");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new InvalidInputException(file + ": too large for a sweep");
      }
      JsonNode root = YAML.readTree(Files.readAllBytes(file));
      return new SweepFile(file, root).sweep();
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "%s line %d: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("cannot be read")),
          e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s: cannot be read: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  private Sweep sweep() {
    if (!root.isObject() || !root.path("over").isObject() || root.path("over").isEmpty()) {
      throw refused("expected 'over:' with settings and the values to try for each");
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!KEYS.contains(entry.getKey())) {
        String known = String.join(", ", KEYS.stream().sorted().toList());
        throw Suggestions.refusal(
            "%s: unknown key %s; allowed: %s".formatted(file, entry.getKey(), known),
            entry.getKey(),
            KEYS);
      }
    }
    boolean random = random();
    List<Dimension> over = new ArrayList<>();
    root.path("over").properties().forEach(e -> over.add(dimension(e, random)));
    List<String> settings = new ArrayList<>();
    flatten("", root.path("settings"), settings);
    return new Sweep(
        file.toString(),
        root.path("preset").asText(Presets.DEFAULT),
        checked(settings),
        Seeds.parse(root.path("seeds").asText("1")),
        over,
        random ? whole("samples", 1, 10_000, 0) : 0,
        whole("seed", 0, Integer.MAX_VALUE, 1));
  }

  private boolean random() {
    String search = root.path("search").asText("grid");
    if (!search.equals("grid") && !search.equals("random")) {
      throw refused("search: %s is refused; allowed: grid, random".formatted(search));
    }
    return search.equals("random");
  }

  private int whole(String key, int least, int most, int otherwise) {
    JsonNode node = root.path(key);
    int value = node.isMissingNode() ? otherwise : node.asInt(-1);
    boolean fits = node.isMissingNode() || node.isInt();
    if (!fits || value < least || value > most) {
      throw refused("%s: expected a whole number from %d to %d".formatted(key, least, most));
    }
    return value;
  }

  private Dimension dimension(Map.Entry<String, JsonNode> entry, boolean random) {
    String key = entry.getKey();
    JsonNode node = entry.getValue();
    if (key.equals("seed")) {
      throw refused("over: seed is refused; 'seeds: 1..3' averages over seeds");
    }
    if (node.isArray() && !node.isEmpty()) {
      List<String> values = new ArrayList<>();
      node.forEach(value -> values.add(text(key, value)));
      checked(values.stream().map(value -> key + "=" + value).toList());
      return new Dimension.Choice(key, values);
    }
    if (node.isObject() && random) {
      double from = node.path("from").asDouble(Double.NaN);
      double to = node.path("to").asDouble(Double.NaN);
      String scale = node.path("scale").asText("linear");
      boolean log = scale.equals("log");
      boolean names = Set.of("from", "to", "scale").containsAll(names(node));
      if (!(from < to)
          || Double.isInfinite(to - from)
          || !names
          || (log && from <= 0)
          || !(log || scale.equals("linear"))) {
        throw refused(
            key + ": expected from, to (larger) and scale, linear or log (then from is above 0)");
      }
      return new Dimension.Range(key, from, to, log);
    }
    throw refused(key + ": expected a list of values" + (random ? ", or from, to and scale" : ""));
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  private void flatten(String prefix, JsonNode node, List<String> into) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = prefix + entry.getKey();
      if (entry.getValue().isObject()) {
        flatten(key + ".", entry.getValue(), into);
      } else {
        into.add(key + "=" + text(key, entry.getValue()));
      }
    }
  }

  private String text(String key, JsonNode value) {
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(text(key, item)));
      return String.join(",", items);
    }
    if (!value.isValueNode()) {
      throw refused(key + ": expected a plain value");
    }
    return value.isNull() ? "" : value.asText();
  }

  /** Settings, each of which exists and may have its value. */
  private Map<String, String> checked(List<String> settings) {
    try {
      return new LinkedHashMap<>(ConfigSources.changes(settings));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }

  private InvalidInputException refused(String what) {
    return new InvalidInputException(file + ": " + what);
  }
}
