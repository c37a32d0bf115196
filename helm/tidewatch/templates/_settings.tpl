{{/* Settings as environment variables. Secrets are referred to by name and key; the chart makes none. */}}

{{- define "tidewatch.secretEnv" -}}
{{- /* takes "name" of the variable, "secret", "key" and "setting", the values' path to name when it is missing */ -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ required (printf "%s is required: the name of an existing secret with the key %s" .setting .key) .secret }}
      key: {{ .key }}
{{- end -}}

{{- define "tidewatch.commonEnv" -}}
{{- /* takes root, service, values and path (of the service's values) */ -}}
{{- $host := required "database.host is required: the PostgreSQL to use" .root.Values.database.host -}}
{{- $address := printf "postgresql://%s:%d/%s" $host (int .root.Values.database.port) .root.Values.database.name -}}
{{- $tls := .root.Values.database.tls -}}
{{- $ca := "" -}}
{{- if eq $tls "verify-full" -}}
{{- $_ := required "database.caSecret.name is required for database.tls verify-full" .root.Values.database.caSecret.name -}}
{{- $ca = "&sslrootcert=/etc/tidewatch/database-ca/ca.crt" -}}
{{- end -}}
- name: QUARKUS_HTTP_PORT
  value: "8080"
- name: QUARKUS_MANAGEMENT_PORT
  value: "9000"
# Unique per pod; its database connections are known by it.
- name: TIDEWATCH_INSTANCE_ID
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: QUARKUS_DATASOURCE_JDBC_URL
  value: {{ printf "jdbc:%s?sslmode=%s%s" $address $tls $ca | quote }}
- name: QUARKUS_DATASOURCE_REACTIVE_URL
  value: {{ printf "%s?sslmode=%s" $address $tls | quote }}
{{- if eq $tls "require" }}
# Encrypted, but not verified: that is what "require" means.
- name: QUARKUS_DATASOURCE_REACTIVE_TRUST_ALL
  value: "true"
{{- end }}
{{- if eq $tls "verify-full" }}
- name: QUARKUS_DATASOURCE_REACTIVE_POSTGRESQL_SSL_MODE
  value: verify-full
- name: QUARKUS_DATASOURCE_REACTIVE_HOSTNAME_VERIFICATION_ALGORITHM
  value: HTTPS
- name: QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM
  value: "true"
- name: QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM_CERTS
  value: /etc/tidewatch/database-ca/ca.crt
{{- end }}
{{ include "tidewatch.secretEnv" (dict "name" "QUARKUS_DATASOURCE_USERNAME" "secret" .values.database.existingSecret "key" .values.database.usernameKey "setting" (printf "%s.database.existingSecret" .path)) }}
{{ include "tidewatch.secretEnv" (dict "name" "QUARKUS_DATASOURCE_PASSWORD" "secret" .values.database.existingSecret "key" .values.database.passwordKey "setting" (printf "%s.database.existingSecret" .path)) }}
- name: QUARKUS_OIDC_AUTH_SERVER_URL
  value: {{ required "oidc.issuer is required: the address of the realm" .root.Values.oidc.issuer | quote }}
{{ include "tidewatch.secretEnv" (dict "name" "TIDEWATCH_ACCESS_CLIENT_SECRET" "secret" .values.client.existingSecret "key" .values.client.secretKey "setting" (printf "%s.client.existingSecret" .path)) }}
- name: JAVA_TOOL_OPTIONS
  value: "-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
{{- end -}}
