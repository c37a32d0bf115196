{{/* The pod of a service. What differs between the services is their variables (_env.tpl) and the rules of rules-engine (_rules.tpl). */}}

{{- define "tidewatch.podLabels" -}}
{{- include "tidewatch.labels" (dict "root" .root "service" .service "extraLabels" .values.podLabels) -}}
{{- end -}}

{{- define "tidewatch.podAnnotations" -}}
{{- $annotations := dict -}}
{{- range $name, $value := .values.podAnnotations -}}{{- $_ := set $annotations $name (toString $value) -}}{{- end -}}
{{- if eq .service "rules-engine" -}}
{{- /* Other rules make new pods, unless the running ones see them. */ -}}
{{- if not (and (include "tidewatch.rulesWatched" .root) (.root.Values.rbac).create) -}}
{{- $_ := set $annotations "checksum/rules" (include "tidewatch.rulesHash" .root) -}}
{{- end -}}
{{- end -}}
{{- with $annotations -}}{{- toYaml . -}}{{- end -}}
{{- end -}}

{{- define "tidewatch.podSpec" -}}
{{- $values := .values -}}
serviceAccountName: {{ include "tidewatch.serviceAccount" . | quote }}
automountServiceAccountToken: {{ and (eq .service "rules-engine") (eq "true" (include "tidewatch.rulesWatched" .root)) }}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds | default 40 }}
{{- with $values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- include "tidewatch.placement" . }}
{{- include "tidewatch.pullSecrets" .root }}
{{- with $values.initContainers }}
initContainers:
  {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  - name: {{ .service }}
    image: {{ include "tidewatch.image" . | quote }}
    imagePullPolicy: {{ (.root.Values.image).pullPolicy | default "Always" }}
    ports:
      - name: http
        containerPort: 8080
        protocol: TCP
      - name: management
        containerPort: 9000
        protocol: TCP
    env:
      {{- include "tidewatch.env" . | nindent 6 }}
    {{- with $values.envFrom }}
    envFrom:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- include "tidewatch.probes" . | nindent 4 }}
    {{- include "tidewatch.lifecycle" . | nindent 4 }}
    {{- with $values.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with $values.containerSecurityContext }}
    securityContext:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    volumeMounts:
      {{- include "tidewatch.volumeMounts" . | nindent 6 }}
  {{- with $values.sidecars }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
volumes:
  {{- include "tidewatch.volumes" . | nindent 2 }}
{{- end -}}

{{- /* Liveness asks nobody else: a database that is away must not restart pods. */ -}}
{{- define "tidewatch.probes" -}}
{{- $values := .values -}}
{{- range $probe, $path := dict "startupProbe" "started" "readinessProbe" "ready" "livenessProbe" "live" }}
{{ $probe }}:
  httpGet: {path: /q/health/{{ $path }}, port: management}
  {{- with get $values $probe }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end -}}

{{- /* The pause lets load balancers forget the pod before it stops listening. */ -}}
{{- define "tidewatch.lifecycle" -}}
{{- with int .values.preStopSeconds -}}
lifecycle:
  preStop:
    {{- if semverCompare ">=1.30.0-0" $.root.Capabilities.KubeVersion.Version }}
    sleep: {seconds: {{ . }}}
    {{- else }}
    exec: {command: [sleep, {{ . | quote }}]}
    {{- end }}
{{- end -}}
{{- end -}}

{{- define "tidewatch.placement" -}}
{{- $values := .values -}}
{{- $this := . -}}
{{- with $values.topologyKeys }}
topologySpreadConstraints:
  {{- range . }}
  - maxSkew: 1
    topologyKey: {{ . | quote }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "tidewatch.selectorLabels" $this | nindent 8 }}
  {{- end }}
{{- end }}
affinity:
  {{- if $values.affinity }}
  {{- toYaml $values.affinity | nindent 2 }}
  {{- else }}
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "tidewatch.selectorLabels" . | nindent 14 }}
  {{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- end -}}

{{- define "tidewatch.pullSecrets" -}}
{{- with concat ((.Values.global).imagePullSecrets | default list) ((.Values.image).pullSecrets | default list) | uniq }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "tidewatch.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .values.tmpSize | default "256Mi" | quote }}
{{- if and (eq ((.root.Values.database).tls | default "require") "verify-full") ((.root.Values.database).caSecret).name }}
- name: database-ca
  secret:
    secretName: {{ .root.Values.database.caSecret.name | quote }}
    defaultMode: 0440
    items:
      - {key: {{ .root.Values.database.caSecret.key | default "ca.crt" | quote }}, path: ca.crt}
{{- end }}
{{- if include "tidewatch.trustBundle" .root }}
{{- $bundle := .root.Values.trustBundle }}
- name: trust-bundle
  {{- if $bundle.configMap }}
  configMap:
    name: {{ $bundle.configMap | quote }}
  {{- else }}
  secret:
    secretName: {{ $bundle.secret | quote }}
  {{- end }}
    defaultMode: 0440
    items:
      - {key: {{ $bundle.key | default "ca.crt" | quote }}, path: ca.crt}
{{- end }}
{{- if eq .service "rules-engine" }}
{{- include "tidewatch.rulesVolumes" . }}
{{- end }}
{{- with .values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "tidewatch.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- if and (eq ((.root.Values.database).tls | default "require") "verify-full") ((.root.Values.database).caSecret).name }}
- name: database-ca
  mountPath: /etc/tidewatch/database-ca
  readOnly: true
{{- end }}
{{- if include "tidewatch.trustBundle" .root }}
- name: trust-bundle
  mountPath: /etc/tidewatch/trust-bundle
  readOnly: true
{{- end }}
{{- if eq .service "rules-engine" }}
{{- include "tidewatch.rulesMounts" . }}
{{- end }}
{{- with .values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}
