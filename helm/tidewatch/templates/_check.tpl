{{/*
What the schema does not say. Everything that is missing or does not fit is collected and reported at once, before a template uses it: each template begins
with tidewatch.load, which includes this.
*/}}

{{- define "tidewatch.check" -}}
{{- $problems := list -}}
{{- $services := dict -}}
{{- include "tidewatch.collect" (dict "root" . "into" $services) -}}
{{- range list "name" "required" "formats" "database" "trust" "peers" "routes" "rules" "monitoring" "services" -}}
{{- $found := include (printf "tidewatch.check.%s" .) (dict "root" $ "services" $services) | fromYamlArray -}}
{{- $problems = concat $problems $found -}}
{{- end -}}
{{- if $problems -}}
{{- fail (printf "\n\nThe values of Tidewatch are incomplete or do not fit together:\n  - %s\n" (join "\n  - " ($problems | uniq))) -}}
{{- end -}}
{{- end -}}

{{- define "tidewatch.check.name" -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" (include "tidewatch.release" .root)) }}
- {{ printf "The name of the release, %s, does not fit into names of Services (a letter first, then letters, digits and hyphens); choose another one, or set fullnameOverride." .root.Release.Name | quote }}
{{- end }}
{{- end -}}

{{- define "tidewatch.check.required" -}}
{{- $values := .root.Values -}}
{{- $services := .services -}}
{{- $needed := dict "oidc.issuer" "the address of the realm, https://…/realms/tidewatch" "database.host" "the name of the PostgreSQL server" -}}
{{- range $path, $this := $services -}}
{{- if not ($this.values.image).repository -}}
{{- $_ := set $needed "image.repository" "the folder of the four images, with the registry unless image.registry has it" -}}
{{- end -}}
{{- if not $this.values.secretsFile -}}
{{- $_ := set $needed (printf "%s.database.existingSecret" $path) (printf "the name of the secret with user and password of the database user of %s" $this.service) -}}
{{- $_ := set $needed (printf "%s.client.existingSecret" $path) (printf "the name of the secret with the secret of the client %s" $this.service) -}}
{{- end -}}
{{- end -}}
{{- with $services.notificationDispatch -}}
{{- $_ := set $needed "notificationDispatch.publicUrl" "the https address at which browsers reach the acknowledgement page" -}}
{{- $_ := set $needed "notificationDispatch.fallbackAddress" "the mail address that receives messages without another recipient" -}}
{{- $_ := set $needed "notificationDispatch.smtp.host" "the name of the mail server" -}}
{{- $_ := set $needed "notificationDispatch.smtp.from" "the address of the sender" -}}
{{- $_ := set $needed "notificationDispatch.crm.url" "the https endpoint that receives changes of the stage of an account" -}}
{{- if not .values.secretsFile -}}
{{- $_ := set $needed "notificationDispatch.crm.existingSecret" "the name of the secret with the signing secret for the CRM" -}}
{{- $_ := set $needed "notificationDispatch.link.existingSecret" "the name of the secret with the key that signs links" -}}
{{- end -}}
{{- end -}}
{{- if or $services.notificationDispatch $services.reporting -}}
{{- $_ := set $needed "reporting.publicUrl" "the https address at which browsers reach the console" -}}
{{- end -}}
{{- with $services.reporting -}}
{{- if not .values.secretsFile -}}
{{- $_ := set $needed "reporting.console.existingSecret" "the name of the secret with the client secret and the session secret of the console" -}}
{{- end -}}
{{- end -}}
{{- range $path, $meaning := $needed }}
{{- if not (include "tidewatch.at" (dict "values" $values "path" $path)) }}
- {{ printf "%s is required: %s." $path $meaning | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "tidewatch.check.formats" -}}
{{- $values := .root.Values -}}
{{- $https := list "oidc.issuer" "notificationDispatch.publicUrl" "notificationDispatch.crm.url" "reporting.publicUrl" "monitoring.prometheusRule.runbookUrl" -}}
{{- $peers := list -}}
{{- $tags := list "image.tag" -}}
{{- range $path, $service := include "tidewatch.serviceNames" . | fromYaml -}}
{{- $https = append $https (printf "%s.apiUrl" $path) -}}
{{- $peers = append $peers (printf "%s.url" $path) -}}
{{- $tags = append $tags (printf "%s.image.tag" $path) -}}
{{- end -}}
{{- range $path := $https -}}
{{- $value := include "tidewatch.at" (dict "values" $values "path" $path) -}}
{{- if not (regexMatch "^(https://[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:[0-9]+)?(/[-A-Za-z0-9._~/%]*)?)?$" $value) }}
- {{ printf "%s must be an address that begins with https:// and has no query, not %s." $path $value | quote }}
{{- end }}
{{- end }}
{{- range $path := $peers -}}
{{- $value := include "tidewatch.at" (dict "values" $values "path" $path) -}}
{{- if not (regexMatch "^(https?://[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:[0-9]+)?)?$" $value) }}
- {{ printf "%s must be an address without a path, such as http://other-rules-engine:8080, not %s." $path $value | quote }}
{{- end }}
{{- end }}
{{- range $path := list "notificationDispatch.fallbackAddress" "notificationDispatch.smtp.from" -}}
{{- $value := include "tidewatch.at" (dict "values" $values "path" $path) -}}
{{- if not (regexMatch "^([^@\\s]+@[^@\\s]+)?$" $value) }}
- {{ printf "%s must be one mail address, without a name, not %s." $path $value | quote }}
{{- end }}
{{- end }}
{{- range $path := $tags -}}
{{- if eq "latest" (include "tidewatch.at" (dict "values" $values "path" $path)) }}
- {{ printf "%s is latest, which names another image tomorrow; choose a version." $path | quote }}
{{- end }}
{{- end }}
{{- range $path, $this := .services -}}
{{- range $container := concat ($this.values.sidecars | default list) ($this.values.initContainers | default list) -}}
{{- if or (hasSuffix ":latest" $container.image) (not (regexMatch "(:[^:/]+|@sha256:[0-9a-f]{64})$" $container.image)) }}
- {{ printf "The image %s of a further container of %s needs a version other than latest, or a digest." $container.image $path | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "tidewatch.check.database" -}}
{{- $database := .root.Values.database -}}
{{- if and (eq (($database).tls | default "require") "verify-full") (not (($database).caSecret).name) (not (include "tidewatch.trustBundle" .root)) }}
- "database.caSecret.name is required with database.tls verify-full: the name of the secret with the CA certificate; or set trustBundle."
{{- end }}
{{- end -}}

{{- define "tidewatch.check.trust" -}}
{{- $bundle := .root.Values.trustBundle -}}
{{- if and ($bundle).configMap ($bundle).secret }}
- "trustBundle has a configMap and a secret; set only one of them."
{{- end }}
{{- end -}}

{{- define "tidewatch.check.peers" -}}
{{- $values := .root.Values -}}
{{- $services := .services -}}
{{- $asks := dict "rulesEngine" (list "accountIngestion" "notificationDispatch") "notificationDispatch" (list "accountIngestion" "rulesEngine") "reporting" (list "accountIngestion" "rulesEngine") -}}
{{- range $path, $peers := $asks -}}
{{- if hasKey $services $path -}}
{{- range $peer := $peers -}}
{{- if not (or (hasKey $services $peer) (include "tidewatch.at" (dict "values" $values "path" (printf "%s.url" $peer)))) }}
- {{ printf "%s.url is required: %s asks this service, and %s.enabled is false." $peer $path $peer | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "tidewatch.check.routes" -}}
{{- $values := .root.Values -}}
{{- if ($values.ingress).enabled -}}
{{- range $path, $this := .services -}}
{{- range $key := list "publicUrl" "apiUrl" -}}
{{- $address := get $this.values $key | default "" | toString -}}
{{- if ne (trimAll "/" (urlParse $address).path) "" }}
- {{ printf "%s.%s has the path %s, which an Ingress cannot take away before the request reaches the service; give the service a host name of its own, or use httpRoute." $path $key (urlParse $address).path | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- if and ($values.httpRoute).enabled (not ($values.httpRoute).parentRefs) }}
- "httpRoute.parentRefs is required: the Gateway that the routes belong to."
{{- end }}
{{- if and ($values.httpRoute).enabled ($values.ingress).enabled }}
- "ingress.enabled and httpRoute.enabled are both true; enable only one of them."
{{- end }}
{{- end -}}

{{- define "tidewatch.check.rules" -}}
{{- if hasKey .services "rulesEngine" -}}
{{- $own := .root.Files.Glob "rules/**" -}}
{{- if not (or $own ($.root.Values.rules).existingConfigMaps) }}
- "This copy of the chart holds no rules: rules.existingConfigMaps is required, or use the packaged chart (README.md of the chart says how)."
{{- end }}
{{- $sizes := dict -}}
{{- range $path, $content := $own -}}
{{- $group := include "tidewatch.rulesGroup" $path -}}
{{- $_ := set $sizes $group (add (get $sizes $group | default 0) (len $path) (len (toString $content))) -}}
{{- end -}}
{{- range $path, $content := $own -}}
{{- if contains "__" $path }}
- {{ printf "The name of %s has two underscores in a row, which separate folders in the keys of a ConfigMap; rename the file." $path | quote }}
{{- end }}
{{- end }}
{{- range $group, $size := $sizes }}
{{- if gt (int $size) 1000000 }}
- {{ printf "The rules in %s have %d bytes; a ConfigMap holds at most 1 MiB." $group (int $size) | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "tidewatch.check.services" -}}
{{- range $path, $this := .services -}}
{{- $values := $this.values -}}
{{- $collector := ($values.tracing).endpoint | default "" -}}
{{- if not (regexMatch "^(https?://[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?:[0-9]+)?$" $collector) }}
- {{ printf "tracing.endpoint of %s must be an address with a port and without a path, such as http://otel-collector:4317, not %s." $path $collector | quote }}
{{- end }}
{{- if not (and ($values.podSecurityContext).runAsNonRoot (($values.podSecurityContext).seccompProfile).type) }}
- {{ printf "podSecurityContext of %s lacks runAsNonRoot or seccompProfile; to have the platform choose a user, set only runAsUser, runAsGroup and fsGroup to null." $path | quote }}
{{- end }}
{{- if or (ne "false" (toString ($values.containerSecurityContext).allowPrivilegeEscalation)) (not (has "ALL" ((($values.containerSecurityContext).capabilities).drop | default list))) }}
- {{ printf "containerSecurityContext of %s lacks allowPrivilegeEscalation: false or capabilities.drop: [ALL]." $path | quote }}
{{- end }}
{{- $scaling := $values.autoscaling | default dict -}}
{{- if and $scaling.enabled (lt (int ($scaling.maxReplicas | default 8)) (int ($scaling.minReplicas | default 2))) }}
- {{ printf "autoscaling.maxReplicas of %s is less than its minReplicas." $path | quote }}
{{- end }}
{{- if le (int ($values.terminationGracePeriodSeconds | default 40)) (add (int ($values.preStopSeconds | default 0)) 10) }}
- {{ printf "terminationGracePeriodSeconds of %s must be more than preStopSeconds plus the 10 s that requests have for their end." $path | quote }}
{{- end }}
{{- range $values.extraEnv -}}
{{- if has .name (list "QUARKUS_HTTP_PORT" "QUARKUS_MANAGEMENT_PORT" "TIDEWATCH_INSTANCE_ID") }}
- {{ printf "extraEnv of %s sets %s, on which the chart relies." $path .name | quote }}
{{- end }}
{{- if has .name (list "TIDEWATCH_LOCAL" "TIDEWATCH_CLOCK_ADJUSTABLE") }}
- {{ printf "extraEnv of %s sets %s, which is for suites on one machine only." $path .name | quote }}
{{- end }}
{{- end }}
{{- range $values.extraVolumes -}}
{{- if or (has .name (list "tmp" "database-ca" "trust-bundle")) (hasPrefix "rules" .name) }}
- {{ printf "extraVolumes of %s has a volume %s; the chart uses this name itself." $path .name | quote }}
{{- end }}
{{- end }}
{{- range $mount := $values.extraVolumeMounts -}}
{{- if has (trimSuffix "/" $mount.mountPath) (list "/tmp" "/etc/tidewatch" "/etc/tidewatch/rules" "/etc/tidewatch/database-ca" "/etc/tidewatch/trust-bundle") }}
- {{ printf "extraVolumeMounts of %s mounts %s; the chart uses this path itself." $path $mount.mountPath | quote }}
{{- end }}
{{- end }}
{{- range concat ($values.sidecars | default list) ($values.initContainers | default list) -}}
{{- if eq .name $this.service }}
- {{ printf "A further container of %s is called %s, as the container of the service is." $path .name | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}
