package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private final TextTable table =
      new TextTable("name", "n", "text")
          .alignRight(1)
          .row("a", "1", "one two three four five six seven")
          .row("longer", "100", "");

  @Test
  void columnsAreAligned() {
    assertEquals(
        """
        name      n  text
        a         1  one two three four five six seven
        longer  100
        """,
        table.render(0));
  }

  @Test
  void theLastColumnWraps() {
    assertEquals(
        """
        name      n  text
        a         1  one two three four five
                     six seven
        longer  100
        """,
        table.render(38));
  }

  @Test
  void aLongWordStandsAlone() {
    assertEquals(List.of("a", "bbbbbbbb", "c"), TextTable.wrapped("a bbbbbbbb c", 4));
  }

  @Test
  void rowsHaveAllCells() {
    assertThrows(IllegalArgumentException.class, () -> table.row("a"));
  }
}
