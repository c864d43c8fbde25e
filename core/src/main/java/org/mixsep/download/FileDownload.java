package org.mixsep.download;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mixsep.InvalidInputException;

/**
 * Fetches one file: under another name until it is whole and its checksum is right, going on where
 * an earlier try or an earlier run was cut.
 */
final class FileDownload {
  private final Http http;
  private final FetchSettings settings;
  private final FetchListener listener;
  private final RemoteFile file;
  private final URI address;
  private final Path target;
  private final PartialFile part;

  FileDownload(
      Http http,
      FetchSettings settings,
      FetchListener listener,
      RemoteFile file,
      URI folderAddress,
      Path folder) {
    this.http = http;
    this.settings = settings;
    this.listener = listener;
    this.file = file;
    this.address = folderAddress.resolve(file.name());
    this.target = folder.resolve(file.name());
    this.part = new PartialFile(target, address);
  }

  /**
   * Fetches the file, with as many tries as the settings allow.
   *
   * @throws InvalidInputException when it cannot be had; what is there is kept for another run
   */
  void run() throws IOException, InterruptedException {
    boolean wrongOnce = false;
    for (int failures = 0; ; ) {
      long before = part.size();
      try {
        transfer();
        if (file.sha256() == null || Checksums.of(part.path()).equals(file.sha256())) {
          Files.move(part.path(), target, StandardCopyOption.REPLACE_EXISTING);
          part.forget();
          return;
        }
        part.forget();
        if (wrongOnce) {
          throw wrongContent();
        }
        wrongOnce = true; // pieces of two versions may have come together: once more, as a whole
        throw new TransferException("the checksum is wrong");
      } catch (TransferException e) {
        boolean progress = part.size() - before >= settings.progressBytes();
        failures = progress ? 1 : failures + 1;
        if (failures >= settings.attempts()) {
          throw givenUp(e, failures);
        }
        pause(e, failures);
      }
    }
  }

  private void pause(TransferException e, int failures) throws InterruptedException {
    Duration wait = settings.wait(failures);
    Duration asked = e.retryAfter();
    if (asked.compareTo(wait) > 0) {
      wait = asked.compareTo(settings.longestWait()) < 0 ? asked : settings.longestWait();
    }
    listener.message(
        "%s: %s; trying again in %s".formatted(file.name(), e.getMessage(), Times.text(wait)));
    settings.sleeper().sleep(wait);
  }

  /** Brings the partial file to its full size, or throws. */
  private void transfer() throws IOException, InterruptedException {
    long have = part.sizeUpTo(file.bytes());
    if (have == file.bytes()) {
      return; // cut between the last byte and the check
    }
    try (Http.Answer answer = http.get(address, part.rangeHeaders(have))) {
      if (answer.status() == 416) {
        part.forget();
        throw new TransferException("the server has no more than is here; starting over");
      }
      long from = answer.status() == 206 ? resumedAt(answer, have) : 0;
      if (answer.status() == 200) {
        requireLength(answer.header("content-length"));
        part.begin(answer.header("etag"), answer.header("last-modified"));
      }
      copy(answer.body(), from);
    }
  }

  /** Where the answer begins, which must be where the partial file ends. */
  private long resumedAt(Http.Answer answer, long have) throws IOException {
    String range = answer.header("content-range").orElse("").strip();
    String wanted = "bytes %s-%s/".formatted(have, file.bytes() - 1);
    if (!range.equals(wanted + file.bytes()) && !range.equals(wanted + "*")) {
      part.forget();
      throw new TransferException("the server sends another part than was asked; starting over");
    }
    return have;
  }

  private void requireLength(Optional<String> length) {
    if (length.isPresent() && !length.get().strip().equals(Long.toString(file.bytes()))) {
      throw new InvalidInputException(
          "%s: %s bytes long, expected %s: not the published file; is a login page in the way? A mirror can be named by --url"
              .formatted(address, length.get(), file.bytes()));
    }
  }

  private void copy(TimedBody body, long from) throws IOException, InterruptedException {
    long at = from;
    listener.progress(file.name(), at, file.bytes());
    try (FileChannel channel =
        FileChannel.open(part.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(from).position(from);
      for (List<ByteBuffer> piece = body.next(); piece != null; piece = body.next()) {
        for (ByteBuffer bytes : piece) {
          at += bytes.remaining();
          if (at > file.bytes()) {
            part.forget();
            throw new InvalidInputException(
                "%s: longer than the %s bytes of the published file; a mirror can be named by --url"
                    .formatted(address, file.bytes()));
          }
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        }
        listener.progress(file.name(), at, file.bytes());
      }
      channel.force(true);
    }
    if (at < file.bytes()) {
      throw new TransferException("cut after %s of %s bytes".formatted(at, file.bytes()));
    }
  }

  private InvalidInputException wrongContent() {
    return new InvalidInputException(
        "%s: not the published file, its SHA-256 is not %s; it was deleted, a mirror can be named by --url"
            .formatted(address, file.sha256()));
  }

  private InvalidInputException givenUp(TransferException e, int failures) throws IOException {
    String rest =
        part.size() > 0
            ? "run the same command to go on from %s of %s bytes"
                .formatted(part.size(), file.bytes())
            : "try again later, or name a mirror by --url";
    return new InvalidInputException(
        "%s: %s; given up after %s tries, %s".formatted(address, e.getMessage(), failures, rest),
        e);
  }
}
