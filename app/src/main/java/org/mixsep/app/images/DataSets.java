package org.mixsep.app.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.DataFolders;
import org.mixsep.app.config.DataName;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.RunConfig;
import org.mixsep.data.FolderFault;
import org.mixsep.data.ImageFolder;
import org.mixsep.data.ImageSet;
import org.mixsep.data.ImageSource;
import org.mixsep.data.ImageSource.Part;
import org.mixsep.data.SharedImages;
import org.mixsep.download.Downloads;
import org.mixsep.download.FetchListener;
import org.mixsep.download.FetchSettings;
import org.mixsep.download.PublishedSet;
import org.mixsep.download.SetFolder;
import org.mixsep.download.SetFolder.Finding;

/** What the program can do with image sets before anything is trained. */
public final class DataSets {
  /** Statistics count what is there; how it was read is said by 'data check'. */
  private static final Consumer<String> NO_WARNINGS = line -> {};

  private final DataFolders folders;
  private final FetchSettings settings;

  /**
   * @param folders the sets that can be fetched, and where they lie
   * @param settings how patient a fetch is
   */
  public DataSets(DataFolders folders, FetchSettings settings) {
    this.folders = folders;
    this.settings = settings;
  }

  /** The usual: what is published, with the patience of the internet. */
  public DataSets() {
    this(new DataFolders(), FetchSettings.usual());
  }

  /**
   * Where a set is.
   *
   * @param complete whether all its files are there, judged by their sizes
   * @param empty whether nothing of it is there
   */
  public record Place(PublishedSet set, Path folder, boolean complete, boolean empty, long bytes) {}

  /**
   * What came of a fetch.
   *
   * @param fetched false when everything was there
   */
  public record Fetched(Path folder, boolean fetched) {}

  /**
   * What was found about a set.
   *
   * @param remedy what to do, such as "'mixsep data fetch NAME' fetches what is not right"; none
   *     when nothing is wrong
   */
  public record Check(Path folder, List<Finding> findings, Optional<String> remedy) {}

  /** Every set that can be fetched, in its usual place. */
  public List<Place> list(RunConfig config) {
    return folders.sets().stream()
        .map(set -> folders.folder(set, config))
        .map(f -> new Place(f.set(), f.path(), f.isComplete(), f.isEmpty(), f.bytes()))
        .toList();
  }

  /**
   * Makes a set complete, from {@code data.url} where that is named.
   *
   * @param extra whether to fetch also the files that the set is complete without
   * @throws InvalidInputException in one line, whatever goes wrong on the way
   */
  public Fetched fetch(String name, RunConfig config, boolean extra, FetchListener listener) {
    PublishedSet set = folders.named(name);
    Path folder = folders.folder(set, config).path();
    boolean fetched =
        new Downloads(settings).fetch(set, config.get(DataSettings.URL), folder, extra, listener);
    return new Fetched(folder, fetched);
  }

  /**
   * Examines every file of a set, then reads it as training would.
   *
   * @param config of that set, all images of it
   */
  public Check check(String name, RunConfig config, FetchListener listener) {
    if (config.get(DataSettings.NAME) == DataName.FOLDER) {
      return checkFolder(config, listener);
    }
    PublishedSet set = folders.named(name);
    SetFolder folder = folders.folder(set, config);
    List<Finding> findings = new ArrayList<>(folder.check(listener));
    boolean files = findings.stream().allMatch(Finding::right);
    if (files) {
      RunConfig located = folders.located(config);
      listener.message("reading");
      findings.add(
          read(located, Images.Split.TRAIN, "training images", set.trainImages(), listener));
      findings.add(read(located, Images.Split.TEST, "test images", set.testImages(), listener));
    }
    boolean right = findings.stream().allMatch(Finding::right);
    String command = DataFolders.command(set, config);
    String remedy = "'%s' fetches what is not right".formatted(command);
    return new Check(folder.path(), findings, right ? Optional.empty() : Optional.of(remedy));
  }

  /** All faults of a folder of pictures, or what is in it. */
  private Check checkFolder(RunConfig config, FetchListener listener) {
    RunConfig located = folders.located(config);
    Path folder = located.get(DataSettings.DIR).orElseThrow();
    listener.message("reading");
    List<Finding> findings = new ArrayList<>();
    for (FolderFault fault : ImageFolder.faults(folder)) {
      findings.add(new Finding(fault.path().toString(), fault.problem(), false));
    }
    if (findings.isEmpty()) {
      try {
        ImageSet train = Images.of(located, Images.Split.TRAIN, listener::message);
        ImageSet test = Images.of(located, Images.Split.TEST, listener::message);
        FolderNotes.of(train, test)
            .forEach(note -> findings.add(new Finding(folder.toString(), note, true)));
        findings.addAll(shared(located, train, test));
      } catch (InvalidInputException e) {
        findings.add(new Finding(folder.toString(), e.getMessage(), false));
      }
    }
    boolean right = findings.stream().allMatch(Finding::right);
    Optional<String> remedy = right ? Optional.empty() : Optional.of("training takes all or none");
    return new Check(folder, findings, remedy);
  }

  /** Test pictures that are training pictures as well, as the network would get them. */
  private static List<Finding> shared(RunConfig config, ImageSet train, ImageSet test) {
    ImageSource source = NamedSet.of(config).source().get();
    List<Path> trained = source.pictureFiles(Part.TRAIN);
    List<Path> tested = source.pictureFiles(Part.TEST);
    return SharedImages.pairs(train, test).stream()
        .map(
            pair ->
                new Finding(
                    tested.get(pair.test()).toString(),
                    "a test picture that is the training picture " + trained.get(pair.train()),
                    true))
        .toList();
  }

  private static Finding read(
      RunConfig config, Images.Split split, String what, int expected, FetchListener listener) {
    try {
      ImageSet images = Images.of(config, split, listener::message);
      boolean right = images.size() == expected;
      String count = "%d of %d classes".formatted(images.size(), images.classes());
      return new Finding(what, right ? count : count + ", expected " + expected, right);
    } catch (InvalidInputException e) {
      return new Finding(what, e.getMessage(), false);
    }
  }

  /** Counts classes, brightness and pairs of a configuration's images. */
  public DataStatistics statistics(RunConfig config) {
    RunConfig located = folders.located(config);
    return DataStatistics.of(
        located,
        Images.of(located, Images.Split.TRAIN, NO_WARNINGS),
        Images.of(located, Images.Split.TEST, NO_WARNINGS));
  }
}
