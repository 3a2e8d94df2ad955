package io.x0.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Predicate;

/** Connects to the real database, whose statements fail when told to. */
final class FaultyConnector implements Connector {
  static final int IOERR = 10;
  static final int FULL = 13;

  /** Which statements fail instead of running. */
  Predicate<String> before = sql -> false;

  /** Which statements run and fail all the same. */
  Predicate<String> after = sql -> false;

  /** What every new connection runs first. */
  String first = "SELECT 1";

  /** The code of every failure. */
  int code = IOERR;

  boolean refusesConnections;

  /** Which files cannot be connected to. */
  Predicate<Path> broken = file -> false;

  void heal() {
    before = sql -> false;
    after = sql -> false;
    first = "SELECT 1";
    code = IOERR;
    refusesConnections = false;
    broken = file -> false;
  }

  @Override
  public Connection connect(Path file) throws SQLException {
    if (refusesConnections || broken.test(file)) {
      throw failure("connect");
    }
    Connection real = Connector.sqlite().connect(file);
    try (PreparedStatement statement = real.prepareStatement(first)) {
      statement.execute();
    }
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object result = method.invoke(real, arguments);
          return result instanceof PreparedStatement statement
              ? faulty(statement, (String) arguments[0])
              : result;
        });
  }

  private PreparedStatement faulty(PreparedStatement real, String sql) {
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          boolean isRun = method.getName().startsWith("execute");
          if (isRun && before.test(sql)) {
            throw failure(sql);
          }
          Object result = method.invoke(real, arguments);
          if (isRun && after.test(sql)) {
            throw failure(sql);
          }
          return result;
        });
  }

  private SQLException failure(String what) {
    return new SQLException("code " + code + " injected into " + what, null, code);
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyConnector.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return call.of(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private interface Call {
    Object of(java.lang.reflect.Method method, Object[] arguments) throws Throwable;
  }
}
