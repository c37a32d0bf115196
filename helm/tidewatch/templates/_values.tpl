{{/* The values of each service: what its size says, then what holds for all services, then its own. */}}

{{- define "tidewatch.serviceNames" -}}
accountIngestion: account-ingestion
rulesEngine: rules-engine
notificationDispatch: notification-dispatch
reporting: reporting
{{- end -}}

{{- /* Takes root and into, a dict that gets one entry per enabled service. Checks all values first. */ -}}
{{- define "tidewatch.load" -}}
{{- /* Once is enough: the templates of a chart share their values. */ -}}
{{- if not (hasKey .root.Values "checked") -}}
{{- include "tidewatch.check" .root -}}
{{- $_ := set .root.Values "checked" true -}}
{{- end -}}
{{- include "tidewatch.collect" . -}}
{{- end -}}

{{- define "tidewatch.collect" -}}
{{- $root := .root -}}
{{- $into := .into -}}
{{- if not (hasKey $root.Values "merged") -}}
{{- $merged := dict -}}
{{- $size := $root.Files.Get (printf "sizes/%s.yaml" ($root.Values.size | default "small")) | fromYaml -}}
{{- range $path, $service := include "tidewatch.serviceNames" . | fromYaml -}}
{{- $values := dict -}}
{{- range list (get $size $path) $root.Values.services (get $root.Values $path) -}}
{{- include "tidewatch.override" (dict "into" $values "with" (. | default dict)) -}}
{{- end -}}
{{- $_ := set $merged $path $values -}}
{{- end -}}
{{- $_ := set $root.Values "merged" $merged -}}
{{- end -}}
{{- range $path, $service := include "tidewatch.serviceNames" . | fromYaml -}}
{{- $values := get $root.Values.merged $path -}}
{{- if hasKey $values "enabled" | ternary $values.enabled true -}}
{{- $_ := set $into $path (dict "root" $root "service" $service "path" $path "values" $values) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /*
Changes "into": maps are merged, null takes away what was there, and anything else that is not empty replaces it. The functions for merging that Helm has would skip false and 0.
*/ -}}
{{- define "tidewatch.override" -}}
{{- $into := .into -}}
{{- range $key, $value := .with -}}
{{- if kindIs "map" $value -}}
{{- if not (kindIs "map" (get $into $key)) -}}{{- $_ := set $into $key dict -}}{{- end -}}
{{- include "tidewatch.override" (dict "into" (get $into $key) "with" $value) -}}
{{- else if kindIs "invalid" $value -}}
{{- $_ := unset $into $key -}}
{{- else if or (ne (toString $value) "") (not (hasKey $into $key)) -}}
{{- $_ := set $into $key $value -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* Takes values and path (with dots): the value as text, empty when nothing is set. */ -}}
{{- define "tidewatch.at" -}}
{{- $value := .values -}}
{{- range splitList "." .path -}}
{{- if kindIs "map" $value -}}{{- $value = get $value . -}}{{- else -}}{{- $value = "" -}}{{- end -}}
{{- end -}}
{{- if not (kindIs "invalid" $value) -}}{{- $value -}}{{- end -}}
{{- end -}}
