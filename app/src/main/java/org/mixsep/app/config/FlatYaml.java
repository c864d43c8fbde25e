package org.mixsep.app.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mixsep.InvalidInputException;

/** Writes a configuration as one {@code dotted.key: value} a line, and reads it back. */
public final class FlatYaml {
  /** Text that YAML takes as it stands. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./][A-Za-z0-9._/,+-]*");

  private FlatYaml() {}

  /** All settings, in the order of the catalogue, a blank line between groups. */
  public static String write(RunConfig config) {
    return Catalogue.groups().stream()
        .map(group -> group.stream().map(s -> line(s, config)).collect(Collectors.joining()))
        .collect(Collectors.joining("\n"));
  }

  private static String line(Setting<?> setting, RunConfig config) {
    String text = setting.textIn(config);
    return setting.key() + ":" + (text.isEmpty() ? "" : " " + scalar(text)) + "\n";
  }

  /**
   * The configuration of a file; settings that it leaves out have their defaults.
   *
   * @throws InvalidInputException with file and line, when it holds no valid configuration
   */
  public static RunConfig read(Path file) {
    return RunConfig.of(Values.defaults().with(ConfigFile.read(file)));
  }

  public static RunConfig parse(String yaml, String name) {
    return parse(yaml, name, List.of());
  }

  /**
   * The configuration of a text with some settings changed.
   *
   * @param name what to call the text in messages
   * @param changes as {@code key=value}; of two of a key the last counts
   * @throws InvalidInputException when a setting is not valid
   */
  public static RunConfig parse(String yaml, String name, List<String> changes) {
    return RunConfig.of(
        Values.defaults()
            .with(ConfigFile.parse(yaml, name, false))
            .with(changes.stream().map(Assignment::parse).toList()));
  }

  private static String scalar(String text) {
    if (PLAIN.matcher(text).matches() && !text.equalsIgnoreCase("null")) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : JsonStringEncoder.getInstance().quoteAsString(text)) {
      quoted.append(c < 0x7f ? String.valueOf(c) : "\\u" + hex(c));
    }
    return quoted.append('"').toString();
  }

  private static String hex(char c) {
    return Integer.toHexString(0x10000 | c).substring(1);
  }
}
