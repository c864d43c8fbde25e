package org.mixsep.app.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mixsep.InvalidInputException;
import org.mixsep.download.PublishedOffers;
import org.mixsep.download.WeightsOffer;

/** Where fetched weights lie: {@code weights/NAME} in the folder that runs share. */
public final class WeightsFolders {
  private final List<WeightsOffer> offers;
  private final URI publisher;

  /**
   * @param offers weights that can be fetched
   * @param publisher the address that they lie below; ends with a slash
   */
  public WeightsFolders(List<WeightsOffer> offers, URI publisher) {
    this.offers = List.copyOf(offers);
    this.publisher = publisher;
  }

  /** Of the weights that mixsep knows how to fetch. */
  public WeightsFolders() {
    this(PublishedOffers.all(), PublishedOffers.ADDRESS);
  }

  /** Weights that can be fetched. */
  public List<WeightsOffer> offers() {
    return offers;
  }

  /**
   * @throws InvalidInputException for weights that cannot be fetched
   */
  public WeightsOffer named(String name) {
    return offers.stream()
        .filter(offer -> offer.name().equals(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                Suggestions.refusal(
                    "'%s' cannot be fetched; 'mixsep weights list' names what can"
                        .formatted(Suggestions.shown(name)),
                    name,
                    offers.stream().map(WeightsOffer::name).toList()));
  }

  /** The address that weights are fetched from. */
  public URI address(RunConfig config) {
    return config.get(NetworkSettings.WEIGHTS_URL).orElse(publisher);
  }

  /** The folder of weights. */
  public Path folder(WeightsOffer offer, RunConfig config) {
    return UserCache.folder(config).resolve("weights").resolve(offer.name());
  }

  /**
   * The configuration with a file to start from in place of the name of published weights.
   *
   * @throws InvalidInputException when the weights are not there, with the command that fetches
   *     them
   */
  public RunConfig located(RunConfig config) {
    Optional<Path> init = config.get(NetworkSettings.INIT);
    Optional<WeightsOffer> offer =
        init.filter(path -> !Files.exists(path))
            .flatMap(
                path -> offers.stream().filter(o -> o.name().equals(path.toString())).findFirst());
    if (offer.isEmpty()) {
      return config;
    }
    Path file = folder(offer.get(), config).resolve(WeightsOffer.FILE);
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "init=%s is not here yet; 'mixsep weights fetch %s' downloads it"
              .formatted(offer.get().name(), offer.get().name()));
    }
    return config.with(NetworkSettings.INIT, Optional.of(file));
  }
}
