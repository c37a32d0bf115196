package io.tidewatch.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that would give objects which Kubernetes rejects, or pods that are less safe, are rejected with what is wrong. */
class HostileValuesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "databse: {host: x}|additional properties 'databse' not allowed",
                "podLabels: {a: b}|additional properties 'podLabels' not allowed",
                "commonLabels: {a: 1}|/commonLabels/a': got number, want string",
                "commonLabels: {a: true}|/commonLabels/a': got boolean, want string",
                "commonLabels: {a: 'not a label'}|/commonLabels/a'",
                "commonLabels: {'-a': b}|-a",
                "services: {podLabels: {app.kubernetes.io/name: other}}|app.kubernetes.io/name",
                "services: {podLabels: {app.kubernetes.io/instance: other}}|app.kubernetes.io/instance",
                "services: {podAnnotations: {a: 1}}|/services/podAnnotations/a': got number, want string",
                "services: {podAnnotations: {checksum/rules: same}}|checksum/rules",
                "rulesEngine: {podAnnotations: {a: false}}|/rulesEngine/podAnnotations/a': got boolean, want string",
                "ingress: {annotations: {a: 5}}|/ingress/annotations/a': got number, want string",
                "services: {serviceAccount: {annotations: {a: 5}}}|/services/serviceAccount/annotations/a': got number, want string",
                "services: {extraEnv: [{name: A, value: 8080}]}|/services/extraEnv/0/value': got number, want string",
                "services: {extraEnv: [{name: A, value: true}]}|/services/extraEnv/0/value': got boolean, want string",
                "services: {extraEnv: [{value: a}]}|missing property 'name'",
                "services: {extraEnv: [{name: A}]}|/services/extraEnv/0'",
                "services: {extraEnv: [{name: 'A B', value: c}]}|/services/extraEnv/0/name'",
                "services: {extraEnv: {A: b}}|/services/extraEnv': got object, want array",
                "services: {extraEnv: [{name: TIDEWATCH_LOCAL, value: 'true'}]}|TIDEWATCH_LOCAL, which is for suites on one machine only",
                "services: {extraEnv: [{name: TIDEWATCH_INSTANCE_ID, value: one}]}|TIDEWATCH_INSTANCE_ID, on which the chart relies",
                "services: {envFrom: [{secretRef: {}}]}|missing property 'name'",
                "services: {resources: {limits: {memory: lots}}}|/services/resources/limits/memory'",
                "rulesEngine: {resources: {requests: {cpu: 1 core}}}|/rulesEngine/resources/requests/cpu'",
                "rulesEngine: {tmpSize: 256 MB}|/rulesEngine/tmpSize'",
                "services: {tolerations: [{key: a, operator: Equals}]}|/services/tolerations/0/operator'",
                "services: {tolerations: [{key: a, value: true}]}|/services/tolerations/0/value': got boolean, want string",
                "services: {tolerations: [a]}|/services/tolerations/0': got string, want object",
                "services: {nodeSelector: {dedicated: true}}|/services/nodeSelector/dedicated': got boolean, want string",
                "services: {replicas: -1}|/services/replicas': minimum: got -1, want 0",
                "services: {replicas: 65}|/services/replicas': maximum: got 65, want 64",
                "services: {replicas: '2'}|/services/replicas': got string",
                "services: {podDisruptionBudget: {maxUnavailable: 0}}|/services/podDisruptionBudget/maxUnavailable'",
                "services: {autoscaling: {enabled: true, minReplicas: 9}}|autoscaling.maxReplicas of reporting is less than its minReplicas",
                "services: {terminationGracePeriodSeconds: 10}|must be more than preStopSeconds plus the 10 s",
                "services: {containerSecurityContext: {privileged: true}}|/services/containerSecurityContext/privileged'",
                "services: {containerSecurityContext: {allowPrivilegeEscalation: true}}|/services/containerSecurityContext/allowPrivilegeEscalation'",
                "services: {containerSecurityContext: {runAsUser: 0}}|/services/containerSecurityContext/runAsUser': minimum",
                "services: {containerSecurityContext: {capabilities: {add: [SYS_ADMIN]}}}|/services/containerSecurityContext/capabilities/add/0'",
                "services: {containerSecurityContext: null}|lacks allowPrivilegeEscalation: false or capabilities.drop: [ALL]",
                "services: {podSecurityContext: {runAsNonRoot: false}}|/services/podSecurityContext/runAsNonRoot'",
                "services: {podSecurityContext: null}|lacks runAsNonRoot or seccompProfile",
                "services: {extraVolumes: [{name: host, hostPath: {path: /}}]}|additional properties 'hostPath' not allowed",
                "services: {extraVolumes: [{name: tmp, emptyDir: {}}]}|volume tmp; the chart uses this name itself",
                "services: {extraVolumes: [{name: rules, emptyDir: {}}]}|volume rules; the chart uses this name itself",
                "services: {extraVolumeMounts: [{name: x, mountPath: /tmp/}]}|mounts /tmp/; the chart uses this path itself",
                "services: {extraVolumeMounts: [{name: x, mountPath: tmp}]}|/services/extraVolumeMounts/0/mountPath'",
                "services: {sidecars: [{name: reporting, image: 'a:1'}]}|of reporting is called reporting",
                "services: {sidecars: [{name: a, image: 'a:latest'}]}|image a:latest of a further container of reporting needs a version",
                "services: {initContainers: [{name: a, image: a}]}|image a of a further container of reporting needs a version",
                "services: {initContainers: [{image: 'a:1'}]}|missing property 'name'",
                "services: {serviceAccount: {name: Robot}}|/services/serviceAccount/name'",
                "services: {tracing: {endpoint: 'http://collector:4318/v1/traces'}}|tracing.endpoint of reporting must be an address with a port and without a path",
                "services: {tracing: {endpoint: 'collector:4317'}}|such as http://otel-collector:4317, not collector:4317",
                "services: {tracing: {protocol: http}}|/services/tracing/protocol'",
                "reporting: {tracing: {ratio: 10}}|/reporting/tracing/ratio': maximum: got 10, want 1",
                "services: {log: {format: xml}}|/services/log/format'",
                "image: {tag: latest}|image.tag is latest, which names another image tomorrow",
                "image: {tag: 1.0}|/image/tag': got number, want string",
                "image: {pullPolicy: Sometimes}|/image/pullPolicy'",
                "image: {pullSecrets: [{name: a}]}|/image/pullSecrets/0': got object, want string",
                "reporting: {image: {digest: sha256:1}}|/reporting/image/digest'",
                "oidc: {issuer: http://plain.example.com}|oidc.issuer must be an address that begins with https://",
                "oidc: {issuer: 'https://a.example.com/$(id)'}|oidc.issuer must be an address that begins with https://",
                "notificationDispatch: {crm: {url: 'https://'}}|notificationDispatch.crm.url must be an address",
                "notificationDispatch: {fallbackAddress: nobody}|notificationDispatch.fallbackAddress must be one mail address",
                "notificationDispatch: {smtp: {security: SSL}}|/notificationDispatch/smtp/security'",
                "notificationDispatch: {smtp: {port: '587'}}|/notificationDispatch/smtp/port': got string, want integer",
                "notificationDispatch: {crm: nothing}|/notificationDispatch/crm': got string, want object",
                "database: {tls: verify-full}|database.caSecret.name is required",
                "database: {tls: prefer}|/database/tls'",
                "database: {host: 'postgresql.example.com:5432'}|/database/host'",
                "database: {host: 'db1.example.com, db2.example.com'}|/database/host'",
                "database: {host: 'db1.example.com,'}|/database/host'",
                "database: {readServers: 'standby:5432'}|/database/readServers': got string, want array",
                "database: {readServers: [standby]}|/database/readServers/0'",
                "database: {readServers: ['standby:65536']}|/database/readServers/0'",
                "database: {readServers: ['postgresql://standby:5432']}|/database/readServers/0'",
                "database: {readServers: ['a:1', 'b:1', 'c:1']}|/database/readServers': maxItems",
                "database: {pooler: session}|/database/pooler'",
                "database: {port: 99999}|/database/port': maximum",
                "trustBundle: {configMap: a, secret: b}|trustBundle has a configMap and a secret",
                "ingress: {enabled: true}|notificationDispatch.publicUrl has the path /dispatch, which an Ingress cannot take away",
                "httpRoute: {enabled: true}|httpRoute.parentRefs is required",
                "networkPolicy: {database: [{cidr: 10.0.0.0/8}]}|additional properties 'cidr' not allowed",
                "networkPolicy: {database: [{ipBlock: {cidr: 10.0.0.1}}]}|/networkPolicy/database/0/ipBlock/cidr'",
                "rules: {existingConfigMaps: {../etc: a}}|../etc",
                "rules: {watch: true}|/rules/watch': got boolean, want object",
                "rules: {watch: {enabled: 'yes'}}|/rules/watch/enabled': got string, want boolean",
                "rules: {watch: {namespaces: [a]}}|additional properties 'namespaces' not allowed",
                "rbac: {create: 'false'}|/rbac/create': got string, want boolean",
                "size: huge|/size'",
                "fullnameOverride: Tide|/fullnameOverride'",
                "rulesEngine: {enabled: false}|rulesEngine.url is required: notificationDispatch asks this service",
                "monitoring: {podMonitor: {interval: 30}}|/monitoring/podMonitor/interval': got number, want string",
                "monitoring: {podMonitor: {interval: 2m}}|/monitoring/podMonitor/interval'",
                "monitoring: {podMonitor: {labels: {release: true}}}|/monitoring/podMonitor/labels/release': got boolean, want string",
                "monitoring: {podMonitor: {labels: {app.kubernetes.io/name: other}}}|app.kubernetes.io/name",
                "monitoring: {prometheusRule: {disabledAlerts: [TidewatchSourceSlient]}}|TidewatchSourceSlient, which is not an alert of this chart; the alerts are TidewatchNotScraped, ",
                "monitoring: {prometheusRule: {runbookUrl: 'http://wiki.example.com'}}|monitoring.prometheusRule.runbookUrl must be an address that begins with https://",
                "monitoring: {serviceMonitor: {enabled: true}}|additional properties 'serviceMonitor' not allowed",
                "extraObjects: {a: b}|/extraObjects': got object, want array"
            })
    void theValueIsRejectedWithItsReason(String values, String reason) {
        assertThatThrownBy(() ->
                        RenderedChart.command(ValueSets.of("{" + values + "}")).call())
                .as(values)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "0123", "1e3", "null", "on"})
    void whatLooksLikeAnotherTypeStaysText(String text) {
        RenderedChart chart = RenderedChart.with(ValueSets.of("""
                commonLabels: {example.com/text: "%1$s"}
                image: {tag: "%1$s"}
                services: {extraEnv: [{name: TEXT, value: "%1$s"}]}
                """.formatted(text)));

        assertThat(chart.env("reporting").get("TEXT").getValue()).isEqualTo(text);
        assertThat(chart.container("reporting").getImage()).endsWith(":" + text);
        assertThat(chart.objects().get(0).getMetadata().getLabels()).containsEntry("example.com/text", text);
    }
}
