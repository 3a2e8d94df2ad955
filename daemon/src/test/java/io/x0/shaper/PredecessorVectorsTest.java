package io.x0.shaper;

import static io.x0.shaper.BucketTreeTest.assertFault;
import static io.x0.shaper.BucketTreeTest.bucket;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test vectors of the predecessor's shaper, 1 to 20 under both policies. From 21 on they were
 * derived from its formulas, and ours differ where those were wrong; each such row says how.
 */
class PredecessorVectorsTest {
  private static final BucketTree T =
      BucketTree.of(
          bucket("vip", ".1", ".3"), bucket("main", ".5", ".7", bucket("upload", ".5", ".5")));
  private static final Set<BorrowPolicy> BOTH = EnumSet.allOf(BorrowPolicy.class);
  private static final Set<BorrowPolicy> LEND = EnumSet.of(BorrowPolicy.LEND);
  private static final Set<BorrowPolicy> RESERVE = EnumSet.of(BorrowPolicy.RESERVE);

  private record Vector(
      String name,
      Set<BorrowPolicy> policies,
      BucketTree tree,
      int size,
      Consumer<ShaperRig> script) {}

  private record Case(Vector vector, BorrowPolicy policy) {
    @Override
    public String toString() {
      return vector.name + " " + policy;
    }
  }

  static Stream<Case> vectors() {
    return table().stream().flatMap(v -> v.policies.stream().map(policy -> new Case(v, policy)));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void vector_holds(Case row) {
    row.vector.script.accept(new ShaperRig(row.vector.tree, row.vector.size, row.policy));
  }

  private static List<Vector> table() {
    return List.of(
        onT("1", rig -> rig.limits("vip", 1, 3).limits("main", 5, 7).limits("upload", 2, 3)),
        onT(
            "2",
            rig ->
                rig.resize(100)
                    .limits("vip", 10, 30)
                    .limits("main", 50, 70)
                    .limits("upload", 25, 35)),
        onT(
            "3",
            rig ->
                rig.resize(200)
                    .limits("vip", 20, 60)
                    .limits("main", 100, 140)
                    .limits("upload", 50, 70)),
        onT(
            "4",
            rig ->
                rig.apply(T.withRate("main", Share.parse(".6")))
                    .limits("main", 6, 7)
                    .limits("upload", 3, 3)),
        onT(
            "5",
            rig ->
                rig.apply(T.withCeil("main", Share.parse(".8")))
                    .limits("main", 5, 8)
                    .limits("upload", 2, 4)),
        onT("6", rig -> refuse(TreeFault.RATE_LIMIT_OVERFLOW, "root", "x", ".41", "1")),
        onT("6b", rig -> refuse(TreeFault.RATE_LIMIT_OVERFLOW, "root", "x", "1.1", "1")),
        onT("6c", rig -> refuse(TreeFault.RATE_LIMIT_OVERFLOW, "root", "x", "-.1", "1")),
        onT("7", rig -> refuse(TreeFault.CEIL_LIMIT_OVERFLOW, "vip", "x", "1.0", ".40")),
        onT("7b", rig -> refuse(TreeFault.CEIL_LIMIT_OVERFLOW, "vip", "x", "1.0", "1.01")),
        onT("8", rig -> refuse(TreeFault.NAME_CONFLICT, "vip", "vip", "1", "1")),
        onT(
            "9",
            rig ->
                assertFault(
                    TreeFault.NAME_CONFLICT, () -> T.withChanged("vip", b -> b.withName("main")))),
        onT(
            "10",
            rig -> {
              for (String rate : List.of(".4", "-.1", "1.1")) {
                assertFault(
                    TreeFault.RATE_LIMIT_OVERFLOW, () -> T.withRate("vip", Share.parse(rate)));
              }
            }),
        onT(
            "11",
            rig -> {
              for (String ceil : List.of(".09", "1.1")) {
                assertFault(
                    TreeFault.CEIL_LIMIT_OVERFLOW, () -> T.withCeil("vip", Share.parse(ceil)));
              }
            }),
        onT(
            "12",
            rig ->
                rig.take("vip", 1)
                    .used("vip", 1)
                    .used("root", 1)
                    .put("vip")
                    .used("vip", 0)
                    .used("root", 0)),
        onT("13", PredecessorVectorsTest::threeForVip),
        onT("14", rig -> threeForVip(rig).refused("vip").load("vip", 3, 2).load("root", 3, 0)),
        onT(
            "15",
            rig ->
                threeForVip(rig)
                    .refused("vip")
                    .put("vip")
                    .load("vip", 2, 1)
                    .load("root", 2, 0)
                    .put("vip")
                    .load("vip", 1, 0)
                    .load("root", 1, 0)),
        onT("16", rig -> rig.resize(11).limits("vip", 1, 3).gets("vip", 3)),
        onT("17", PredecessorVectorsTest::twoQueued),
        onT("18", rig -> twoQueued(rig).put("vip").next("42").queued("vip", 1).next("-")),
        onT(
            "19",
            rig ->
                twoQueued(rig)
                    .put("vip")
                    .next("42")
                    .next("-")
                    .put("vip")
                    .next("43")
                    .queued("vip", 0)
                    .put("vip")
                    .put("vip")
                    .next("-")),
        onT(
            "20",
            rig -> {
              rig.shaper.changeQueueTimeout(1_000_000_000L);
              rig.enqueue("vip", "42");
              assertThat(rig.shaper.expire(999_999_999L)).isEmpty();
              assertThat(rig.shaper.expire(1_000_000_000L))
                  .extracting(Waiter::payload)
                  .containsExactly("42");
            }),
        // A ceil that is not zero yields at least one token; the predecessor's yielded none.
        onT("21 size 0", rig -> tLimits(rig.resize(0), 0, 0, 0, 0, 0, 0)),
        onT("21 size 1", rig -> tLimits(rig.resize(1), 0, 1, 0, 1, 0, 1)),
        onT("21 size 2", rig -> tLimits(rig.resize(2), 0, 1, 1, 1, 0, 1)),
        onT("21 size 3", rig -> tLimits(rig.resize(3), 0, 1, 1, 2, 0, 1)),
        onT("21 size 5", rig -> tLimits(rig.resize(5), 0, 1, 2, 3, 1, 1)),
        onT("21 size 15", rig -> tLimits(rig.resize(15), 1, 4, 7, 10, 3, 5)),
        onT("21 size 20", rig -> tLimits(rig.resize(20), 2, 6, 10, 14, 5, 7)),
        // The predecessor let the root eat what is assured to vip, and then exceed its size.
        new Vector("22", LEND, T, 10, rig -> rig.gets("root", 10).refused("vip")),
        new Vector("22", RESERVE, T, 10, rig -> rig.gets("root", 4).gets("vip", 1)),
        // The predecessor let main exceed its ceil.
        new Vector("23", LEND, T, 10, rig -> rig.gets("main", 7).gets("upload", 0).used("main", 7)),
        new Vector(
            "23", RESERVE, T, 10, rig -> rig.gets("main", 5).gets("upload", 2).used("main", 7)),
        onT(
            "24",
            rig ->
                rig.gets("upload", 3)
                    .gets("main", 4)
                    .used("main", 7)
                    .gets("vip", 3)
                    .gets("root", 0)
                    .used("root", 10)),
        // The predecessor served children strictly first; ours share by what they are assured.
        new Vector(
            "25",
            BOTH,
            BucketTree.of(bucket("A", ".25", "1"), bucket("B", ".25", "1")),
            20,
            rig ->
                rig.enqueue("A", "A0", "A1", "A2")
                    .enqueue("B", "B0", "B1", "B2")
                    .enqueue("root", "r0", "r1", "r2")
                    .next("r0", "A0", "B0", "r1", "r2", "A1", "B1", "A2", "B2", "-")),
        // The predecessor went backwards.
        new Vector(
            "26",
            BOTH,
            BucketTree.of(bucket("A", ".2", "1"), bucket("B", ".2", "1"), bucket("C", ".2", "1")),
            20,
            rig ->
                rig.enqueue("A", "A0", "A1")
                    .enqueue("B", "B0", "B1")
                    .enqueue("C", "C0", "C1")
                    .next("A0", "B0", "C0", "A1", "B1", "C1", "-")),
        // The predecessor could never borrow here; lending makes the ceil mean something.
        new Vector("27", LEND, aAndB(), 10, rig -> rig.gets("a", 4)),
        new Vector("27", RESERVE, aAndB(), 10, rig -> rig.gets("a", 2)));
  }

  private static Vector onT(String name, Consumer<ShaperRig> script) {
    return new Vector(name, BOTH, T, 10, script);
  }

  private static void tLimits(
      ShaperRig rig,
      int vipRate,
      int vipCeil,
      int mainRate,
      int mainCeil,
      int uploadRate,
      int uploadCeil) {
    rig.limits("vip", vipRate, vipCeil)
        .limits("main", mainRate, mainCeil)
        .limits("upload", uploadRate, uploadCeil);
  }

  private static BucketTree aAndB() {
    return BucketTree.of(bucket("a", ".2", ".4"), bucket("b", ".8", "1"));
  }

  private static void refuse(
      TreeFault fault, String parent, String name, String rate, String ceil) {
    assertFault(fault, () -> T.withBucket(parent, bucket(name, rate, ceil)));
  }

  private static ShaperRig threeForVip(ShaperRig rig) {
    return rig.take("vip", 1)
        .load("vip", 1, 0)
        .load("root", 1, 0)
        .take("vip", 1)
        .load("vip", 2, 1)
        .load("root", 2, 0)
        .take("vip", 1)
        .load("vip", 3, 2)
        .load("root", 3, 0);
  }

  private static ShaperRig twoQueued(ShaperRig rig) {
    return rig.gets("vip", 3)
        .enqueue("vip", "42")
        .queued("vip", 1)
        .enqueue("vip", "43")
        .queued("vip", 2)
        .next("-");
  }
}
