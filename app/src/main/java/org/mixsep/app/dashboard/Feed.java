package org.mixsep.app.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mixsep.InvalidInputException;
import org.mixsep.app.report.LiveRun;

/**
 * What one open page is told: at first everything, then what changed. For one thread at a time.
 *
 * <p>Event {@code runs}: entries of the list that are new or other than before, and ids that are
 * gone. Event {@code curves}: of one chosen run, as {@link LiveRun} gives them, with its id.
 */
final class Feed {
  /** Tells a page that the connection stands, and finds out when the page is gone. */
  private static final int QUIET_ROUNDS = 15;

  private final RunIndex index;
  private final List<String> chosen;
  private final Channel channel;
  private final Map<String, LiveRun> live = new HashMap<>();
  private SortedMap<String, ListedRun> told;
  private int quiet;

  /** Where events go. */
  interface Channel {
    void event(String name, String json);

    void sign();
  }

  /**
   * @param chosen ids of the runs whose curves are wanted; they need not be there
   */
  Feed(RunIndex index, List<String> chosen, Channel channel) {
    this.index = index;
    this.chosen = List.copyOf(chosen);
    this.channel = channel;
  }

  /** Tells what is new. */
  void round() {
    List<Event> events = new ArrayList<>();
    SortedMap<String, ListedRun> now = index.runs();
    list(now).ifPresent(json -> events.add(new Event("runs", json)));
    for (String id : chosen) {
      Optional<Path> folder = index.folder(id);
      if (folder.isEmpty()) {
        live.remove(id); // should it come back, it is told from its beginning
      } else {
        curves(id, folder.get()).ifPresent(json -> events.add(new Event("curves", json)));
      }
    }
    events.forEach(event -> channel.event(event.name, event.json.toString()));
    quiet = events.isEmpty() ? quiet + 1 : 0;
    if (quiet >= QUIET_ROUNDS) {
      channel.sign();
      quiet = 0;
    }
  }

  private record Event(String name, ObjectNode json) {}

  private Optional<ObjectNode> list(SortedMap<String, ListedRun> now) {
    Map<String, ListedRun> before = told == null ? Map.of() : told;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode changed = json.putArray("changed");
    now.forEach(
        (id, run) -> {
          if (!run.equals(before.get(id))) {
            changed.add(entry(run));
          }
        });
    ArrayNode removed = json.putArray("removed");
    before.keySet().stream().filter(id -> !now.containsKey(id)).forEach(removed::add);
    boolean first = told == null;
    told = new TreeMap<>(now);
    return first || changed.size() + removed.size() > 0 ? Optional.of(json) : Optional.empty();
  }

  private static ObjectNode entry(ListedRun run) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", run.id());
    json.put("status", run.status().name().toLowerCase(Locale.ROOT));
    json.put("iteration", run.iteration());
    json.put("iterations", run.iterations());
    put(json, "error", run.error());
    put(json, "imagesPerSecond", run.imagesPerSecond());
    json.put("touched", run.touched());
    json.put("message", run.message());
    return json;
  }

  private static void put(ObjectNode json, String key, OptionalDouble value) {
    value.ifPresent(number -> json.put(key, number));
  }

  private Optional<ObjectNode> curves(String id, Path folder) {
    try {
      Optional<ObjectNode> changes = live.computeIfAbsent(id, key -> new LiveRun(folder)).changes();
      changes.ifPresent(json -> json.put("id", id));
      return changes;
    } catch (InvalidInputException | IOException e) {
      return Optional.empty(); // the list says what is wrong; it may be mended
    }
  }
}
