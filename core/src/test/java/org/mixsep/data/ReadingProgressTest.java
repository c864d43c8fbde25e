package org.mixsep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingProgressTest {
  private long seconds;

  @Test
  void saysEveryThreeSecondsHowMuchIsLeft() {
    List<String> lines = new ArrayList<>();
    var progress =
        new ReadingProgress("pets train", 400, () -> seconds * 1_000_000_000, lines::add);
    for (int done = 50; done <= 400; done += 50) {
      seconds += 2;
      progress.done(done);
    }
    assertEquals(
        List.of(
            "pets train: 100 of 400 pictures read, 12 s left",
            "pets train: 200 of 400 pictures read, 8 s left",
            "pets train: 300 of 400 pictures read, 4 s left"),
        lines);
  }
}
