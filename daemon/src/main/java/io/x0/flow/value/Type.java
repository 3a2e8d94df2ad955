package io.x0.flow.value;

import org.jspecify.annotations.Nullable;

/** The type of an expression, a parameter or a variable. Immutable. */
public enum Type {
  /** No value: an action or a handler. */
  VOID("Void", Form.NONE),
  /** True or false. */
  BOOL("Bool", Form.BOOLEAN),
  /** A signed 64-bit number. */
  NUMBER("Number", Form.LONG),
  /** A text. */
  STRING("String", Form.STRING),
  /** A span of time; nanoseconds inside. */
  DURATION("Duration", Form.LONG),
  /** A number of bytes. */
  SIZE("Size", Form.LONG),
  /** A part of a whole, such as 20%; millionths inside. */
  SHARE("Share", Form.LONG),
  /** An {@link IpAddress}. */
  IP("IP", Form.OBJECT),
  /** A {@link Cidr}. */
  CIDR("CIDR", Form.OBJECT),
  /** A compiled RE2 pattern. */
  REGEX("Regex", Form.OBJECT),
  /** A list of texts. */
  STRINGS("String[]", Form.OBJECT),
  /** A list of numbers. */
  NUMBERS("Number[]", Form.OBJECT),
  /** A list of addresses. */
  IPS("IP[]", Form.OBJECT),
  /** A list of networks. */
  CIDRS("CIDR[]", Form.OBJECT),
  /** As a parameter: any value at all. */
  ANY("Any", Form.NONE),
  /** What has already been reported as wrong: fits everywhere, so that it is reported once. */
  ERROR("?", Form.NONE);

  /** How a value is held at run time. */
  public enum Form {
    /** There is none. */
    NONE,
    /** A {@code boolean}. */
    BOOLEAN,
    /** A {@code long}. */
    LONG,
    /** A {@link String}. */
    STRING,
    /** Any other object. */
    OBJECT
  }

  private final String label;
  private final Form form;

  Type(String label, Form form) {
    this.label = label;
    this.form = form;
  }

  /** Returns how a value of this type is held. */
  public Form form() {
    return form;
  }

  /** Returns the type of a list of these, or null if there are no such lists. */
  public @Nullable Type listType() {
    return switch (this) {
      case STRING -> STRINGS;
      case NUMBER -> NUMBERS;
      case IP -> IPS;
      case CIDR -> CIDRS;
      default -> null;
    };
  }

  /** Returns the type of the elements, or null if this is not a list. */
  public @Nullable Type elementType() {
    return switch (this) {
      case STRINGS -> STRING;
      case NUMBERS -> NUMBER;
      case IPS -> IP;
      case CIDRS -> CIDR;
      default -> null;
    };
  }

  /** Returns the name that operators read, such as {@code Number}. */
  @Override
  public String toString() {
    return label;
  }
}
