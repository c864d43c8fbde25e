package org.mixsep.app.config;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sets of blocks that carry a module, in ascending order and always with block 4: a name of the
 * paper's Table 2 or a list such as {@code 2,4}.
 */
record ModulesKind() implements Kind<List<Integer>> {
  private static final int LAST_BLOCK = 4;
  private static final Map<String, List<Integer>> NAMED =
      Map.of(
          "config1", List.of(4),
          "config2", List.of(3, 4),
          "config3", List.of(2, 4),
          "config4", List.of(1, 4),
          "config5", List.of(2, 3, 4),
          "config6", List.of(1, 3, 4),
          "config7", List.of(1, 2, 3, 4));

  @Override
  public List<Integer> parse(String text) {
    List<Integer> named = NAMED.get(Kinds.plain(text));
    if (named != null) {
      return named;
    }
    List<Integer> given =
        Stream.of(text.split(",", -1)).map(s -> Integer.valueOf(s.strip())).toList();
    TreeSet<Integer> blocks = new TreeSet<>(given);
    if (blocks.size() < given.size()) {
      throw new IllegalArgumentException(text);
    }
    blocks.add(LAST_BLOCK);
    return List.copyOf(blocks);
  }

  @Override
  public boolean admits(List<Integer> blocks) {
    return blocks.equals(List.copyOf(new TreeSet<>(blocks)))
        && blocks.contains(LAST_BLOCK)
        && blocks.stream().allMatch(block -> block >= 1 && block <= LAST_BLOCK);
  }

  @Override
  public String format(List<Integer> blocks) {
    return NAMED.entrySet().stream()
        .filter(entry -> entry.getValue().equals(blocks))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> blocks.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  @Override
  public String allowed() {
    return "config1 to config7, or a list of blocks between commas such as 2,4";
  }

  @Override
  public List<String> names() {
    return NAMED.keySet().stream().sorted().toList();
  }
}
