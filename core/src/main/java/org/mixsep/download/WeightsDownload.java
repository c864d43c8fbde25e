package org.mixsep.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mixsep.InvalidInputException;

/**
 * Fetches weights into a folder of their own, resumed and tried again as {@link Downloads} does.
 *
 * <p>Size and SHA-256 are those that the server names: Hugging Face says both in its answer ({@code
 * X-Linked-Size}, {@code X-Linked-ETag}, which is the SHA-256 of files in Git LFS). A server that
 * names no SHA-256, such as a plain mirror, is taken at its word; what the file holds is then for
 * its reader to check.
 */
public final class WeightsDownload {
  private static final Pattern RANGE = Pattern.compile("bytes 0-0/(\\d{1,18})");
  private static final Pattern SHA256 = Pattern.compile("\"?([0-9a-f]{64})\"?");
  private static final Map<String, String> FIRST_BYTE = Map.of("Range", "bytes=0-0");

  private final FetchSettings settings;

  public WeightsDownload(FetchSettings settings) {
    this.settings = settings;
  }

  /**
   * What came of a fetch.
   *
   * @param fetched false where the file was there, and is what was fetched then
   * @param verified whether the server named a SHA-256, which the file has
   */
  public record Fetched(Path file, boolean fetched, boolean verified) {}

  /**
   * Makes weights be there.
   *
   * @param publisher the address that the weights' folders lie below; ends with a slash
   * @throws InvalidInputException in one line, when the file cannot be had or is not the published
   *     one, or the folder cannot be written
   */
  public Fetched fetch(WeightsOffer offer, URI publisher, Path folder, FetchListener listener) {
    return DownloadLock.alone(
        folder,
        settings,
        listener,
        () -> {
          Path file = folder.resolve(WeightsOffer.FILE);
          String sum = Checksums.read(folder).get(WeightsOffer.FILE);
          if (sum != null && Files.isRegularFile(file) && Checksums.of(file).equals(sum)) {
            return new Fetched(file, false, true);
          }
          Http http = new Http(settings);
          URI address = publisher.resolve(offer.folder());
          listener.message("fetching " + address.resolve(WeightsOffer.FILE));
          RemoteFile remote = asked(http, address.resolve(WeightsOffer.FILE));
          new FileDownload(http, settings, listener, remote, address, folder).run();
          Checksums.write(folder, Map.of(WeightsOffer.FILE, Checksums.of(file)));
          return new Fetched(file, true, remote.sha256() != null);
        });
  }

  /** What the server says of the file, with as many tries as the settings allow. */
  private RemoteFile asked(Http http, URI address) throws IOException, InterruptedException {
    for (int failures = 1; ; failures++) {
      try (Http.Answer answer = http.get(address, FIRST_BYTE)) {
        long bytes = size(answer, address);
        String sum = answer.linked("x-linked-etag").flatMap(WeightsDownload::sum).orElse(null);
        return RemoteFile.kept(WeightsOffer.FILE, bytes, sum);
      } catch (TransferException e) {
        if (failures >= settings.attempts()) {
          throw new InvalidInputException(
              "%s: %s; given up after %s tries, try again later, or name a mirror by --url"
                  .formatted(address, e.getMessage(), failures),
              e);
        }
        settings.sleeper().sleep(settings.wait(failures));
      }
    }
  }

  private static long size(Http.Answer answer, URI address) {
    Optional<String> named =
        answer.status() == 200 ? answer.header("content-length") : rest(answer);
    return named
        .filter(text -> text.matches("\\d{1,18}"))
        .map(Long::parseLong)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s: the server does not say how long the file is; name a mirror by --url"
                        .formatted(address)));
  }

  private static Optional<String> rest(Http.Answer answer) {
    return answer
        .header("content-range")
        .map(String::strip)
        .map(RANGE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1));
  }

  private static Optional<String> sum(String etag) {
    Matcher matcher = SHA256.matcher(etag.strip());
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
