package org.mixsep;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Writes a file so that its name only ever stands for complete content. */
public final class AtomicFile {
  private static final String SUFFIX = ".tmp";
  private static final Duration STALE = Duration.ofHours(1);

  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  private AtomicFile() {}

  /**
   * Writes the content; the channel starts empty, and may be read back and patched.
   *
   * <p>An {@link IOException} is taken for a failure to write: one that comes from reading the
   * content's own source has to be turned into an {@link InvalidInputException} before.
   */
  @FunctionalInterface
  public interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes to a temporary file in the same folder, syncs it, and moves it over {@code file}.
   *
   * <p>Where {@code file} is a link, that is done to what it leads to. What is no file, such as a
   * pipe or a device, is written to once the content is complete, and stays what it is.
   *
   * <p>Folders are made as needed, and temporary files that killed programs left behind removed.
   * When anything fails, {@code file} is as it was before and the temporary file is gone; what
   * {@code content} throws unchecked is thrown on.
   *
   * @throws InvalidInputException naming the file and the system's reason, such as no space left
   */
  public static void write(Path file, Content content) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
        writeThrough(file, content);
      } else {
        replace(target(file), content);
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "cannot write %s: %s; check that the folder is writable and has space left"
              .formatted(file, reason(e)),
          e);
    }
  }

  /** Where links lead to, also to what is not there yet. */
  private static Path target(Path file) throws IOException {
    Path at = file;
    for (int links = 0; Files.isSymbolicLink(at); links++) {
      if (links == MOST_LINKS) {
        throw new IOException("its links lead in a circle");
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    return at;
  }

  private static void writeThrough(Path file, Content content) throws IOException {
    Path temporary = Files.createTempFile("mixsep", SUFFIX);
    try (FileChannel channel =
            FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE);
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      content.writeTo(channel);
      channel.position(0);
      Channels.newInputStream(channel).transferTo(out);
    } finally {
      deleteQuietly(temporary);
    }
  }

  private static void replace(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path temporary = folder.resolve(file.getFileName() + "." + UUID.randomUUID() + SUFFIX);
    try {
      Files.createDirectories(folder);
      removeStale(folder, file.getFileName().toString());
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      move(temporary, file);
      syncFolder(folder);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /**
   * Writes a text in UTF-8.
   *
   * @throws InvalidInputException see {@link #write}
   */
  public static void writeText(Path file, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    write(file, channel -> put(channel, bytes));
  }

  /** Writes all of {@code bytes}, which one call of the channel may not. */
  public static void put(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** What a killed process left behind; one at work writes often, so its file is young. */
  private static void removeStale(Path folder, String name) throws IOException {
    Instant oldest = Instant.now().minus(STALE);
    DirectoryStream.Filter<Path> ours =
        path -> {
          String found = path.getFileName().toString();
          return found.startsWith(name + ".") && found.endsWith(SUFFIX);
        };
    try (DirectoryStream<Path> temporaries = Files.newDirectoryStream(folder, ours)) {
      for (Path temporary : temporaries) {
        if (Files.getLastModifiedTime(temporary).toInstant().isBefore(oldest)) {
          deleteQuietly(temporary);
        }
      }
    } catch (NoSuchFileException | DirectoryIteratorException e) {
      // Another program was quicker, or the folder cannot be listed: neither hinders the writing.
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Makes the move itself durable, where the system lets a folder be opened. */
  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot; the file itself is synced already.
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A temporary file left behind harms nobody: its name is never read.
    }
  }

  /** The system's words for a failure; Java leaves them out for the common ones. */
  public static String reason(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "access denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof java.nio.file.FileAlreadyExistsException) {
      return "a file stands where a folder is needed";
    }
    if (e instanceof java.nio.file.FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
