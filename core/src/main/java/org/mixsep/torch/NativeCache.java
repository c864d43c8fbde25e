package org.mixsep.torch;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.leptonica.global.leptonica;
import org.bytedeco.pytorch.global.torch;
import org.mixsep.AtomicFile;
import org.mixsep.InvalidInputException;

/**
 * The folder that JavaCPP unpacks native libraries into, the first time they are used.
 *
 * <p>JavaCPP locks each file while it writes it. That does not keep the system's loader, in another
 * process, from following a finished library to one that is half written: the process dies of it.
 * So the first start here locks the folder until all is there, and leaves a list of it. With that
 * list a folder that cannot be written to is of use as well, where JavaCPP would copy it elsewhere.
 */
public final class NativeCache {
  private static final List<String> LIBRARIES =
      List.of("javacpp", "openblas", "pytorch", "dnnl", "leptonica");
  private static final Pattern LINE = Pattern.compile("(\\d{1,18}) (.+)");
  private static final String PATHS = "java.library.path";
  private static final String PATHS_FIRST = "org.bytedeco.javacpp.pathsFirst";

  private final List<Path> folders;
  private final Predicate<Path> writable;
  private final String list;

  /** Done once a process. */
  private static final class Usual {
    static final NativeCache CACHE = new NativeCache(usualFolders(), Files::isWritable);

    static {
      CACHE.unpack();
    }

    private Usual() {}
  }

  /**
   * @param folders that JavaCPP would take the first writable one of
   */
  NativeCache(List<Path> folders, Predicate<Path> writable) {
    this.folders = folders;
    this.writable = writable;
    this.list = "mixsep-" + Integer.toHexString(jars().hashCode()) + ".list";
  }

  /**
   * Lets a complete folder that cannot be written to be used. To be called before anything else of
   * JavaCPP, whose settings it changes for the process.
   */
  public static void useReadOnly() {
    new NativeCache(usualFolders(), Files::isWritable).settle();
  }

  /** Sees to it that all libraries are unpacked; waits for another process that is at it. */
  public static void ready() {
    Objects.requireNonNull(Usual.CACHE);
  }

  /** The first folder of use; none where JavaCPP is to find one. */
  Optional<Path> settle() {
    for (Path folder : folders) {
      Set<Path> complete = complete(folder);
      if (usable(folder)) {
        return Optional.of(folder);
      }
      if (!complete.isEmpty()) {
        String found =
            complete.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        String more = System.getProperty(PATHS, "");
        if (!more.startsWith(found)) {
          System.setProperty(PATHS, more.isEmpty() ? found : found + File.pathSeparator + more);
        }
        System.setProperty(PATHS_FIRST, "true");
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  /** Whether it can be written to, or made where it is not there. */
  private boolean usable(Path folder) {
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there != null && writable.test(there);
  }

  /** Unpacks what is not unpacked yet, by loading it. */
  void unpack() {
    Optional<Path> folder = settle();
    if (folder.isEmpty() || !complete(folder.get()).isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(folder.get());
      try (FileChannel channel =
          FileChannel.open(
              folder.get().resolve("mixsep.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        channel.lock();
        if (complete(folder.get()).isEmpty()) {
          Loader.load(torch.class);
          OneDnn.isLoaded();
          Loader.load(leptonica.class);
          writeList(folder.get().toRealPath());
        }
      }
    } catch (IOException | OverlappingFileLockException | InvalidInputException e) {
      // A file system without locks, or no space: JavaCPP does what it can, and says what it
      // cannot.
    } catch (LinkageError e) {
      // Who uses the library is told.
    }
  }

  private void writeList(Path folder) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String loaded : Loader.getLoadedLibraries().values()) {
      Path file = Path.of(loaded);
      if (file.startsWith(folder)) {
        lines.append(Files.size(file) + " " + folder.relativize(file) + "\n");
      }
    }
    if (!lines.isEmpty()) {
      AtomicFile.writeText(folder.resolve(list), lines.toString());
    }
  }

  /** The folders of all libraries in a folder's list; none where one is missing, or the list. */
  private Set<Path> complete(Path folder) {
    Set<Path> found = new LinkedHashSet<>();
    try {
      for (String line : Files.readAllLines(folder.resolve(list))) {
        Matcher parts = LINE.matcher(line);
        Path file = parts.matches() ? folder.resolve(parts.group(2)) : folder;
        if (!Files.isRegularFile(file) || Files.size(file) != Long.parseLong(parts.group(1))) {
          return Set.of();
        }
        found.add(file.getParent());
      }
      return found;
    } catch (IOException | InvalidPathException e) {
      return Set.of();
    }
  }

  /** As JavaCPP looks for them. */
  private static List<Path> usualFolders() {
    return Stream.of(
            System.getProperty("org.bytedeco.javacpp.cachedir"),
            System.getProperty("org.bytedeco.javacpp.cacheDir"),
            System.getProperty("user.home") + "/.javacpp/cache/",
            System.getProperty("java.io.tmpdir")
                + "/.javacpp-"
                + System.getProperty("user.name")
                + "/cache/")
        .filter(Objects::nonNull)
        .flatMap(name -> path(name).stream())
        .toList();
  }

  /** None for a name that this JVM cannot give to a file. */
  private static Optional<Path> path(String name) {
    try {
      return Optional.of(Path.of(name).toAbsolutePath());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Names of the jars that hold the libraries for this system: they tell versions apart. */
  private static List<String> jars() {
    String platform = Loader.Detector.getPlatform();
    List<String> jars = new ArrayList<>();
    for (String library : LIBRARIES) {
      for (String kind : List.of("", "-gpu")) {
        String place = "org/bytedeco/" + library + "/" + platform + kind + "/";
        URL found = NativeCache.class.getClassLoader().getResource(place);
        if (found != null) {
          jars.add(found.toString().replaceFirst("!/.*", "").replaceFirst(".*/", ""));
        }
      }
    }
    return jars;
  }
}
