{{/* The alerts of files/alerts.yaml, which is valid for Prometheus as it is. */}}

{{- /* Takes root and values (those of monitoring.prometheusRule): the groups without disabled alerts, with links to runbooks. */ -}}
{{- define "tidewatch.alertGroups" -}}
{{- $without := .values.disabledAlerts | default list -}}
{{- $url := .values.runbookUrl -}}
{{- $groups := list -}}
{{- range $group := (.root.Files.Get "files/alerts.yaml" | fromYaml).groups -}}
{{- $rules := list -}}
{{- range $rule := $group.rules -}}
{{- if not (has $rule.alert $without) -}}
{{- with $url -}}
{{- $_ := set $rule.annotations "runbook_url" (printf "%s#%s" . (lower $rule.alert)) -}}
{{- $_ := unset $rule.annotations "runbook" -}}
{{- end -}}
{{- $rules = append $rules $rule -}}
{{- end -}}
{{- end -}}
{{- if $rules -}}
{{- $groups = append $groups (dict "name" $group.name "rules" $rules) -}}
{{- end -}}
{{- end -}}
{{- toYaml $groups -}}
{{- end -}}

{{- define "tidewatch.check.monitoring" -}}
{{- $known := list -}}
{{- range (.root.Files.Get "files/alerts.yaml" | fromYaml).groups -}}
{{- range .rules -}}{{- $known = append $known .alert -}}{{- end -}}
{{- end -}}
{{- range $name := ((.root.Values.monitoring).prometheusRule).disabledAlerts -}}
{{- if not (has $name $known) }}
- {{ printf "monitoring.prometheusRule.disabledAlerts names %s, which is not an alert of this chart; the alerts are %s." $name (join ", " $known) | quote }}
{{- end }}
{{- end }}
{{- end -}}
