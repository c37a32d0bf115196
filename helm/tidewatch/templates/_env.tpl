{{/* Settings as environment variables. Secrets are referred to by name and key; the chart makes none. */}}

{{- /* Takes values and secrets, a dict of the variable's name → list of the secret and its key. Nothing when the settings come from a file. */ -}}
{{- define "tidewatch.secretEnv" -}}
{{- if not .values.secretsFile -}}
{{- range $name, $from := .secrets }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ first $from | quote }}
      key: {{ last $from | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* Name → value, as text. */ -}}
{{- define "tidewatch.plainEnv" -}}
{{- range $name, $value := . }}
- name: {{ $name }}
  value: {{ toString $value | quote }}
{{- end }}
{{- end -}}

{{- /* All variables of the container of a service; a variable in extraEnv replaces that of the chart. */ -}}
{{- define "tidewatch.env" -}}
{{- $extra := .values.extraEnv | default list -}}
{{- $names := list -}}
{{- range $extra -}}{{- $names = append $names .name -}}{{- end -}}
{{- $variables := list -}}
{{- range concat (include "tidewatch.commonEnv" . | fromYamlArray) (include (printf "tidewatch.env.%s" .service) . | fromYamlArray) -}}
{{- if not (has .name $names) -}}{{- $variables = append $variables . -}}{{- end -}}
{{- end -}}
{{- concat $variables $extra | toYaml -}}
{{- end -}}

{{- define "tidewatch.commonEnv" -}}
{{- $database := .root.Values.database -}}
{{- $tls := $database.tls | default "require" -}}
{{- $name := $database.name | default "tidewatch" -}}
{{- /* JDBC takes several servers in one address, the reactive client one address for each. */ -}}
{{- $servers := list -}}
{{- $addresses := list -}}
{{- range splitList "," $database.host -}}
{{- $server := printf "%s:%d" . (int ($database.port | default 5432)) -}}
{{- $servers = append $servers $server -}}
{{- $addresses = append $addresses (printf "postgresql://%s/%s?sslmode=%s" $server $name $tls) -}}
{{- end -}}
{{- $ca := include "tidewatch.databaseCa" .root -}}
{{- $settings := dict
  "QUARKUS_HTTP_PORT" "8080"
  "QUARKUS_MANAGEMENT_PORT" "9000"
  "QUARKUS_DATASOURCE_JDBC_URL" (printf "jdbc:postgresql://%s/%s?sslmode=%s%s" (join "," $servers) $name $tls (eq $tls "verify-full" | ternary (printf "&sslrootcert=%s" $ca) ""))
  "QUARKUS_DATASOURCE_REACTIVE_URL" (join "," $addresses)
  "QUARKUS_OIDC_AUTH_SERVER_URL" .root.Values.oidc.issuer
-}}
{{- if eq ($database.pooler | default "none") "transaction" -}}
{{- $_ := set $settings "TIDEWATCH_DATABASE_POOLER" "transaction" -}}
{{- end -}}
{{- with .values.javaOptions -}}
{{- $_ := set $settings "JAVA_TOOL_OPTIONS" . -}}
{{- end -}}
{{- /* Encrypted, but not verified: that is what "require" means. */ -}}
{{- if eq $tls "require" -}}
{{- $_ := set $settings "QUARKUS_DATASOURCE_REACTIVE_TRUST_ALL" "true" -}}
{{- end -}}
{{- if eq $tls "verify-full" -}}
{{- $_ := set $settings "QUARKUS_DATASOURCE_REACTIVE_POSTGRESQL_SSL_MODE" "verify-full" -}}
{{- $_ := set $settings "QUARKUS_DATASOURCE_REACTIVE_HOSTNAME_VERIFICATION_ALGORITHM" "HTTPS" -}}
{{- $_ := set $settings "QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM" "true" -}}
{{- $_ := set $settings "QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM_CERTS" $ca -}}
{{- end -}}
{{- if include "tidewatch.trustBundle" .root -}}
{{- $_ := set $settings "TIDEWATCH_TRUST_BUNDLE" "/etc/tidewatch/trust-bundle/ca.crt" -}}
{{- end -}}
{{- with .values.secretsFile -}}
{{- $_ := set $settings "QUARKUS_CONFIG_LOCATIONS" . -}}
{{- end -}}
{{- if ne ((.values.log).format | default "json") "text" -}}
{{- $_ := set $settings "QUARKUS_LOG_CONSOLE_JSON_ENABLED" "true" -}}
{{- end -}}
{{- $tracing := .values.tracing | default dict -}}
{{- if $tracing.endpoint -}}
{{- $_ := set $settings "OTEL_EXPORTER_OTLP_ENDPOINT" $tracing.endpoint -}}
{{- $_ := set $settings "OTEL_EXPORTER_OTLP_PROTOCOL" ($tracing.protocol | default "grpc") -}}
{{- $_ := set $settings "OTEL_TRACES_SAMPLER_ARG" (hasKey $tracing "ratio" | ternary $tracing.ratio 1) -}}
{{- end -}}
{{- /* Unique per pod; its database connections are known by it. */ -}}
- name: TIDEWATCH_INSTANCE_ID
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- include "tidewatch.plainEnv" $settings }}
{{- $login := .values.database | default dict -}}
{{- $client := .values.client | default dict -}}
{{- include "tidewatch.secretEnv" (dict "values" .values "secrets" (dict
  "QUARKUS_DATASOURCE_USERNAME" (list $login.existingSecret ($login.usernameKey | default "username"))
  "QUARKUS_DATASOURCE_PASSWORD" (list $login.existingSecret ($login.passwordKey | default "password"))
  "TIDEWATCH_ACCESS_CLIENT_SECRET" (list $client.existingSecret ($client.secretKey | default "client-secret")))) }}
{{- end -}}

{{- define "tidewatch.ingestionUrl" -}}
{{- include "tidewatch.peerUrl" (dict "root" .root "service" "account-ingestion" "path" "accountIngestion") -}}
{{- end -}}

{{- define "tidewatch.rulesUrl" -}}
{{- include "tidewatch.peerUrl" (dict "root" .root "service" "rules-engine" "path" "rulesEngine") -}}
{{- end -}}

{{- define "tidewatch.env.account-ingestion" -}}
{{- end -}}

{{- define "tidewatch.env.rules-engine" -}}
{{- $settings := dict
  "TIDEWATCH_RULES_FOLDER" "/etc/tidewatch/rules"
  "TIDEWATCH_PEERS_ACCOUNT_INGESTION_URL" (include "tidewatch.ingestionUrl" .)
  "TIDEWATCH_PEERS_NOTIFICATION_DISPATCH_URL" (include "tidewatch.peerUrl" (dict "root" .root "service" "notification-dispatch" "path" "notificationDispatch")) -}}
{{- if include "tidewatch.rulesWatched" .root -}}
{{- $_ := set $settings "TIDEWATCH_RULES_WATCH_ENABLED" "true" -}}
{{- $_ := set $settings "TIDEWATCH_RULES_WATCH_RELEASE" (include "tidewatch.release" .root) -}}
{{- $_ := set $settings "TIDEWATCH_RULES_WATCH_REQUIRED" (include "tidewatch.rulesRequired" .) -}}
{{- end -}}
{{- include "tidewatch.plainEnv" $settings }}
{{- end -}}

{{- define "tidewatch.env.notification-dispatch" -}}
{{- $smtp := .values.smtp -}}
{{- $link := .values.link | default dict -}}
{{- include "tidewatch.plainEnv" (dict
  "TIDEWATCH_PEERS_ACCOUNT_INGESTION_URL" (include "tidewatch.ingestionUrl" .)
  "TIDEWATCH_PEERS_RULES_ENGINE_URL" (include "tidewatch.rulesUrl" .)
  "TIDEWATCH_DISPATCH_PUBLIC_URL" .values.publicUrl
  "TIDEWATCH_DISPATCH_CONSOLE_URL" .root.Values.reporting.publicUrl
  "TIDEWATCH_DISPATCH_FALLBACK_ADDRESS" .values.fallbackAddress
  "TIDEWATCH_DISPATCH_SMTP_HOST" $smtp.host
  "TIDEWATCH_DISPATCH_SMTP_PORT" (int ($smtp.port | default 587))
  "TIDEWATCH_DISPATCH_SMTP_SECURITY" ($smtp.security | default "STARTTLS")
  "TIDEWATCH_DISPATCH_SMTP_FROM" $smtp.from
  "TIDEWATCH_DISPATCH_CRM_URL" .values.crm.url) }}
{{- $secrets := dict
  "TIDEWATCH_DISPATCH_CRM_SECRET" (list .values.crm.existingSecret (.values.crm.secretKey | default "webhook-secret"))
  "TIDEWATCH_DISPATCH_LINK_KEY" (list $link.existingSecret ($link.keyKey | default "link-key")) -}}
{{- if $smtp.existingSecret -}}
{{- $_ := set $secrets "TIDEWATCH_DISPATCH_SMTP_USERNAME" (list $smtp.existingSecret ($smtp.usernameKey | default "username")) -}}
{{- $_ := set $secrets "TIDEWATCH_DISPATCH_SMTP_PASSWORD" (list $smtp.existingSecret ($smtp.passwordKey | default "password")) -}}
{{- end -}}
{{- include "tidewatch.secretEnv" (dict "values" .values "secrets" $secrets) }}
{{- end -}}

{{- define "tidewatch.env.reporting" -}}
{{- $console := .values.console | default dict -}}
{{- /* The proxy in front of the console ends TLS and names the address that browsers used. */ -}}
{{- $settings := dict
  "TIDEWATCH_PEERS_ACCOUNT_INGESTION_URL" (include "tidewatch.ingestionUrl" .)
  "TIDEWATCH_PEERS_RULES_ENGINE_URL" (include "tidewatch.rulesUrl" .)
  "QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING" "true"
  "QUARKUS_HTTP_PROXY_ENABLE_FORWARDED_HOST" "true" -}}
{{- with .root.Values.database.readServers -}}
{{- $_ := set $settings "TIDEWATCH_DATABASE_READ_SERVERS" (join "," .) -}}
{{- end -}}
{{- with .root.Values.trustedProxies -}}
{{- $_ := set $settings "QUARKUS_HTTP_PROXY_TRUSTED_PROXIES" (join "," .) -}}
{{- end -}}
{{- include "tidewatch.plainEnv" $settings }}
{{- include "tidewatch.secretEnv" (dict "values" .values "secrets" (dict
  "TIDEWATCH_CONSOLE_CLIENT_SECRET" (list $console.existingSecret ($console.clientSecretKey | default "console-client-secret"))
  "TIDEWATCH_CONSOLE_SESSION_SECRET" (list $console.existingSecret ($console.sessionSecretKey | default "console-session-secret")))) }}
{{- end -}}

{{- define "tidewatch.trustBundle" -}}
{{- with .Values.trustBundle -}}{{- .configMap | default .secret -}}{{- end -}}
{{- end -}}

{{- /* The file with the certificates that the database is checked against. */ -}}
{{- define "tidewatch.databaseCa" -}}
{{- if ((.Values.database).caSecret).name -}}/etc/tidewatch/database-ca/ca.crt{{- else -}}/etc/tidewatch/trust-bundle/ca.crt{{- end -}}
{{- end -}}
