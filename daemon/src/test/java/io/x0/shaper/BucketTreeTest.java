package io.x0.shaper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BucketTreeTest {
  private static final BucketTree TREE =
      BucketTree.of(
          bucket("vip", "20%", "40%"),
          bucket("main", "50%", "70%", bucket("upload", "50%", "50%")),
          bucket("fixed", "5t", "10t", bucket("half", "50%", "50%"), bucket("two", "2t", "8t")));

  @Test
  void check_ratesOfSiblings_mayAddUpToAllButNotMore() {
    assertThat(check(bucket("a", "60%", "100%"), bucket("b", "40%", "100%"))).isNull();
    assertThat(check(bucket("a", "60%", "100%"), bucket("b", "40.1%", "100%")))
        .isEqualTo(TreeFault.RATE_LIMIT_OVERFLOW);
    assertThat(check(bucket("a", "-1%", "100%"))).isEqualTo(TreeFault.RATE_LIMIT_OVERFLOW);
  }

  @Test
  void check_thirdsRoundedUp_areWithinTheTolerance() {
    String third = "0.3333334";

    assertThat(check(bucket("a", third, "1"), bucket("b", third, "1"), bucket("c", third, "1")))
        .isNull();
  }

  @Test
  void check_nestedRates_areComparedToo() {
    assertThat(
            check(
                bucket("p", "10%", "100%", bucket("a", "60%", "100%"), bucket("b", "41%", "100%"))))
        .isEqualTo(TreeFault.RATE_LIMIT_OVERFLOW);
  }

  @Test
  void check_belowAnAbsoluteRate_countsTokens() {
    assertThat(check(bucket("p", "5t", "9t", bucket("a", "60%", "100%"), bucket("b", "2t", "9t"))))
        .isNull();
    assertThat(check(bucket("p", "5t", "9t", bucket("a", "60%", "100%"), bucket("b", "3t", "9t"))))
        .isEqualTo(TreeFault.RATE_LIMIT_OVERFLOW);
    assertThat(check(bucket("p", "5t", "9t", bucket("a", "2t", "10t"))))
        .isEqualTo(TreeFault.CEIL_LIMIT_OVERFLOW);
    assertThat(check(bucket("p", "50%", "90%", bucket("a", "200t", "1000t")))).isNull();
  }

  @Test
  void check_ceil_isBetweenTheRateAndTheParent() {
    assertThat(check(bucket("a", "50%", "49.9%"))).isEqualTo(TreeFault.CEIL_LIMIT_OVERFLOW);
    assertThat(check(bucket("a", "50%", "50%"))).isNull();
    assertThat(check(bucket("a", "50%", "100.1%"))).isEqualTo(TreeFault.CEIL_LIMIT_OVERFLOW);
    assertThat(check(bucket("a", "0%", "-1%"))).isEqualTo(TreeFault.CEIL_LIMIT_OVERFLOW);
    assertThat(check(bucket("a", "5t", "-1%"))).isEqualTo(TreeFault.CEIL_LIMIT_OVERFLOW);
    assertThat(check(bucket("a", "5t", "4t"))).isEqualTo(TreeFault.CEIL_LIMIT_OVERFLOW);
    assertThat(check(bucket("a", "5t", "4%"))).isNull();
    assertThat(check(bucket("a", "5t", "9t", bucket("b", "1t", "100.1%"))))
        .isEqualTo(TreeFault.CEIL_LIMIT_OVERFLOW);
  }

  @Test
  void check_severalFaults_namesRateThenCeilThenName() {
    assertThat(check(bucket("root", "110%", "90%"))).isEqualTo(TreeFault.RATE_LIMIT_OVERFLOW);
    assertThat(check(bucket("root", "100%", "90%"))).isEqualTo(TreeFault.CEIL_LIMIT_OVERFLOW);
    assertThat(check(bucket("root", "90%", "90%"))).isEqualTo(TreeFault.NAME_CONFLICT);
  }

  @Test
  void check_sameNameAnywhere_conflicts() {
    assertThat(check(bucket("a", "10%", "10%"), bucket("a", "10%", "10%")))
        .isEqualTo(TreeFault.NAME_CONFLICT);
    assertThat(check(bucket("a", "10%", "10%", bucket("a", "10%", "10%"))))
        .isEqualTo(TreeFault.NAME_CONFLICT);
  }

  @Test
  void message_isOneLineWithTheBucketAndWhatWasExpected() {
    assertThatThrownBy(() -> TREE.withBucket("root", bucket("more", "31%", "40%")))
        .hasMessage("rate limit overflow: more: 31% (expected: from 0 to what its siblings leave)");
    assertThatThrownBy(() -> TREE.withCeil("vip", Share.percent(19)))
        .hasMessage(
            "ceil limit overflow: vip: 19% (expected: at least the rate, 20%, at most the parent)");
    assertThatThrownBy(() -> TREE.withBucket("vip", BucketSpec.of("root", Share.NONE)))
        .hasMessage("name conflict: root: the name of the root");
    assertThatThrownBy(() -> TREE.withBucket("vip", BucketSpec.of("vip", Share.NONE)))
        .hasMessage("name conflict: vip: named twice");
    assertThatThrownBy(() -> TREE.withRate("root", Share.ALL))
        .hasMessage("invalid child node: root: the root is fixed");
    assertThatThrownBy(() -> TREE.without("nobody"))
        .hasMessage("invalid child node: nobody: no such bucket");
    assertThatThrownBy(() -> TREE.withRate("vip", Share.percent(41)))
        .hasMessage("rate limit overflow: vip: 41% (expected: at most the ceil, 40%)");
  }

  @Test
  void change_ofTheRootOrAnUnknownBucket_isInvalid() {
    for (String name : List.of("root", "nobody")) {
      assertFault(TreeFault.INVALID_CHILD_NODE, () -> TREE.withRate(name, Share.NONE));
      assertFault(TreeFault.INVALID_CHILD_NODE, () -> TREE.withCeil(name, Share.ALL));
      assertFault(TreeFault.INVALID_CHILD_NODE, () -> TREE.without(name));
      assertFault(TreeFault.INVALID_CHILD_NODE, () -> TREE.withChanged(name, b -> b));
    }
    assertFault(
        TreeFault.INVALID_CHILD_NODE,
        () -> TREE.withBucket("nobody", BucketSpec.of("x", Share.NONE)));
  }

  @Test
  void withRate_overTheSiblings_isRefusedToo() {
    BucketTree tree = BucketTree.of(bucket("a", "50%", "100%"), bucket("b", "40%", "100%"));

    assertThat(tree.withRate("b", Share.percent(50)).find("b").orElseThrow().rate())
        .isEqualTo(Share.percent(50));
    assertFault(TreeFault.RATE_LIMIT_OVERFLOW, () -> tree.withRate("b", Share.percent(51)));
  }

  @Test
  void change_ofANestedBucket_leavesTheOthers() {
    BucketTree changed = TREE.withCeil("upload", Share.percent(60));

    assertThat(changed.find("upload").orElseThrow()).isEqualTo(bucket("upload", "50%", "60%"));
    assertThat(changed.withCeil("upload", Share.percent(50))).isEqualTo(TREE);
    assertThat(TREE.withBucket("upload", bucket("deep", "1", "1")).find("deep")).isPresent();
    assertThat(TREE.withBucket("upload", bucket("deep", "1", "1")).without("deep")).isEqualTo(TREE);
  }

  @Test
  void without_aParent_removesWhatIsBelow() {
    BucketTree without = TREE.without("main");

    assertThat(without.find("main")).isEmpty();
    assertThat(without.find("upload")).isEmpty();
    assertThat(without.buckets()).extracting(BucketSpec::name).containsExactly("vip", "fixed");
  }

  @Test
  void spec_withoutCeil_mayUseItsRateButAtLeastOneToken() {
    assertThat(BucketSpec.of("a", Share.percent(30)).ceil()).isEqualTo(Share.percent(30));
    assertThat(BucketSpec.of("a", Share.tokens(3)).ceil()).isEqualTo(Share.tokens(3));
    assertThat(BucketSpec.of("a", Share.NONE).ceil()).isEqualTo(Share.tokens(1));
  }

  @Test
  void spec_ofNonsense_isRefused() {
    assertThatThrownBy(() -> BucketSpec.of("", Share.ALL)).hasMessageContaining("expected: a name");
    assertThatThrownBy(() -> BucketSpec.of("a", Share.ALL).withQueueLimit(-1))
        .hasMessage("queue-limit: -1 (expected: >= 0)");
  }

  static BucketSpec bucket(String name, String rate, String ceil, BucketSpec... children) {
    return BucketSpec.of(name, Share.parse(rate), Share.parse(ceil), children);
  }

  static void assertFault(TreeFault fault, ThrowingCallable change) {
    assertThatExceptionOfType(BucketTreeException.class)
        .isThrownBy(change)
        .satisfies(e -> assertThat(e.problem().fault()).isEqualTo(fault));
  }

  private static @Nullable TreeFault check(BucketSpec... buckets) {
    return BucketTree.check(List.of(buckets)).map(TreeProblem::fault).orElse(null);
  }
}
