package org.mixsep.app.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mixsep.InvalidInputException;

/**
 * Reads settings from a YAML or JSON file, where groups may be nested or keys dotted.
 *
 * <p>Scalars are taken as they are written, so that 0x10 or 1_000 stay what the user typed until
 * the setting itself reads them. A key that is named twice, in whatever form, is refused.
 */
final class ConfigFile {
  private static final long MOST_BYTES = 1 << 20;

  private final String name;
  private final List<Assignment> assignments = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private ConfigFile(String name) {
    this.name = name;
  }

  /**
   * The file's settings, in its order.
   *
   * @throws InvalidInputException with file and line, when it cannot be read
   */
  static List<Assignment> read(Path file) {
    String text;
    try {
      if (!Files.isRegularFile(file)) {
        throw new InvalidInputException(file + ": no such configuration file");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new InvalidInputException(file + ": too large for a configuration file");
      }
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": not a text file in UTF-8", e);
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    return parse(text, file.toString(), json);
  }

  static List<Assignment> parse(String text, String name, boolean json) {
    JsonFactory factory = json ? strictJson() : strictYaml();
    try (JsonParser parser = factory.createParser(text)) {
      ConfigFile file = new ConfigFile(name);
      file.document(parser);
      return EarlierNames.brought(file.assignments);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(at(name, e.getLocation()) + problem(e), e);
    } catch (IOException e) {
      throw new InvalidInputException(name + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static JsonFactory strictJson() {
    return JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  }

  private static JsonFactory strictYaml() {
    return YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  }

  private void document(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null || token == JsonToken.VALUE_NULL) {
      return; // an empty file changes nothing
    }
    if (token != JsonToken.START_OBJECT) {
      throw refused(parser, "expected settings such as 'network: resnet9'");
    }
    object(parser, "");
    if (parser.nextToken() != null) {
      throw refused(parser, "expected one document only");
    }
  }

  private void object(JsonParser parser, String prefix) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = prefix + parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_OBJECT) {
        object(parser, key + ".");
      } else if (value == JsonToken.START_ARRAY) {
        add(key, array(parser, key), line);
      } else {
        add(key, scalar(parser), line);
      }
    }
  }

  private String array(JsonParser parser, String key) throws IOException {
    List<String> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!parser.currentToken().isScalarValue()) {
        throw refused(parser, key + " is a list of plain values");
      }
      items.add(scalar(parser));
    }
    return String.join(",", items);
  }

  private String scalar(JsonParser parser) throws IOException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw refused(parser, "aliases are not supported; write the value out");
    }
    return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
  }

  private void add(String key, String value, int line) {
    String origin = name + " line " + line + ": ";
    Integer earlier = lines.putIfAbsent(Catalogue.fullKey(key), line);
    if (earlier != null) {
      throw new InvalidInputException(
          origin + key + " is set a second time; line " + earlier + " has set it already");
    }
    assignments.add(new Assignment(key, value, origin));
  }

  private InvalidInputException refused(JsonParser parser, String message) {
    return new InvalidInputException(at(name, parser.currentTokenLocation()) + message);
  }

  private static String at(String name, JsonLocation location) {
    return location == null || location.getLineNr() < 1
        ? name + ": "
        : name + " line " + location.getLineNr() + ": ";
  }

  /** The line of a parser's message that says what is wrong: context and excerpts are indented. */
  private static String problem(JsonProcessingException e) {
    String problem = "cannot be read";
    for (String line : e.getOriginalMessage().split("\\R")) {
      if (!line.isBlank() && !line.startsWith(" ")) {
        problem = line;
      }
    }
    return problem;
  }
}
