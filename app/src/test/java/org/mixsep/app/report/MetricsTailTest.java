package org.mixsep.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.runfolder.MetricsTail;

class MetricsTailTest {
  @TempDir Path run;
  private Path file;
  private MetricsTail tail;

  @BeforeEach
  void begin() {
    file = run.resolve("metrics.jsonl");
    tail = new MetricsTail(run);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void replace(String text) throws IOException {
    Path other = run.resolve("other");
    Files.writeString(other, text);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aLineIsToldOnceItIsWhole() throws IOException {
    assertEquals(new MetricsTail.News(false, List.of()), tail.next(), "no file yet");
    append("one\ntwo\nthr");
    assertEquals(new MetricsTail.News(true, List.of("one", "two")), tail.next());
    append("e");
    assertEquals(new MetricsTail.News(false, List.of()), tail.next());
    append("\n");
    assertEquals(new MetricsTail.News(false, List.of("thre")), tail.next());
    assertEquals(new MetricsTail.News(false, List.of()), tail.next());
  }

  @Test
  void aReplacedFileIsReadFromItsBeginningWhateverItsLength() throws IOException {
    append("one\ntwo\n");
    tail.next();
    replace("one\nTWO\nthree\n");
    assertEquals(new MetricsTail.News(true, List.of("one", "TWO", "three")), tail.next());
    Files.writeString(file, "x\n"); // in place, but shorter
    assertEquals(new MetricsTail.News(true, List.of("x")), tail.next());
    Files.delete(file);
    assertTrue(tail.next().anew(), "what was told is to be forgotten");
    assertFalse(tail.next().anew());
    append("back\n");
    assertEquals(new MetricsTail.News(true, List.of("back")), tail.next());
  }

  @Test
  void aLiveRunTellsPortionsThatAddUpToTheWhole() throws IOException {
    SampleRun.write(run, "cifar10-resnet3-ce", 9, 8, List.of());
    LiveRun live = new LiveRun(run);
    ObjectNode first = live.changes().orElseThrow();
    assertTrue(first.path("anew").asBoolean());
    assertEquals("[100,200]", first.at("/steps/iteration").toString());
    assertTrue(live.changes().isEmpty());

    append(SampleRun.step(300, 0.5) + "\n{\"iter");
    ObjectNode second = live.changes().orElseThrow();
    assertFalse(second.path("anew").asBoolean());
    assertEquals("[300]", second.at("/steps/iteration").toString());
    assertEquals("[2.0]", second.at("/modules/block4/max").toString());
    assertEquals("[]", second.at("/tests/iteration").toString());

    append(
        "on\": 301}\n{\"iteration\":302,\"validation\":{\"block4\":7},\"test\":{\"block4\":6}}\n");
    ObjectNode third = live.changes().orElseThrow();
    assertEquals("[302]", third.at("/validations/iteration").toString());
    assertEquals("[7.0]", third.at("/validations/block4").toString());
    assertEquals("[6.0]", third.at("/tests/block4").toString());

    SampleRun.addEvaluation(run);
    assertEquals(8, live.changes().orElseThrow().at("/evaluation/images").asInt());
    assertTrue(live.changes().isEmpty());
  }

  @Test
  void progressIsWhatTheLastLinesSay() throws IOException {
    SampleRun.write(run, "cifar10-resnet3-ce", 9, 8, List.of("iterations=500"));
    RunProgress progress = new RunProgress(run);
    progress.update();
    assertEquals(200, progress.iteration());
    assertEquals(500, progress.iterations());
    assertEquals(8, progress.error().orElseThrow());
    for (int i = 1; i <= 9; i++) {
      append(SampleRun.step(200 + i, 0.5) + "\n");
    }
    append("{\"iteration\": 210, \"los"); // cut
    progress.update();
    assertEquals(209, progress.iteration());
    assertEquals(8, progress.error().orElseThrow());
    replace(SampleRun.step(100, 0.5) + "\n"); // resumed from an earlier checkpoint
    progress.update();
    assertEquals(100, progress.iteration());
    assertTrue(progress.error().isEmpty());
  }
}
