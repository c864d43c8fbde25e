package org.mixsep.distributed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.mixsep.InvalidInputException;

/**
 * Sees to it that processes are about to do the same: each says what it would do, and all compare.
 * Before they compute together, since numbers that do not fit would end a process without a word.
 */
public final class Agreement {
  /** Facts that are named where processes differ; the others are counted. */
  private static final int MOST_NAMED = 3;

  private Agreement() {}

  /**
   * Compares facts of all processes with those of the first.
   *
   * @param topic a name that was not used before, such as {@code settings}
   * @param facts by name, each in one line
   * @throws InvalidInputException in every process, when one has other facts than the first: which
   *     one, and in what
   * @throws ReplicaLostException when a process does not say its facts in time
   */
  public static void require(Gathering gathering, String topic, Map<String, String> facts) {
    List<Map<String, String>> all =
        gathering.exchange(topic, written(facts)).stream().map(Agreement::read).toList();
    Map<String, String> first = all.get(0);
    List<String> differences = new ArrayList<>();
    for (int rank = 1; rank < all.size(); rank++) {
      differences.addAll(differences(rank, all.get(rank), first));
    }
    if (!differences.isEmpty()) {
      int more = differences.size() - MOST_NAMED;
      throw new InvalidInputException(
          "the processes differ: %s%s; give all of them the same"
              .formatted(
                  String.join(
                      "; ", differences.subList(0, Math.min(MOST_NAMED, differences.size()))),
                  more > 0 ? "; and " + more + " more" : ""));
    }
  }

  private static List<String> differences(
      int rank, Map<String, String> own, Map<String, String> first) {
    Set<String> names = new LinkedHashSet<>(first.keySet());
    names.addAll(own.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String here = own.getOrDefault(name, "nothing");
      String there = first.getOrDefault(name, "nothing");
      if (!here.equals(there)) {
        differences.add(
            "process %s has %s %s, process 0 has %s".formatted(rank, name, here, there));
      }
    }
    return differences;
  }

  private static String written(Map<String, String> facts) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(facts)
        .forEach((name, value) -> text.append(name + "\t" + value.replaceAll("\\R", " ") + "\n"));
    return text.toString();
  }

  private static Map<String, String> read(String text) {
    Map<String, String> facts = new LinkedHashMap<>();
    text.lines().map(line -> line.split("\t", 2)).forEach(fact -> facts.put(fact[0], fact[1]));
    return facts;
  }
}
