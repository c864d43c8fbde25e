package org.mixsep.app.config;

import java.net.URI;
import java.util.Optional;
import org.mixsep.InvalidInputException;
import org.mixsep.download.Addresses;

/** The address of a folder on the web, or none. */
record AddressKind() implements Kind<Optional<URI>> {
  @Override
  public Optional<URI> parse(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(Addresses.folder(text));
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @Override
  public boolean admits(Optional<URI> value) {
    return value.isEmpty() || parse(value.get().toString()).equals(value);
  }

  @Override
  public String format(Optional<URI> value) {
    return value.map(URI::toString).orElse("");
  }

  @Override
  public String allowed() {
    return "the address of a folder, such as https://host/folder/, or nothing";
  }
}
