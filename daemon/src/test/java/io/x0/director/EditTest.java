package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import io.x0.common.name.BackendUrl;
import io.x0.director.RefusedException.Cause;
import io.x0.shaper.BucketTree;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EditTest {
  private static final BackendConfig B1 =
      BackendConfig.of("b1", BackendUrl.parse("url", "http://10.0.0.1:80"));
  private static final BackendConfig B2 =
      BackendConfig.of("b2", BackendUrl.parse("url", "http://10.0.0.2:80"));
  private static final DirectorConfig SHOP =
      new DirectorConfig(
          "shop", Origin.MANAGED, DirectorSettings.DEFAULT, List.of(B1, B2), BucketTree.EMPTY, 7);
  private static final DirectorConfig FIXED =
      new DirectorConfig(
          "shop", Origin.STATIC, DirectorSettings.DEFAULT, List.of(B1, B2), BucketTree.EMPTY, 1);

  private static DirectorConfig apply(Edit edit, DirectorConfig before) {
    return Objects.requireNonNull(edit.apply(before));
  }

  private static void assertRefused(Cause cause, String message, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOf(RefusedException.class)
        .hasMessage(message)
        .extracting(e -> ((RefusedException) e).reason())
        .isEqualTo(cause);
  }

  private static DirectorConfig with(DirectorConfig director, BackendConfig... backends) {
    return new DirectorConfig(
        director.name(),
        director.origin(),
        director.settings(),
        List.of(backends),
        director.buckets(),
        director.revision());
  }

  @Test
  void createDirector_newName_isManagedWithDefaultsButForTheGiven() {
    Edit edit = Edit.createDirector("shop", Map.of("queue-limit", "5"));

    DirectorConfig created = apply(edit, null);

    assertThat(created.name()).isEqualTo("shop");
    assertThat(created.origin()).isEqualTo(Origin.MANAGED);
    assertThat(created.revision()).isEqualTo(1);
    assertThat(created.backends()).isEmpty();
    assertThat(created.settings())
        .isEqualTo(
            DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, Map.of("queue-limit", "5")));
    assertThat(edit.director()).isEqualTo("shop");
    assertThat(edit.action()).isEqualTo("director create shop");
  }

  @Test
  void createDirector_nameTaken_isAConflict() {
    assertRefused(
        Cause.CONFLICT,
        "director shop exists already: set it, or choose another name",
        () -> Edit.createDirector("shop", Map.of()).apply(SHOP));
  }

  @Test
  void createDirector_badNameOrValue_isRefused() {
    assertThatThrownBy(() -> Edit.createDirector("a/b", Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("name: a/b ");
    assertThatThrownBy(() -> Edit.createDirector("a", Map.of("queue-limit", "-1")).apply(null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("queue-limit: -1 ");
  }

  @Test
  void setDirector_someSettings_keepsTheOthers() {
    DirectorConfig before =
        apply(Edit.setDirector("shop", Map.of("queue-limit", "5"), false), SHOP);
    DirectorConfig after =
        apply(Edit.setDirector("shop", Map.of("read-timeout", "9s"), false), before);

    assertThat(after.settings().queue().limit()).isEqualTo(5);
    assertThat(after.settings().timeouts().read()).isEqualTo(Duration.ofSeconds(9));
    assertThat(after.revision()).isEqualTo(9);
    assertThat(after.backends()).isEqualTo(SHOP.backends());
  }

  @Test
  void setDirector_replace_resetsTheOthers() {
    DirectorConfig before =
        apply(Edit.setDirector("shop", Map.of("queue-limit", "5"), false), SHOP);
    DirectorConfig after =
        apply(Edit.setDirector("shop", Map.of("read-timeout", "9s"), true), before);

    assertThat(after.settings().queue().limit()).isEqualTo(1000);
    assertThat(after.settings().timeouts().read()).isEqualTo(Duration.ofSeconds(9));
    assertThat(after.backends()).isEqualTo(SHOP.backends());
  }

  @Test
  void enableDirector_changesThatOnly() {
    DirectorConfig off = apply(Edit.enableDirector("shop", false), SHOP);
    DirectorConfig on = apply(Edit.enableDirector("shop", true), off);

    assertThat(off.settings()).isEqualTo(DirectorSettings.DEFAULT.withEnabled(false));
    assertThat(on.settings()).isEqualTo(DirectorSettings.DEFAULT);
    assertThat(on.revision()).isEqualTo(9);
    assertThat(Edit.enableDirector("shop", false).action()).isEqualTo("director disable shop");
  }

  @Test
  void deleteDirector_leavesNothing() {
    assertThat(Edit.deleteDirector("shop").apply(SHOP)).isNull();
  }

  @Test
  void deleteDirector_protectedBackend_isForbidden() {
    DirectorConfig before = with(SHOP, B1, B2.withTerminateProtection(true));

    assertRefused(
        Cause.FORBIDDEN,
        "backend b2 in director shop is protected: set terminate-protection=false first",
        () -> Edit.deleteDirector("shop").apply(before));
  }

  @Test
  void addBackend_isAppendedWithTheNextRevision() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("url", "http://10.0.0.3:81");
    settings.put("weight", "3");
    Edit edit = Edit.addBackend("shop", "b0", settings);

    DirectorConfig after = apply(edit, SHOP);

    assertThat(after.backends()).extracting(BackendConfig::name).containsExactly("b1", "b2", "b0");
    BackendConfig added = after.backend("b0").orElseThrow();
    assertThat(added.url()).hasToString("http://10.0.0.3:81");
    assertThat(added.weight()).isEqualTo(3);
    assertThat(added.role()).isEqualTo(Role.ACTIVE);
    assertThat(added.revision()).isEqualTo(8);
    assertThat(after.revision()).isEqualTo(8);
    assertThat(after.backend("b1")).contains(B1);
    assertThat(edit.action()).isEqualTo("backend add shop b0 url=http://10.0.0.3:81 weight=3");
  }

  @Test
  void addBackend_withoutUrl_saysSo() {
    assertThatThrownBy(() -> Edit.addBackend("shop", "b3", Map.of("weight", "1")).apply(SHOP))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("url: '' (expected: the address of the backend)");
  }

  @Test
  void addBackend_nameTaken_isAConflict() {
    Edit edit = Edit.addBackend("shop", "b1", Map.of("url", "http://10.0.0.3:81"));

    assertRefused(
        Cause.CONFLICT,
        "backend b1 exists already in director shop: set it, or choose another name",
        () -> edit.apply(SHOP));
    assertRefused(
        Cause.CONFLICT,
        "backend b1 is being removed from director shop and finishes its requests: wait, set its"
            + " role to keep it, or choose another name",
        () -> edit.apply(with(SHOP, B1.withRole(Role.TERMINATE))));
  }

  @Test
  void backendSettings_roleTerminate_isNotAnOperators() {
    Map<String, String> terminate = Map.of("url", "http://10.0.0.3:81", "role", "terminate");
    for (Edit edit :
        List.of(
            Edit.addBackend("shop", "b3", terminate),
            Edit.setBackend("shop", "b1", terminate, false),
            Edit.setBackend("shop", "b1", terminate, true))) {
      assertThatThrownBy(() -> edit.apply(SHOP))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("role: terminate (expected: one of active, standby, backup)");
    }
  }

  @Test
  void setBackend_someSettings_keepsTheOthersAndItsPlace() {
    DirectorConfig after =
        apply(Edit.setBackend("shop", "b1", Map.of("capacity", "4"), false), SHOP);

    assertThat(after.backends()).extracting(BackendConfig::name).containsExactly("b1", "b2");
    BackendConfig changed = after.backends().get(0);
    assertThat(changed.capacity().slots()).isEqualTo(4);
    assertThat(changed.url()).isEqualTo(B1.url());
    assertThat(changed.revision()).isEqualTo(8);
    assertThat(after.backends().get(1)).isEqualTo(B2);
  }

  @Test
  void setBackend_replace_resetsTheOthersAndNeedsAUrl() {
    DirectorConfig before = with(SHOP, B1.withWeight(9), B2);
    Map<String, String> url = Map.of("url", "http://10.0.0.9:80");

    BackendConfig replaced =
        apply(Edit.setBackend("shop", "b1", url, true), before).backend("b1").orElseThrow();

    assertThat(replaced.weight()).isEqualTo(1);
    assertThat(replaced.url()).hasToString("http://10.0.0.9:80");
    assertThatThrownBy(() -> Edit.setBackend("shop", "b1", Map.of(), true).apply(before))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("url: ");
  }

  @Test
  void setBackend_roleOfOneBeingRemoved_keepsIt() {
    DirectorConfig before = with(SHOP, B1.withRole(Role.TERMINATE));

    DirectorConfig after =
        apply(Edit.setBackend("shop", "b1", Map.of("role", "active"), false), before);

    assertThat(after.backend("b1").orElseThrow().role()).isEqualTo(Role.ACTIVE);
    assertRefused(
        Cause.PRECONDITION,
        "backend b1 is not being removed any more",
        () -> Edit.finishRemoval("shop", "b1").apply(after));
  }

  @Test
  void enableBackend_changesThatOnly() {
    DirectorConfig after = apply(Edit.enableBackend("shop", "b2", false), SHOP);

    assertThat(after.backends())
        .containsExactly(B1, B2.withEnabled(false).withRevision(after.revision()));
    assertThat(Edit.enableBackend("shop", "b2", true).action()).isEqualTo("backend enable shop b2");
  }

  @Test
  void switchBackend_toEachState_hasTheWordOfTheCommand() {
    for (AdminState state : AdminState.values()) {
      Edit edit = Edit.switchBackend("shop", "b2", state);
      DirectorConfig after = apply(edit, SHOP);

      assertThat(after.backends())
          .containsExactly(B1, B2.withAdminState(state).withRevision(after.revision()));
    }
    assertThat(Edit.switchBackend("shop", "b2", AdminState.DRAIN).action())
        .isEqualTo("backend drain shop b2");
    assertThat(Edit.switchBackend("shop", "b2", AdminState.DISABLED).action())
        .isEqualTo("backend disable shop b2");
  }

  @Test
  void setBackend_adminStateAlone_isASwitchThatEveryDirectorAccepts() {
    Edit edit = Edit.setBackend("shop", "b1", Map.of("admin-state", "drain"), false);

    assertThat(edit.action()).isEqualTo("backend drain shop b1");
    assertThat(apply(edit, FIXED).backend("b1").orElseThrow().adminState())
        .isEqualTo(AdminState.DRAIN);
    Edit both =
        Edit.setBackend("shop", "b1", Map.of("admin-state", "drain", "enabled", "false"), false);
    assertThat(apply(both, FIXED).backend("b1").orElseThrow().adminState())
        .isEqualTo(AdminState.DRAIN);
    for (Map<String, String> others :
        List.of(Map.of("admin-state", "drain", "weight", "2"), Map.<String, String>of())) {
      assertThatThrownBy(() -> Edit.setBackend("shop", "b1", others, false).apply(FIXED))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("declared in the configuration file");
    }
    assertThatThrownBy(
            () -> Edit.setBackend("shop", "b1", Map.of("admin-state", "drain"), true).apply(FIXED))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void setBackend_enabled_isShortForAdminState() {
    BackendConfig drains = B1.withAdminState(AdminState.DRAIN);

    assertThat(B1.with(Map.of("enabled", "false")).adminState()).isEqualTo(AdminState.DISABLED);
    assertThat(drains.with(Map.of("enabled", "false")).adminState()).isEqualTo(AdminState.DRAIN);
    assertThat(drains.with(Map.of("enabled", "true")).adminState()).isEqualTo(AdminState.ENABLED);
    assertThat(B1.with(Map.of("admin-state", "drain")).enabled()).isFalse();
  }

  @Test
  void setBackend_enabledAndAdminState_mustFit() {
    assertThatThrownBy(() -> B1.with(Map.of("enabled", "true", "admin-state", "drain")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "enabled: true (expected: what fits admin-state drain, or only one of the two)");
    assertThatThrownBy(() -> B1.with(Map.of("enabled", "no", "admin-state", "enabled")))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> B1.with(Map.of("admin-state", "resting")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("admin-state: resting (expected: one of enabled, drain, disabled)");
    for (AdminState state : AdminState.values()) {
      BackendConfig backend = B1.withAdminState(state);
      Map<String, String> texts = new LinkedHashMap<>(BackendConfig.TABLE.texts(backend));
      texts.remove("url");
      Map<String, String> reversed = new LinkedHashMap<>();
      reversed.put("admin-state", texts.get("admin-state"));
      reversed.putAll(texts);
      assertThat(B1.with(texts)).isEqualTo(backend);
      assertThat(B1.with(reversed)).isEqualTo(backend);
    }
  }

  @Test
  void removeBackend_idle_isGoneAtOnce() {
    DirectorConfig after = apply(Edit.removeBackend("shop", "b1", false), SHOP);

    assertThat(after.backends()).containsExactly(B2);
    assertThat(after.revision()).isEqualTo(8);
  }

  @Test
  void removeBackend_busy_staysToFinishThenGoes() {
    DirectorConfig draining = apply(Edit.removeBackend("shop", "b1", true), SHOP);
    DirectorConfig gone = apply(Edit.finishRemoval("shop", "b1"), draining);

    assertThat(draining.backend("b1").orElseThrow().role()).isEqualTo(Role.TERMINATE);
    assertThat(draining.backend("b1").orElseThrow().revision()).isEqualTo(8);
    assertThat(gone.backends()).containsExactly(B2);
  }

  @Test
  void removeBackend_protected_isForbidden() {
    DirectorConfig before = with(SHOP, B1.withTerminateProtection(true));

    for (boolean busy : List.of(true, false)) {
      assertRefused(
          Cause.FORBIDDEN,
          "backend b1 in director shop is protected: set terminate-protection=false first",
          () -> Edit.removeBackend("shop", "b1", busy).apply(before));
    }
  }

  static List<Edit> editsOfABackend() {
    return List.of(
        Edit.setBackend("shop", "b9", Map.of("weight", "2"), false),
        Edit.enableBackend("shop", "b9", true),
        Edit.removeBackend("shop", "b9", false),
        Edit.finishRemoval("shop", "b9"));
  }

  @ParameterizedTest
  @MethodSource("editsOfABackend")
  void editOfABackend_noSuchBackend_isNotFound(Edit edit) {
    assertRefused(Cause.NOT_FOUND, "no backend b9 in director shop", () -> edit.apply(SHOP));
    assertRefused(Cause.NOT_FOUND, "no director shop", () -> edit.apply(null));
  }

  static List<Edit> editsOfAnExistingDirector() {
    return List.of(
        Edit.setDirector("shop", Map.of(), false),
        Edit.setDirector("shop", Map.of(), true),
        Edit.enableDirector("shop", true),
        Edit.deleteDirector("shop"),
        Edit.addBackend("shop", "b3", Map.of("url", "http://10.0.0.3:80")),
        Edit.setBackend("shop", "b1", Map.of("weight", "2"), false),
        Edit.removeBackend("shop", "b1", true));
  }

  @ParameterizedTest
  @MethodSource("editsOfAnExistingDirector")
  void edit_noSuchDirector_isNotFound(Edit edit) {
    assertRefused(Cause.NOT_FOUND, "no director shop", () -> edit.apply(null));
    assertRefused(
        Cause.NOT_FOUND,
        "no director shop",
        () -> edit.ifRevision(OptionalLong.of(1), null).apply(null));
  }

  @ParameterizedTest
  @MethodSource("editsOfAnExistingDirector")
  void edit_directorOfTheConfigurationFile_isForbidden(Edit edit) {
    assertRefused(
        Cause.FORBIDDEN,
        "director shop is declared in the configuration file: change it there (its backends can be"
            + " enabled, drained and disabled here)",
        () -> edit.apply(FIXED));
  }

  @Test
  void enableBackend_directorOfTheConfigurationFile_isPossible() {
    DirectorConfig after = apply(Edit.enableBackend("shop", "b1", false), FIXED);

    assertThat(after.backend("b1").orElseThrow().enabled()).isFalse();
    assertThat(after.origin()).isEqualTo(Origin.STATIC);
  }

  @Test
  void ifRevision_ofTheDirector_mustBeTheSame() {
    Edit edit = Edit.enableDirector("shop", false);

    assertThat(edit.ifRevision(OptionalLong.of(7), null).apply(SHOP)).isEqualTo(edit.apply(SHOP));
    assertThat(edit.ifRevision(OptionalLong.empty(), null)).isSameAs(edit);
    assertThat(edit.ifRevision(OptionalLong.of(7), null).expectedRevision()).hasValue(7);
    for (long other : new long[] {6, 8}) {
      assertRefused(
          Cause.PRECONDITION,
          "director shop has changed: it is at revision 7, not "
              + other
              + "; look again before you change it",
          () -> edit.ifRevision(OptionalLong.of(other), null).apply(SHOP));
    }
  }

  @Test
  void ifRevision_ofABackend_mustBeItsOwn() {
    DirectorConfig before = with(SHOP, B1.withRevision(5), B2.withRevision(6));
    Edit edit = Edit.enableBackend("shop", "b1", false);

    assertThat(apply(edit.ifRevision(OptionalLong.of(5), "b1"), before).revision()).isEqualTo(8);
    assertRefused(
        Cause.PRECONDITION,
        "backend b1 has changed: it is at revision 5, not 7; look again before you change it",
        () -> edit.ifRevision(OptionalLong.of(7), "b1").apply(before));
    assertRefused(
        Cause.NOT_FOUND,
        "no backend b9 in director shop",
        () ->
            Edit.enableBackend("shop", "b9", false)
                .ifRevision(OptionalLong.of(7), "b9")
                .apply(before));
  }
}
