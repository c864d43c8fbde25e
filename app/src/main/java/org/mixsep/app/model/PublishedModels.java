package org.mixsep.app.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.WeightsFolders;
import org.mixsep.download.FetchListener;
import org.mixsep.download.FetchSettings;
import org.mixsep.download.WeightsDownload;
import org.mixsep.download.WeightsOffer;
import org.mixsep.export.PublishedWeights;
import org.mixsep.network.PublishedNetwork;

/** What the program can do with weights that others publish. */
public final class PublishedModels {
  private final WeightsFolders folders;
  private final FetchSettings settings;

  /**
   * @param folders the weights that can be fetched, and where they lie
   * @param settings how patient a fetch is
   */
  public PublishedModels(WeightsFolders folders, FetchSettings settings) {
    this.folders = folders;
    this.settings = settings;
  }

  /** The usual: what is published, with the patience of the internet. */
  public PublishedModels() {
    this(new WeightsFolders(), FetchSettings.usual());
  }

  /**
   * Where weights are.
   *
   * @param bytes of their file, 0 where they were not fetched
   */
  public record Place(WeightsOffer offer, long bytes) {}

  /**
   * What weights are.
   *
   * @param network that they are for
   * @param tensors in the file, counters of batch norms left out
   * @param values in all of them
   * @param classes of their classifier, 0 where they have none
   */
  public record Check(
      Path file, PublishedNetwork network, int tensors, long values, long classes) {}

  /** All weights that can be fetched, in their usual places. */
  public List<Place> list(RunConfig config) {
    return folders.offers().stream()
        .map(offer -> new Place(offer, bytes(folders.folder(offer, config))))
        .toList();
  }

  private static long bytes(Path folder) {
    try {
      return Files.size(folder.resolve(WeightsOffer.FILE));
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Makes weights be there, from {@code weights.url} where that is named, and checks that they are
   * those of their network. A file that is not is deleted.
   *
   * @throws InvalidInputException in one line, whatever goes wrong on the way
   */
  public WeightsDownload.Fetched fetch(String name, RunConfig config, FetchListener listener) {
    WeightsOffer offer = folders.named(name);
    URI address = folders.address(config);
    Path folder = folders.folder(offer, config);
    var fetched = new WeightsDownload(settings).fetch(offer, address, folder, listener);
    try {
      check(fetched.file(), PublishedNetwork.named(offer.network()));
    } catch (InvalidInputException e) {
      delete(fetched.file());
      throw new InvalidInputException(e.getMessage() + "; it was deleted", e);
    }
    return fetched;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be deleted: " + AtomicFile.reason(e), e);
    }
  }

  /**
   * Examines a file of weights: header, names, shapes, and whether all numbers are finite.
   *
   * @param network that they are to be for; none for the one that they fit best
   * @throws InvalidInputException when they do not fit, with what keeps them from it
   */
  public Check check(Path file, Optional<PublishedNetwork> network) {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> found = PublishedWeights.read(file);
      PublishedWeights.Fit fit =
          network
              .map(each -> PublishedWeights.fit(each, found))
              .orElseGet(() -> PublishedWeights.bestFit(found));
      List<String> problems = fit.problems();
      if (!problems.isEmpty()) {
        throw new InvalidInputException(
            "%s does not fit %s%s: %s%s"
                .formatted(
                    file,
                    network.isEmpty() ? "any network; the nearest is " : "",
                    fit.network(),
                    problems.get(0),
                    problems.size() > 1 ? " (and %s more)".formatted(problems.size() - 1) : ""));
      }
      long values = found.values().stream().mapToLong(Tensor::numel).sum();
      return new Check(file, fit.network(), found.size(), values, fit.classes());
    }
  }
}
