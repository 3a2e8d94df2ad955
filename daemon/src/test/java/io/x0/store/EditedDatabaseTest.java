package io.x0.store;

import static io.x0.store.Samples.CLOCK;
import static io.x0.store.Samples.backend;
import static io.x0.store.Samples.created;
import static io.x0.store.Samples.empty;
import static io.x0.store.Samples.unusual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.StoreException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the store makes of rows that it did not write itself. */
final class EditedDatabaseTest {
  @TempDir Path folder;

  private SqliteDirectorStore store;

  @BeforeEach
  void open() {
    store = SqliteDirectorStore.open(folder, CLOCK);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Path file() {
    return folder.resolve("x0d.db");
  }

  @Test
  void load_settingNobodyDeclares_warnsAndKeepsItOut() {
    DirectorConfig director = empty("shop").withBackend(backend("b1"));
    store.commit(List.of(created(director)));
    Raw.run(
        file(),
        "INSERT INTO director_setting VALUES ('shop', 'colour', 'blue')",
        "INSERT INTO backend_setting VALUES ('shop', 'b1', 'taste', 'sweet')");
    Logger logger = (Logger) LoggerFactory.getLogger(SqliteDirectorStore.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);

    List<DirectorConfig> loaded = store.load();

    logger.detachAppender(log);
    assertThat(loaded).containsExactly(director);
    assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            file() + ": director \"shop\": no setting \"colour\", ignored \"blue\"",
            file()
                + ": director \"shop\", backend \"b1\": no setting \"taste\", ignored \"sweet\"");
  }

  @Test
  void load_settingMissing_hasItsDefault() {
    store.commit(List.of(created(empty("shop"))));
    Raw.run(file(), "DELETE FROM director_setting WHERE key = 'queue-limit'");

    assertThat(store.load()).containsExactly(empty("shop"));
  }

  @Test
  void load_unreadableValue_namesDirectorKeyAndValue() {
    store.commit(List.of(created(unusual("shop"))));
    List<String> damages =
        List.of(
            "UPDATE director_setting SET value = 'many' WHERE key = 'queue-limit'",
            "UPDATE backend_setting SET value = '-1' WHERE key = 'capacity' AND backend = 'b1'",
            "UPDATE backend_setting SET value = 'http://h:99999' WHERE key = 'url' AND backend = 'b0'",
            "DELETE FROM backend_setting WHERE key = 'url' AND backend = 'b0'",
            "UPDATE director SET origin = 'moon'");
    List<List<String>> expected =
        List.of(
            List.of("\"shop\"", "queue-limit", "\"many\""),
            List.of("\"shop\"", "\"b1\"", "capacity", "\"-1\""),
            List.of("\"shop\"", "\"b0\"", "url", "\"http://h:99999\""),
            List.of("\"shop\"", "\"b0\"", "url is missing"),
            List.of("\"shop\"", "origin", "\"moon\""));
    for (int i = 0; i < damages.size(); i++) {
      Raw.run(file(), damages.get(i));

      assertThatThrownBy(store::load)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(file().toString())
          .hasMessageContainingAll(expected.get(i).toArray(String[]::new))
          .hasMessageNotContaining("\n");

      store.commit(List.of(created(unusual("shop"))));
      assertThat(store.load()).containsExactly(unusual("shop"));
    }
  }

  @Test
  void history_unreadableEntry_namesIt() {
    store.commit(List.of(created(empty("shop"))));
    for (String damage :
        List.of("{", "[]", "{}", "{\"name\":null}", "{\"name\":[],\"origin\":1}")) {
      Raw.run(file(), "UPDATE audit SET after = '" + damage + "'");

      assertThatThrownBy(() -> store.history(1))
          .as(damage)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("change 1")
          .hasMessageNotContaining("\n");
    }
  }
}
