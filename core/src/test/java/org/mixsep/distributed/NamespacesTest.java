package org.mixsep.distributed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes with networks of their own and a cable between: two machines, but for the rest. */
@Tag("slow")
class NamespacesTest {
  private static final String FIRST = "mixsep-a" + ProcessHandle.current().pid();
  private static final String SECOND = "mixsep-b" + ProcessHandle.current().pid();
  private static final String ADDRESS = "10.213.77.";

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  private static boolean ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no such program
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void lay() {
    assumeTrue(ip("netns", "add", FIRST), "needs root, and Linux's ip");
    assertTrue(ip("netns", "add", SECOND));
    assumeTrue(
        ip("-n", FIRST, "link", "add", "cable", "type", "veth", "peer", "cable", "netns", SECOND),
        "this machine lays no cables");
    for (String name : List.of(FIRST, SECOND)) {
      assertTrue(ip("-n", name, "link", "set", "lo", "up"));
      String own = ADDRESS + (name.equals(FIRST) ? 1 : 2) + "/24";
      assertTrue(ip("-n", name, "addr", "add", own, "dev", "cable"));
      assertTrue(ip("-n", name, "link", "set", "cable", "up"));
    }
  }

  @AfterEach
  void takeAway() {
    processes.forEach(Process::destroyForcibly);
    ip("netns", "del", FIRST);
    ip("netns", "del", SECOND);
  }

  private Path output(int rank) {
    return folder.resolve("output" + rank);
  }

  private void start(int rank) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "ip",
            "netns",
            "exec",
            rank == 0 ? FIRST : SECOND,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            GlooReplicasTest.Program.class.getName(),
            "3000",
            "on and on");
    builder.environment().put("RANK", Integer.toString(rank));
    builder.environment().put("WORLD_SIZE", "2");
    builder.environment().put("MASTER_ADDR", ADDRESS + 1);
    builder.environment().put("MASTER_PORT", "29533");
    processes.add(builder.redirectErrorStream(true).redirectOutput(output(rank).toFile()).start());
  }

  @Test
  void whatLiesBetweenMachinesIsPassedAndItsLossNoticed() throws Exception {
    start(0);
    start(1);
    for (int rank = 0; rank < 2; rank++) {
      while (!Files.readString(output(rank)).contains("computed together")) {
        boolean ended = processes.get(rank).waitFor(50, TimeUnit.MILLISECONDS);
        assertTrue(!ended, ended ? Files.readString(output(rank)) : "");
      }
    }
    assertTrue(ip("-n", SECOND, "link", "set", "cable", "down"));
    for (int rank = 0; rank < 2; rank++) {
      assertTrue(processes.get(rank).waitFor(20, TimeUnit.SECONDS), "process " + rank);
      String said = Files.readString(output(rank));
      assertEquals(GlooReplicasTest.LOST, processes.get(rank).exitValue(), said);
      assertTrue(said.contains("process " + rank + " of 0..1 lost another one ("), said);
    }
  }
}
