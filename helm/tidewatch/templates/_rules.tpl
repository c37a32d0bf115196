{{/*
The rules folder as a ConfigMap: its folders, and the files beside them. The build copies it into the chart, because .Files sees nothing outside of it: a path
with ".." renders as empty, without an error. Keys of a ConfigMap have no folders; the volume puts them back.
*/}}

{{- define "tidewatch.rulesKey" -}}
{{- trimPrefix "rules/" . | replace "/" "__" -}}
{{- end -}}

{{- define "tidewatch.rulesHash" -}}
{{- $files := dict -}}
{{- range $path, $content := .Files.Glob "rules/**" -}}
{{- $_ := set $files $path (b64enc (toString $content)) -}}
{{- end -}}
{{- toJson $files | sha256sum -}}
{{- end -}}

{{- define "tidewatch.rulesFolders" -}}
{{- $folders := list -}}
{{- range $path, $content := .Files.Glob "rules/**" -}}
{{- $folders = append $folders (index (splitList "/" $path) 1) -}}
{{- end -}}
{{- $folders | uniq | sortAlpha | toJson -}}
{{- end -}}
