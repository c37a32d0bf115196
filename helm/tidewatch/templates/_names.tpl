{{/* Names, labels and images. "this" is (dict "root" $ "service" "account-ingestion" "path" "accountIngestion" "values" …), see _values.tpl. */}}

{{- /* Takes root. At most 40 characters: the longest name of a Service, "…-notification-dispatch", must stay below 64. */ -}}
{{- define "tidewatch.release" -}}
{{- $name := .Values.fullnameOverride | default .Release.Name -}}
{{- if gt (len $name) 40 -}}
{{- printf "%s-%s" (trunc 33 $name | trimSuffix "-" | trimSuffix ".") (sha256sum $name | trunc 6) -}}
{{- else -}}
{{- $name -}}
{{- end -}}
{{- end -}}

{{- /* Takes root and service. */ -}}
{{- define "tidewatch.fullName" -}}
{{- printf "%s-%s" (include "tidewatch.release" .root) .service -}}
{{- end -}}

{{- /* Immutable: no value may change them. */ -}}
{{- define "tidewatch.selectorLabels" -}}
app.kubernetes.io/name: {{ .service }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
{{- end -}}

{{- /* Labels of values come first, so none of them replaces one of the chart. */ -}}
{{- define "tidewatch.labels" -}}
{{- $labels := dict -}}
{{- range list .root.Values.commonLabels .extraLabels -}}
{{- range $name, $value := . -}}{{- $_ := set $labels $name (toString $value) -}}{{- end -}}
{{- end -}}
{{- $_ := set $labels "app.kubernetes.io/name" .service -}}
{{- $_ := set $labels "app.kubernetes.io/instance" .root.Release.Name -}}
{{- $_ := set $labels "app.kubernetes.io/part-of" "tidewatch" -}}
{{- $_ := set $labels "app.kubernetes.io/version" (.root.Chart.AppVersion | replace "+" "_") -}}
{{- $_ := set $labels "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- $_ := set $labels "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63) -}}
{{- toYaml $labels -}}
{{- end -}}

{{- /* Takes this, and optionally annotations (a map). */ -}}
{{- define "tidewatch.metadata" -}}
name: {{ include "tidewatch.fullName" . }}
namespace: {{ .root.Release.Namespace | quote }}
labels:
  {{- include "tidewatch.labels" . | nindent 2 }}
{{- with .annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "tidewatch.image" -}}
{{- $image := .root.Values.image -}}
{{- $own := .values.image | default dict -}}
{{- $registry := (.root.Values.global).imageRegistry | default ($image).registry -}}
{{- $name := $own.repository | default (printf "%s/%s" ($image).repository .service) -}}
{{- with $registry }}{{- $name = printf "%s/%s" . $name -}}{{- end -}}
{{- if $own.digest -}}
{{- printf "%s@%s" $name $own.digest -}}
{{- else -}}
{{- printf "%s:%s" $name ($own.tag | default ($image).tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- /* Takes root, service and path: the service of this release, or where another release runs it. */ -}}
{{- define "tidewatch.peerUrl" -}}
{{- $own := get .root.Values .path | default dict -}}
{{- if hasKey $own "enabled" | ternary $own.enabled true -}}
{{- printf "http://%s:8080" (include "tidewatch.fullName" .) -}}
{{- else -}}
{{- $own.url -}}
{{- end -}}
{{- end -}}

{{- define "tidewatch.serviceAccount" -}}
{{- $account := .values.serviceAccount | default dict -}}
{{- $account.name | default (include "tidewatch.fullName" .) -}}
{{- end -}}
