package org.mixsep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Golden values: those of the test resources, or of the folder that mixsep.fixtures names. */
public final class Fixtures {
  private Fixtures() {}

  public static JsonNode read(String name) {
    String folder = System.getProperty("mixsep.fixtures");
    try (InputStream in =
        folder == null
            ? Fixtures.class.getResourceAsStream("/fixtures/" + name)
            : Files.newInputStream(Path.of(folder, name))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the folder that mixsep.fixtures names, if it names one, has golden values. */
  public static boolean has(String name) {
    String folder = System.getProperty("mixsep.fixtures");
    return folder == null
        ? Fixtures.class.getResource("/fixtures/" + name) != null
        : Files.isRegularFile(Path.of(folder, name));
  }

  /** The bytes of a file of the test resources. */
  public static byte[] bytes(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a file of the test resources; makes the folder it goes to. */
  public static void copy(String name, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.write(to, bytes(name));
  }

  /** The numbers of nested arrays, row by row. */
  public static double[] flat(JsonNode array) {
    if (!array.isArray()) {
      return new double[] {array.asDouble()};
    }
    java.util.List<double[]> parts = new java.util.ArrayList<>();
    array.forEach(element -> parts.add(flat(element)));
    return parts.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
  }
}
