package org.mixsep.app.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * Settings that stand together in listings and files, in the order in which they are declared.
 *
 * <p>A class of settings has one, to which each of its constants adds itself: it grows while that
 * class is initialised, and is complete before {@link Catalogue} reads it.
 */
final class Group {
  private final String key;
  private final String help;
  private final Scope scope;
  private final Need need;
  private final List<Setting<?>> settings;

  private Group(String key, String help, Scope scope, Need need, List<Setting<?>> settings) {
    this.key = key;
    this.help = help;
    this.scope = scope;
    this.need = need;
    this.settings = settings;
  }

  /**
   * @param scope what settings belong to that do not say so themselves
   */
  Group(Scope scope) {
    this("", "", scope, Need.NOTHING, new ArrayList<>());
  }

  /** For those settings of this group that need the same, where they do not say so themselves. */
  Group needing(Need common) {
    return new Group(key, help, scope, common, settings);
  }

  /** For those settings of this group whose keys, and whose help, begin alike. */
  Group under(String commonKey, String commonHelp) {
    return new Group(commonKey, commonHelp, scope, need, settings);
  }

  /**
   * Begins a declaration, which {@link Declaration#help} ends.
   *
   * @param usual the value where nobody says otherwise
   */
  <T> Declaration<T> add(String name, Kind<T> kind, T usual) {
    return new Declaration<>(this, key + name, kind, usual, scope, need);
  }

  /** The same for a constant of an enum, any of which is allowed. */
  <E extends Enum<E>> Declaration<E> choice(String name, E usual) {
    return add(name, Kinds.hyphened(EnumSet.allOf(usual.getDeclaringClass())), usual);
  }

  /** The same for what is on or off. */
  Declaration<Boolean> flag(String name, boolean usual) {
    return add(name, Kinds.flag(), usual);
  }

  /** All that were declared. */
  List<Setting<?>> settings() {
    return List.copyOf(settings);
  }

  /** A setting that is being declared. */
  record Declaration<T>(Group group, String key, Kind<T> kind, T usual, Scope scope, Need need) {
    /** With a scope of its own. */
    Declaration<T> of(Scope own) {
      return new Declaration<>(group, key, kind, usual, own, need);
    }

    /** With a need of its own. */
    Declaration<T> needs(Need own) {
      return new Declaration<>(group, key, kind, usual, scope, own);
    }

    /** The setting, with one line that says what it does. */
    Setting<T> help(String line) {
      Setting<T> setting = new Setting<>(key, kind, usual, scope, group.help + line, need);
      group.settings.add(setting);
      return setting;
    }
  }
}
