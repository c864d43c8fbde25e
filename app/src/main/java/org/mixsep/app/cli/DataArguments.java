package org.mixsep.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.RunConfig;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands about one image set are given: its name, its folder, settings. */
final class DataArguments {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "The image set; 'mixsep data list' names them.")
  private String name;

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Settings ('mixsep settings' explains them).")
  private List<String> settings = List.of();

  @Option(
      names = {"-d", "--dir"},
      paramLabel = "FOLDER",
      description =
          "Short for data.dir=FOLDER: where the set's files lie; its usual place if none.")
  private Path dir;

  String name() {
    return name;
  }

  /** Of this set: all its images, and the paper's preprocessing unless it is drawn. */
  RunConfig config() {
    List<String> first = new ArrayList<>(List.of("data.train=0", "data.test=0"));
    if (!name.equals(Presets.DEFAULT)) {
      first.add("preprocess=gcn,zca");
    }
    RunConfig config = resolved(first, List.of("data.name=" + name));
    ConfigSources.requireUsed(given(), List.of(config));
    return config;
  }

  /** Of no set in particular: folder, cache and mirror only. */
  RunConfig places(List<String> more) {
    return resolved(List.of(), more);
  }

  private RunConfig resolved(List<String> first, List<String> last) {
    List<String> arguments = new ArrayList<>(first);
    arguments.addAll(given());
    arguments.addAll(last);
    return ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), arguments);
  }

  private List<String> given() {
    List<String> given = new ArrayList<>(settings);
    if (dir != null) {
      given.add("data.dir=" + dir);
    }
    return given;
  }
}
