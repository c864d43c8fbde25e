package org.mixsep.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.InvalidInputException;
import org.mixsep.download.RemoteFile.Content;

class TarGzTest {
  private static final byte[] HELLO = "hello".getBytes();

  @TempDir Path folder;

  /** Entries as name and content, written one after another. */
  private interface Filling {
    void into(TarArchiveOutputStream tar) throws IOException;
  }

  private static byte[] archive(Filling filling) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      filling.into(tar);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static void file(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true); // keeps a leading slash
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private Path unpack(byte[] archive) {
    try {
      Path file = Files.write(folder.resolve("a.tar.gz"), archive);
      Path into = Files.createDirectories(folder.resolve("into"));
      new TarGz(file, 4, 1000).unpack(into);
      return into;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertRefused(String part, Filling filling) {
    byte[] archive = archive(filling);
    String line = assertThrows(InvalidInputException.class, () -> unpack(archive)).getMessage();
    assertTrue(line.contains(part), line);
    assertFalse(line.contains("\n"), line);
    assertEquals(List.of("a.tar.gz", "into"), names(folder), "nothing outside the folder");
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void filesAndFoldersAreUnpacked() throws IOException {
    Path into =
        unpack(
            archive(
                tar -> {
                  tar.putArchiveEntry(new TarArchiveEntry("d/"));
                  tar.closeArchiveEntry();
                  file(tar, "d/e/x", HELLO);
                  file(tar, "./y", new byte[0]);
                }));
    assertArrayEquals(HELLO, Files.readAllBytes(into.resolve("d/e/x")));
    assertEquals(List.of("d", "y"), names(into));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../../x", "a/../x", "/x", "..", "C:x", "a\\..\\x"})
  void noEntryLeavesTheFolder(String name) {
    assertRefused("not unpacked, its entry ", tar -> file(tar, name, HELLO));
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_FIFO,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK
      })
  void nothingButFilesAndFolders(byte kind) {
    assertRefused(
        "its entry x: is neither a file nor a folder",
        tar -> {
          TarArchiveEntry entry = new TarArchiveEntry("x", kind);
          entry.setLinkName("/etc/passwd");
          tar.putArchiveEntry(entry);
          tar.closeArchiveEntry();
        });
  }

  @Test
  void numbersAndSizesAreBounded() {
    assertRefused("its entry x: more than 1,000 bytes", tar -> file(tar, "x", new byte[1001]));
    assertRefused(
        "its entry f4: more than 4 entries",
        tar -> {
          for (int i = 0; i < 5; i++) {
            file(tar, "f" + i, HELLO);
          }
        });
  }

  @Test
  void noEntryIsThereTwice() {
    assertRefused(
        "x: is there twice",
        tar -> {
          file(tar, "x", HELLO);
          file(tar, "x", HELLO);
        });
  }

  @Test
  void damageIsNamed() {
    byte[] whole = archive(tar -> file(tar, "x", "some content".repeat(70).getBytes()));
    byte[] cut = Arrays.copyOf(whole, whole.length - 20);
    String line = assertThrows(InvalidInputException.class, () -> unpack(cut)).getMessage();
    assertTrue(line.contains("a.tar.gz: cannot be unpacked, at "), line);
    assertThrows(InvalidInputException.class, () -> unpack("no archive".getBytes()));
  }

  @Test
  void aFetchedArchiveIsUnpackedWholeOrNotAtAll() throws Exception {
    byte[] good =
        archive(
            tar -> {
              file(tar, "d/x", HELLO);
              file(tar, "d/note", HELLO);
            });
    byte[] lacking = archive(tar -> file(tar, "d/x", new byte[4]));
    try (UnrulyServer server = new UnrulyServer()) {
      server.serve("a.tar.gz", lacking);
      String line =
          assertThrows(InvalidInputException.class, () -> fetch(server, lacking)).getMessage();
      assertTrue(line.contains("a.tar.gz: holds no d/x of the expected size"), line);
      assertFalse(Files.exists(folder.resolve("d")));

      server.serve("a.tar.gz", good);
      SetFolder there = fetch(server, good);
      assertTrue(there.isComplete());
      assertFalse(Files.exists(folder.resolve("a.tar.gz")), "the archive is not needed any more");
      assertFalse(Files.exists(folder.resolve(".unpacking")));
      assertEquals("SHA-256 is right", there.check(SILENT).get(0).finding());
      Files.write(folder.resolve("d/x"), "hallo".getBytes());
      assertEquals("SHA-256 is wrong", there.check(SILENT).get(0).finding());
      fetch(server, good);
      assertEquals("SHA-256 is right", there.check(SILENT).get(0).finding());
      Files.delete(folder.resolve("SHA256SUMS"));
      assertTrue(there.check(SILENT).get(0).finding().contains("no SHA-256 is known"));
    }
  }

  private static final FetchListener SILENT =
      new FetchListener() {
        @Override
        public void message(String line) {}

        @Override
        public void progress(String file, long done, long total) {}
      };

  private SetFolder fetch(UnrulyServer server, byte[] archive) throws Exception {
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    PublishedSet set =
        new PublishedSet(
            "small",
            "a small set",
            URI.create("http://publisher.invalid/"),
            1,
            1,
            List.of(RemoteFile.tarGz("a.tar.gz", archive.length, sum, new Content("d/x", 5))));
    new Downloads(FetchSettings.usual())
        .fetch(set, Optional.of(server.address()), folder, false, SILENT);
    return new SetFolder(set, folder);
  }
}
