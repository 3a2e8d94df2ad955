package io.x0.haproxy.sample;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One question to a request: what is fetched, and how it is converted. Immutable.
 *
 * @param fetch the name of what is fetched
 * @param arguments of the fetch
 * @param converters as they are written, in order
 * @param type what comes out
 * @param values all answers; HAProxy tests each of them
 */
public record Sample(
    String fetch,
    List<String> arguments,
    List<String> converters,
    SampleType type,
    Function<Facts, List<Value>> values) {

  public Sample {
    arguments = List.copyOf(arguments);
    converters = List.copyOf(converters);
  }

  /** Returns the answer where one is due: the last of several. */
  public Optional<Value> value(Facts facts) {
    List<Value> all = values.apply(facts);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }
}
