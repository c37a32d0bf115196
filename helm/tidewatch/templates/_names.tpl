{{/* Names and labels. Names stay below 63 characters: "<release>-notification-dispatch" leaves 40 for the release. */}}

{{- define "tidewatch.fullName" -}}
{{- /* takes (dict "root" $ "service" "account-ingestion") */ -}}
{{- printf "%s-%s" (trunc 40 .root.Release.Name | trimSuffix "-") .service -}}
{{- end -}}

{{- define "tidewatch.selectorLabels" -}}
app.kubernetes.io/name: {{ .service }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{- define "tidewatch.labels" -}}
{{ include "tidewatch.selectorLabels" . }}
app.kubernetes.io/part-of: tidewatch
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "tidewatch.image" -}}
{{- $repository := required "image.repository is required: registry and folder of the four images" .root.Values.image.repository -}}
{{- if .values.image.digest -}}
{{- printf "%s/%s@%s" $repository .service .values.image.digest -}}
{{- else -}}
{{- printf "%s/%s:%s" $repository .service (.root.Values.image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- define "tidewatch.peerUrl" -}}
{{- printf "http://%s:8080" (include "tidewatch.fullName" .) -}}
{{- end -}}
