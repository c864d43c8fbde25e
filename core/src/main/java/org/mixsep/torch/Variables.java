package org.mixsep.torch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.mixsep.InvalidInputException;

/**
 * The named tensors of a network: parameters, which are trained, and buffers, which are not.
 *
 * <p>Layers ask for theirs through a {@link Scope}. Each parameter draws from a generator of its
 * own, seeded by the network's seed and its name: equal names have equal first values whatever else
 * a network holds, so that runs can be compared in pairs.
 */
public final class Variables {
  static {
    NativeCache.ready();
  }

  private final Compute compute;
  private final long seed;
  private final long most;
  private final boolean filled;
  private double values;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();

  public Variables(Compute compute, long seed) {
    this(compute, seed, Long.MAX_VALUE);
  }

  /**
   * Variables for what a file holds.
   *
   * @param most values of all variables: those of another network, whose size a damaged file may
   *     claim, are refused before there is memory for them
   */
  public Variables(Compute compute, long seed, long most) {
    this(compute, seed, most, true);
  }

  private Variables(Compute compute, long seed, long most, boolean filled) {
    this.compute = compute;
    this.seed = seed;
    this.most = most;
    this.filled = filled;
  }

  /** Variables that have names and shapes, and no values and no memory. */
  public static Variables ofShapes() {
    return new Variables(new Compute(false, Precision.FLOAT32), 0, Long.MAX_VALUE, false);
  }

  /** What they are computed with. */
  public Compute compute() {
    return compute;
  }

  /** Of the first values. */
  public long seed() {
    return seed;
  }

  /** The scope whose names have no prefix. */
  public Scope root() {
    return new Scope("");
  }

  /** Parameters by name, in the order they were made: float32 leaves that require a gradient. */
  public Map<String, Tensor> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** Buffers by name, such as running means. */
  public Map<String, Tensor> buffers() {
    return Collections.unmodifiableMap(buffers);
  }

  /** Parameters, then buffers, by name. */
  public Map<String, Tensor> all() {
    Map<String, Tensor> all = new LinkedHashMap<>(parameters);
    all.putAll(buffers);
    return Collections.unmodifiableMap(all);
  }

  /** Running means and variances of batch norms. */
  public List<Tensor> runningStatistics() {
    return buffers.keySet().stream()
        .filter(name -> name.endsWith("running_mean") || name.endsWith("running_var"))
        .map(buffers::get)
        .toList();
  }

  /** Whether a parameter is a batch norm's bias: it has running statistics beside it. */
  public boolean isNormBias(String name) {
    return name.endsWith("bias")
        && buffers.containsKey(name.substring(0, name.length() - 4) + "running_mean");
  }

  /** Number of values of all parameters. */
  public long parameterCount() {
    return parameters.values().stream().mapToLong(Tensor::numel).sum();
  }

  /** A prefix of names, handed to a layer at its construction. */
  public final class Scope {
    private final String prefix;

    private Scope(String prefix) {
      this.prefix = prefix;
    }

    /** All that the scope is a part of. */
    public Variables variables() {
      return Variables.this;
    }

    /** What the variables are computed with. */
    public Compute compute() {
      return compute;
    }

    /** The scope of a part called {@code name}. */
    public Scope in(String name) {
      return new Scope(prefix + name + ".");
    }

    /**
     * Makes a parameter; one of four dimensions is laid out channels last.
     *
     * @throws IllegalArgumentException when the name is taken
     * @throws InvalidInputException when all variables would be more than they may
     */
    public Tensor parameter(String name, Initializer initializer, long... shape) {
      Tensor value = drawn(prefix + name, initializer, shape);
      value.set_requires_grad(true);
      return register(parameters, name, value);
    }

    /**
     * Makes a buffer filled with {@code value}.
     *
     * @throws IllegalArgumentException when the name is taken
     */
    public Tensor buffer(String name, double value, long... shape) {
      return buffer(name, Initializer.constant(value), shape);
    }

    /**
     * Makes a buffer with drawn values; one of four dimensions is laid out channels last.
     *
     * @throws IllegalArgumentException when the name is taken
     */
    public Tensor buffer(String name, Initializer initializer, long... shape) {
      return register(buffers, name, drawn(prefix + name, initializer, shape));
    }

    private Tensor register(Map<String, Tensor> into, String name, Tensor value) {
      String full = prefix + name;
      if (parameters.containsKey(full) || buffers.containsKey(full)) {
        throw new IllegalArgumentException("two variables called " + full);
      }
      into.put(full, value);
      return value;
    }
  }

  private Tensor drawn(String name, Initializer initializer, long... shape) {
    values += LongStream.of(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (values > most) {
      throw new InvalidInputException(
          "a network of more values than there are weights, which are %s".formatted(most));
    }
    try (PointerScope scope = new PointerScope()) {
      if (!filled) {
        TensorOptions nowhere = new TensorOptions(new Device("meta"));
        Tensor value = torch.empty(shape, nowhere, new MemoryFormatOptional());
        value.retainReference();
        return value;
      }
      // Drawn on the host, so that every device starts from the same values.
      Tensor value = torch.empty(shape);
      Generator generator = torch.createCPUGenerator(seedOf(name));
      initializer.fill(value, generator);
      value = compute.place(value);
      if (shape.length == 4) {
        value = value.contiguous(MemoryFormat.ChannelsLast);
      }
      value.retainReference();
      return value;
    }
  }

  /** Mixes seed and name (FNV-1a, then the finalizer of SplitMix64) so that neighbours differ. */
  private long seedOf(String name) {
    long hash = 0xcbf29ce484222325L ^ seed * 0x9e3779b97f4a7c15L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
