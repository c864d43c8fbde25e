package org.mixsep.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** With what an experiment was made, so that anyone can make it again. */
final class Provenance {
  private Provenance() {}

  static Table table(ExperimentRecord experiment) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("command", experiment.command()));
    add(rows, "versions", experiment, json -> json.path("versions").asText());
    add(rows, "commit", experiment, json -> json.path("commit").asText());
    add(rows, "machine", experiment, json -> json.path("host").path("description").asText());
    for (String set : List.of("train", "validation", "test")) {
      add(rows, set + " images, SHA-256", experiment, json -> json.path("data").path(set).asText());
    }
    return new Table("How it was run", "", List.of("what", "which"), rows);
  }

  /** One line for what all finished runs say of something; several where they disagree. */
  private static void add(
      List<List<String>> rows,
      String name,
      ExperimentRecord experiment,
      Function<JsonNode, String> text) {
    Set<String> texts = new LinkedHashSet<>();
    experiment
        .runs()
        .forEach(run -> run.result().map(text).filter(t -> !t.isEmpty()).ifPresent(texts::add));
    texts.forEach(found -> rows.add(List.of(name, found)));
  }
}
