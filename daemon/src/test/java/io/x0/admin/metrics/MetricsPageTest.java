package io.x0.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.director.AdminState;
import io.x0.director.BackendConfig;
import io.x0.director.ControlPlane;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.Directors;
import io.x0.director.Environments;
import io.x0.director.FakeStore;
import io.x0.director.Origin;
import io.x0.director.Outcome;
import io.x0.director.Requests;
import io.x0.shaper.BucketSpec;
import io.x0.shaper.BucketTree;
import io.x0.shaper.Share;
import io.x0.stats.LoadCounter.Load;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private final ManualTime time = new ManualTime();
  private final Directors directors = new Directors();
  private final MetricsPage metrics =
      new MetricsPage(directors, () -> new Load(3, 9, 1234), "1.2.3", List.of());

  @BeforeEach
  void shop() {
    var unused =
        new ControlPlane(
                directors,
                new FakeStore(),
                Runnable::run,
                Environments.healthy(time, time, Runnable::run),
                event -> {})
            .declare(
                List.of(
                    new DirectorConfig(
                        "shop",
                        Origin.STATIC,
                        Environments.unchecked(DirectorSettings.DEFAULT),
                        List.of(
                            BackendConfig.of("b1", BackendUrl.parse("url", "http://10.0.0.1:80"))
                                .withCapacity(new Capacity(2)),
                            BackendConfig.of("b2", BackendUrl.parse("url", "http://10.0.0.2:80"))
                                .withEnabled(false),
                            BackendConfig.of("b3", BackendUrl.parse("url", "http://10.0.0.3:80"))
                                .withAdminState(AdminState.DRAIN)),
                        BucketTree.of(BucketSpec.of("vip", Share.parse("50%"), Share.ALL)),
                        1)),
                ControlPlane.Takeover.NONE)
            .join();
  }

  private List<String> lines(String accept) {
    return metrics.page(accept).text().lines().toList();
  }

  @Test
  void page_figures_haveTheirNamesAndLabels() {
    Requests requests = new Requests(directors.find("shop").orElseThrow());
    requests.admit("vip");
    time.advance(Duration.ofMillis(30));
    requests.settle(Outcome.served(200, 100, 2000));
    requests.admit("vip");
    requests.admit("");
    requests.admit("");

    assertThat(lines(null))
        .contains(
            "x0_requests_received_total 1234.0",
            "x0_queue_rejected_total{director=\"shop\",reason=\"queue-full\"} 0.0",
            "x0_backend_state{backend=\"b1\",director=\"shop\",state=\"online\"} 1.0",
            "x0_backend_state{backend=\"b1\",director=\"shop\",state=\"disabled\"} 0.0",
            "x0_backend_state{backend=\"b2\",director=\"shop\",state=\"disabled\"} 1.0",
            "x0_backend_state{backend=\"b3\",director=\"shop\",state=\"drained\"} 1.0",
            "x0_backend_state{backend=\"b3\",director=\"shop\",state=\"draining\"} 0.0",
            "x0_requests_in_flight 3.0",
            "x0_director_up{director=\"shop\"} 1.0",
            "x0_director_in_flight{director=\"shop\"} 2.0",
            "x0_queue_length{director=\"shop\"} 1.0",
            "x0_responses_total{code=\"2xx\",director=\"shop\"} 1.0",
            "x0_responses_total{code=\"5xx\",director=\"shop\"} 0.0",
            "x0_bytes_total{direction=\"in\",director=\"shop\"} 100.0",
            "x0_bytes_total{direction=\"out\",director=\"shop\"} 2000.0",
            "x0_request_duration_seconds_bucket{director=\"shop\",le=\"0.025\"} 0",
            "x0_request_duration_seconds_bucket{director=\"shop\",le=\"0.05\"} 1",
            "x0_request_duration_seconds_bucket{director=\"shop\",le=\"+Inf\"} 1",
            "x0_request_duration_seconds_count{director=\"shop\"} 1",
            "x0_request_duration_seconds_sum{director=\"shop\"} 0.03",
            "x0_queue_wait_seconds_count{director=\"shop\"} 3",
            "x0_bucket_rate_tokens{bucket=\"vip\",director=\"shop\"} 1.0",
            "x0_bucket_in_flight{bucket=\"vip\",director=\"shop\"} 1.0",
            "x0_bucket_requests_total{bucket=\"vip\",director=\"shop\"} 2.0",
            "x0_backend_up{backend=\"b1\",director=\"shop\"} 1.0",
            "x0_backend_up{backend=\"b2\",director=\"shop\"} 0.0",
            "x0_backend_in_flight{backend=\"b1\",director=\"shop\"} 2.0",
            "x0_backend_capacity{backend=\"b1\",director=\"shop\"} 2.0",
            "x0_backend_capacity{backend=\"b2\",director=\"shop\"} +Inf",
            "x0_backend_responses_total{backend=\"b1\",code=\"2xx\",director=\"shop\"} 1.0");
  }

  @Test
  void page_refusals_areCountedByTheirReason() {
    Requests requests = new Requests(directors.find("shop").orElseThrow());
    requests.admit("");
    requests.admit("");
    requests.admit("");
    directors.find("shop").orElseThrow().delete();
    requests.admit("");

    assertThat(lines(null))
        .contains(
            "x0_queue_rejected_total{director=\"shop\",reason=\"deleted\"} 2.0",
            "x0_queue_rejected_total{director=\"shop\",reason=\"queue-timeout\"} 0.0");
  }

  @Test
  void page_java_isThereToo() {
    assertThat(lines(null))
        .anySatisfy(line -> assertThat(line).startsWith("jvm_memory_used_bytes{"));
    assertThat(lines(null)).anySatisfy(line -> assertThat(line).contains("version=\"1.2.3\"} 1.0"));
  }

  @Test
  void page_openMetrics_isGivenToWhoAsksForIt() {
    MetricsPage.Page page = metrics.page("application/openmetrics-text; version=1.0.0");

    assertThat(page.type()).startsWith("application/openmetrics-text");
    assertThat(page.text()).endsWith("# EOF\n");
    assertThat(metrics.page(null).type()).startsWith("text/plain");
  }
}
