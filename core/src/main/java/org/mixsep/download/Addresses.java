package org.mixsep.download;

import java.net.URI;
import java.net.URISyntaxException;
import org.mixsep.InvalidInputException;

/** Checks addresses before anything is asked from them. */
public final class Addresses {
  private Addresses() {}

  /**
   * The address of a folder of files: a slash is added where it ends without one.
   *
   * @throws InvalidInputException when it is not one of http or https with a host
   */
  public static URI folder(String text) {
    try {
      URI address = checked(new URI(text.strip()));
      if (address.getQuery() != null || address.getFragment() != null) {
        throw new InvalidInputException(
            "%s: file names are put behind the address, so it must have no ? and no #"
                .formatted(text));
      }
      return address.getPath().endsWith("/") ? address : URI.create(address + "/");
    } catch (URISyntaxException e) {
      throw new InvalidInputException(
          "%s: no address; expected one such as https://host/folder/".formatted(text), e);
    }
  }

  /**
   * Where a redirect leads.
   *
   * @param from the address that was asked
   * @param location the answer's header, absolute or relative
   * @throws InvalidInputException when it leads away from http and https, or from https to http
   */
  static URI redirected(URI from, String location) {
    URI to;
    try {
      to = checked(from.resolve(new URI(location)));
    } catch (URISyntaxException e) {
      throw new InvalidInputException("%s: redirects to no address".formatted(from), e);
    }
    if (from.getScheme().equalsIgnoreCase("https") && !to.getScheme().equalsIgnoreCase("https")) {
      throw new InvalidInputException(
          "%s: redirects from https to %s, which is not safe; name a mirror by --url"
              .formatted(from, to));
    }
    return to;
  }

  private static URI checked(URI address) {
    String scheme = address.getScheme();
    boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!web || address.getHost() == null || address.getUserInfo() != null) {
      throw new InvalidInputException(
          "%s: not an address to fetch from; expected https://host/folder/ without user or password"
              .formatted(address));
    }
    return address;
  }
}
