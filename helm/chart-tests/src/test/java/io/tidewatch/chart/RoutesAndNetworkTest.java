package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches the pods, through what, and whom they reach. */
class RoutesAndNetworkTest {

    @Test
    void withoutARouteThereIsNone() {
        RenderedChart chart = RenderedChart.of("minimal");

        assertThat(chart.all(Ingress.class)).isEmpty();
        assertThat(chart.all(HTTPRoute.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingress", "ingress-on-one-host"})
    void everyIngressHasTlsAndPointsToAServiceOfTheRelease(String set) {
        RenderedChart chart = RenderedChart.of(set);
        List<String> services = chart.all(Service.class).stream()
                .map(service -> service.getMetadata().getName())
                .toList();

        assertThat(chart.all(Ingress.class)).isNotEmpty().allSatisfy(ingress -> {
            assertThat(ingress.getSpec().getTls())
                    .flatExtracting("hosts")
                    .containsAll(ingress.getSpec().getRules().stream()
                            .map(rule -> rule.getHost())
                            .toList());
            assertThat(ingress.getSpec().getRules())
                    .flatExtracting(rule -> rule.getHttp().getPaths())
                    .allMatch(path ->
                            services.contains(path.getBackend().getService().getName()));
        });
    }

    @Test
    void anIngressRoutesTheConsoleTheAcknowledgementsAndTheApisThatAreNamed() {
        assertThat(RenderedChart.of("ingress").all(Ingress.class))
                .extracting(
                        ingress -> ingress.getMetadata().getName(),
                        ingress -> ingress.getSpec().getRules().get(0).getHost(),
                        ingress -> ingress.getSpec()
                                .getRules()
                                .get(0)
                                .getHttp()
                                .getPaths()
                                .get(0)
                                .getPath())
                .containsExactlyInAnyOrder(
                        tuple("tide-reporting", "tidewatch.example.com", "/"),
                        tuple("tide-notification-dispatch", "ack.example.com", "/ack/"),
                        tuple("tide-account-ingestion", "ingestion.example.com", "/v1/"));
    }

    @Test
    void aGatewayTakesThePathOfAnAddressAway() {
        assertThat(RenderedChart.of("gateway").all(HTTPRoute.class))
                .allSatisfy(route -> assertThat(route.getSpec().getParentRefs())
                        .extracting("name")
                        .containsExactly("public"))
                .extracting(
                        route -> route.getMetadata().getName(),
                        route -> route.getSpec()
                                .getRules()
                                .get(0)
                                .getMatches()
                                .get(0)
                                .getPath()
                                .getValue(),
                        route -> route.getSpec().getRules().get(0).getFilters().stream()
                                .map(filter -> filter.getUrlRewrite().getPath().getReplacePrefixMatch())
                                .toList())
                .containsExactlyInAnyOrder(
                        tuple("tide-reporting", "/", List.of()),
                        tuple("tide-notification-dispatch", "/dispatch/ack/", List.of("/ack/")),
                        tuple("tide-notification-dispatch-1", "/dispatch/v1/", List.of("/v1/")),
                        tuple("tide-rules-engine", "/rules/v1/", List.of("/v1/")));
    }

    @Test
    void headersAboutTheBrowserAreBelievedFromNamedProxiesOnly() {
        assertThat(RenderedChart.of("ingress-on-one-host")
                        .env("reporting")
                        .get("QUARKUS_HTTP_PROXY_TRUSTED_PROXIES")
                        .getValue())
                .isEqualTo("10.0.0.0/8,192.168.1.1");
        assertThat(RenderedChart.of("minimal").env("reporting"))
                .doesNotContainKey("QUARKUS_HTTP_PROXY_TRUSTED_PROXIES");
    }

    @Test
    void aServiceReachesItsPeersDnsTheDatabaseAndTheIssuerOnly() {
        RenderedChart chart = RenderedChart.of("other-ports");

        assertThat(egressPorts(chart, "reporting")).containsExactly("8080,9000", "53,53", "6432", "8443");
        assertThat(egressPorts(chart, "notification-dispatch"))
                .containsExactly("8080,9000", "53,53", "6432", "8443", "587", "9443");
    }

    @Test
    void onlyReportingReachesThePortsOfStandbys() {
        RenderedChart chart = RenderedChart.of("standbys-for-reports");

        assertThat(egressPorts(chart, "reporting")).containsExactly("8080,9000", "53,53", "5432", "5433", "443");
        assertThat(egressPorts(chart, "rules-engine")).doesNotContain("5433");
    }

    @Test
    void tracesReachTheNamedCollectorOnly() {
        RenderedChart chart = RenderedChart.of("traces");

        assertThat(egressPorts(chart, "reporting")).endsWith("4318");
        assertThat(egressPorts(chart, "rules-engine")).endsWith("4317");
        assertThat(chart.one(NetworkPolicy.class, "rules-engine").getSpec().getEgress())
                .last()
                .satisfies(rule -> assertThat(rule.getTo()).singleElement().satisfies(peer -> assertThat(
                                peer.getNamespaceSelector().getMatchLabels())
                        .containsValue("monitoring")));
        assertThat(egressPorts(RenderedChart.of("minimal"), "rules-engine")).doesNotContain("4317");
    }

    @Test
    void theManagementPortIsForTheReleaseAndMonitoringOnly() {
        assertThat(from(RenderedChart.of("minimal"), "management")).hasSize(1).allMatch(peer -> peer.contains("tide"));
        assertThat(from(RenderedChart.of("narrow-network"), "management"))
                .hasSize(2)
                .anyMatch(peer -> peer.contains("prometheus"));
        assertThat(from(RenderedChart.of("closed-network"), "http")).hasSize(1).allMatch(peer -> peer.contains("tide"));
    }

    @Test
    void destinationsCanBeNarrowedAndAdded() {
        NetworkPolicy policy = RenderedChart.of("narrow-network").one(NetworkPolicy.class, "reporting");

        assertThat(policy.getSpec().getEgress())
                .filteredOn(rule -> rule.getPorts().get(0).getPort().getIntVal() == 5432)
                .flatExtracting(NetworkPolicyEgressRule::getTo)
                .singleElement()
                .satisfies(peer -> assertThat(peer.getIpBlock().getCidr()).isEqualTo("10.1.0.0/16"));
        assertThat(policy.getSpec().getEgress())
                .anyMatch(rule -> rule.getPorts().get(0).getPort().getIntVal() == 3128);
    }

    private static List<String> egressPorts(RenderedChart chart, String service) {
        return chart.one(NetworkPolicy.class, service).getSpec().getEgress().stream()
                .map(rule -> String.join(
                        ",",
                        rule.getPorts().stream()
                                .map(port -> port.getPort().getIntVal().toString())
                                .toList()))
                .toList();
    }

    private static List<String> from(RenderedChart chart, String port) {
        return chart.one(NetworkPolicy.class, "reporting").getSpec().getIngress().stream()
                .filter(rule -> rule.getPorts().get(0).getPort().getStrVal().equals(port))
                .map(NetworkPolicyIngressRule::getFrom)
                .flatMap(List::stream)
                .map(Object::toString)
                .toList();
    }
}
