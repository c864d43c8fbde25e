package org.mixsep.download;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.mixsep.InvalidInputException;

/**
 * Asks for files over http and https.
 *
 * <p>It follows redirects itself, so that each can be judged. The JDK's client would follow one to
 * an address with a password, fails by an unchecked exception on one to no address, and has one
 * limit of redirects for the whole process.
 */
final class Http {
  private final FetchSettings settings;
  private final HttpClient client;

  Http(FetchSettings settings) {
    this.settings = settings;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout());
    settings.proxy().ifPresent(builder::proxy); // otherwise those of the JVM's properties
    client = builder.build();
  }

  /**
   * An answer of status 200, 206 or 416.
   *
   * @param response with the bytes to come; none for 416
   * @param asked the headers of what was asked first, where that redirected
   */
  record Answer(HttpResponse<Optional<TimedBody>> response, HttpHeaders asked)
      implements AutoCloseable {
    int status() {
      return response.statusCode();
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    /** A header by which the address that was asked tells of the file it redirects to. */
    Optional<String> linked(String name) {
      return asked.firstValue(name);
    }

    TimedBody body() {
      return response.body().orElseThrow();
    }

    @Override
    public void close() {
      response.body().ifPresent(TimedBody::close);
    }
  }

  /**
   * Asks for a file.
   *
   * @throws TransferException when another try may help
   * @throws InvalidInputException when none will
   */
  Answer get(URI address, Map<String, String> headers) throws IOException, InterruptedException {
    URI at = address;
    HttpHeaders asked = null;
    for (int redirects = 0; ; redirects++) {
      HttpResponse<Optional<TimedBody>> response = send(at, headers);
      asked = asked == null ? response.headers() : asked;
      Answer answer = new Answer(response, asked);
      int status = answer.status();
      if (status == 200 || status == 206 || status == 416) {
        return answer;
      }
      answer.close();
      Optional<String> location = answer.header("location");
      if (status / 100 != 3 || location.isEmpty()) {
        throw refused(at, answer);
      }
      if (redirects == settings.redirects()) {
        throw new InvalidInputException(
            "%s: redirected more than %s times, the last time from %s; name a mirror by --url"
                .formatted(address, settings.redirects(), at));
      }
      at = Addresses.redirected(at, location.get());
    }
  }

  private HttpResponse<Optional<TimedBody>> send(URI address, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(settings.stallTimeout())
            .header("User-Agent", "mixsep")
            .header("Accept-Encoding", "identity"); // lengths and checksums are of plain files
    headers.forEach(request::header);
    try {
      return client.send(
          request.GET().build(),
          info ->
              info.statusCode() == 200 || info.statusCode() == 206
                  ? BodySubscribers.mapping(new TimedBody(settings.stallTimeout()), Optional::of)
                  : BodySubscribers.replacing(Optional.empty()));
    } catch (HttpTimeoutException e) {
      throw new TransferException("no answer within " + Times.text(settings.stallTimeout()));
    } catch (IOException e) {
      throw new TransferException(reason(e, address));
    }
  }

  /** Java often has no words for what happened, only a class, and that of the cause says more. */
  private static String reason(IOException e, URI address) {
    String reason = "the connection was cut";
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "no host %s is known here; is there an internet connection?"
            .formatted(address.getHost());
      }
      if (cause instanceof ConnectException) {
        reason = "no connection to " + address.getHost();
      }
      if (cause instanceof SSLException && cause.getMessage() != null) {
        reason = "no secure connection to %s: %s".formatted(address.getHost(), cause.getMessage());
      }
    }
    return reason;
  }

  private IOException refused(URI address, Answer answer) {
    int status = answer.status();
    boolean passing = status == 408 || status == 429 || status >= 500 && status != 501;
    if (!passing) {
      throw new InvalidInputException(
          "%s: the server answers %s%s; name a mirror by --url"
              .formatted(address, status, status == 404 ? " (not found)" : ""));
    }
    Duration wait = answer.header("retry-after").map(Http::seconds).orElse(Duration.ZERO);
    return new TransferException("the server answers " + status, wait);
  }

  private static Duration seconds(String text) {
    // Its other form is a date; then the usual wait does.
    return text.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.ZERO;
  }
}
