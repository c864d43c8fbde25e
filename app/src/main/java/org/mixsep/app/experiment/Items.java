package org.mixsep.app.experiment;

import java.util.List;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.Suggestions;

/** All figures and tables that can be reproduced. */
public final class Items {
  private static final List<Item> ALL =
      List.of(
          new Figure1(),
          new Figure3(),
          new Figure4(),
          new Figure5(),
          new Figure7(),
          new Figure8And9(8),
          new Figure8And9(9),
          new Table2(),
          new Table3(),
          new Verdict(),
          new Relatives());

  private Items() {}

  /** The paper's. */
  public static List<Item> all() {
    return ALL.stream()
        .filter(item -> !(item instanceof Verdict || item instanceof Relatives))
        .toList();
  }

  /**
   * @throws InvalidInputException for an unknown name, with the nearest known one
   */
  public static Item named(String name) {
    String names = String.join(", ", ALL.stream().map(Item::name).toList());
    return Suggestions.find(
        name,
        ALL,
        Item::name,
        shown -> "unknown item '%s'; allowed: %s, all".formatted(shown, names));
  }
}
