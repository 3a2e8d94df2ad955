package io.x0.common.name;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** How machines are written: names, and addresses as literals. Never asks a resolver. Stateless. */
public final class Host {
  private static final int MAX_LENGTH = 253;
  private static final Pattern LABELS =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63})*+\\.?");
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  private Host() {}

  /** Returns whether {@code text} is a host name or an IPv4 address. */
  public static boolean isNameOrIpv4(String text) {
    if (NUMBERS.matcher(text).matches()) {
      return IPV4.matcher(text).matches();
    }
    return text.length() <= MAX_LENGTH
        && LABELS.matcher(text).matches()
        && !text.startsWith("-")
        && !text.contains(".-")
        && !text.contains("-.")
        && !text.endsWith("-");
  }

  /** Returns whether {@code text} is an IPv6 address without brackets and zone. */
  public static boolean isIpv6(String text) {
    if (text.indexOf(':') < 0 || !IPV6.matcher(text).matches()) {
      return false;
    }
    try {
      // What is in brackets is parsed and never looked up.
      InetAddress.getByName("[" + text + "]");
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
