package org.mixsep.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mixsep.InvalidInputException;
import org.mixsep.download.PublishedSet;
import org.mixsep.download.PublishedSets;
import org.mixsep.download.SetFolder;

/** Where fetched image sets lie: {@code data/NAME} in the folder that runs share. */
public final class DataFolders {
  private final List<PublishedSet> sets;

  /**
   * @param sets those that can be fetched
   */
  public DataFolders(List<PublishedSet> sets) {
    this.sets = List.copyOf(sets);
  }

  /** Of the sets that mixsep knows how to fetch. */
  public DataFolders() {
    this(PublishedSets.all());
  }

  /** The sets that can be fetched. */
  public List<PublishedSet> sets() {
    return sets;
  }

  /**
   * @throws InvalidInputException for a set that cannot be fetched, with those that can
   */
  public PublishedSet named(String name) {
    String plain = Kinds.plain(name);
    if (plain.equals("folder") || plain.equals("street-digits")) {
      throw new InvalidInputException(
          plain.equals("folder")
              ? "folder is your own pictures: there is nothing to fetch; 'mixsep data check folder --dir FOLDER' examines them"
              : "street-digits are drawn by mixsep itself: there is nothing to fetch or to check");
    }
    String names = String.join(", ", sets.stream().map(PublishedSet::name).toList());
    return Suggestions.find(
        name,
        sets,
        PublishedSet::name,
        shown -> "'%s' cannot be fetched; allowed: %s".formatted(shown, names));
  }

  /** The set's files in the folder that a configuration names, or else in their usual place. */
  public SetFolder folder(PublishedSet set, RunConfig config) {
    Path usual = UserCache.folder(config).resolve("data").resolve(set.name());
    return new SetFolder(set, config.get(DataSettings.DIR).orElse(usual));
  }

  /**
   * The configuration with the folder of its image set filled in, where it names none and the set
   * lies in its usual place; every configuration goes through this before its images are read.
   *
   * @throws InvalidInputException when the set is not there, with the one command that fetches it,
   *     or when it cannot be fetched and no folder is named
   */
  public RunConfig located(RunConfig config) {
    DataName data = config.get(DataSettings.NAME);
    if (data == DataName.STREET_DIGITS || config.get(DataSettings.DIR).isPresent()) {
      return config;
    }
    String name = DataSettings.NAME.textIn(config);
    Optional<PublishedSet> set = sets.stream().filter(s -> s.name().equals(name)).findFirst();
    if (set.isEmpty()) {
      throw new InvalidInputException(
          "data=%s needs data.dir=FOLDER, the folder that holds %s".formatted(name, data.files()));
    }
    SetFolder folder = folder(set.get(), config);
    if (!folder.isComplete()) {
      throw new InvalidInputException(
          "data=%s is not here yet; '%s' downloads it (%d MB), or data.dir=FOLDER names the folder of its files"
              .formatted(name, command(set.get(), config), set.get().bytes(false) / 1_000_000));
    }
    return config.with(DataSettings.DIR, Optional.of(folder.path()));
  }

  /** The command that fetches a set to where {@link #located} looks for it. */
  public static String command(PublishedSet set, RunConfig config) {
    String dir = config.get(DataSettings.DIR).map(path -> " --dir " + quoted(path)).orElse("");
    boolean usual = dir.isEmpty();
    String cache =
        usual
            ? config.get(OutputSettings.CACHE).map(path -> " cache=" + quoted(path)).orElse("")
            : "";
    return "mixsep data fetch " + set.name() + dir + cache;
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[A-Za-z0-9._/+-]+") ? text : '"' + text + '"';
  }
}
