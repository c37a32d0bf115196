{{/* Parts of network policies and routes. */}}

{{- define "tidewatch.podsOfRelease" -}}
- podSelector:
    matchLabels:
      app.kubernetes.io/part-of: tidewatch
      app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- /* The pods of the release, and DNS. */ -}}
{{- define "tidewatch.egress.release" -}}
- to:
    {{- include "tidewatch.podsOfRelease" . | nindent 4 }}
  ports: [{port: 8080, protocol: TCP}, {port: 9000, protocol: TCP}]
- to: [{namespaceSelector: {}}]
  ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
{{- end -}}

{{- /* Takes to (peers; everywhere when empty) and port. */ -}}
{{- define "tidewatch.egress.to" -}}
- ports: [{port: {{ int .port }}, protocol: TCP}]
  {{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- /* Takes a parsed https address. */ -}}
{{- define "tidewatch.port" -}}
{{- $host := .host -}}
{{- if regexMatch ":[0-9]+$" $host -}}{{- regexFind "[0-9]+$" $host -}}{{- else -}}443{{- end -}}
{{- end -}}

{{- /*
The routes of a service, as a list of host, prefix (of the address) and path (at the service). Browsers reach all of reporting, and of notification-dispatch only the page
for acknowledgements; other systems reach /v1/.
*/ -}}
{{- define "tidewatch.routes" -}}
{{- $values := .values -}}
{{- with $values.publicUrl }}
- host: {{ regexReplaceAll ":[0-9]+$" (urlParse .).host "" | quote }}
  prefix: {{ trimSuffix "/" (urlParse .).path | quote }}
  path: {{ eq $.service "reporting" | ternary "/" "/ack/" }}
{{- end }}
{{- with $values.apiUrl }}
- host: {{ regexReplaceAll ":[0-9]+$" (urlParse .).host "" | quote }}
  prefix: {{ trimSuffix "/" (urlParse .).path | quote }}
  path: /v1/
{{- end }}
{{- end -}}
