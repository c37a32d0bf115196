{{/*
The rules as ConfigMaps, one per folder, since all of them together come close to the 1 MiB that one may hold. The folder rules/ of the chart is a link to that of
the repository; Helm follows it. Keys of a ConfigMap have no folders, so the volume puts them back.
*/}}

{{- define "tidewatch.rulesGroup" -}}
{{- $parts := splitList "/" . -}}
{{- if gt (len $parts) 2 -}}{{- index $parts 1 -}}{{- else -}}top{{- end -}}
{{- end -}}

{{- define "tidewatch.rulesKey" -}}
{{- $parts := splitList "/" . -}}
{{- if gt (len $parts) 2 -}}{{- slice $parts 2 | join "__" -}}{{- else -}}{{- index $parts 1 -}}{{- end -}}
{{- end -}}

{{- define "tidewatch.rulesHash" -}}
{{- $files := dict -}}
{{- range $path, $content := .Files.Glob "rules/**" -}}
{{- $_ := set $files $path (toString $content | sha256sum) -}}
{{- end -}}
{{- list $files (.Values.rules).existingConfigMaps | toJson | sha256sum -}}
{{- end -}}

{{- /*
Takes root and own, a dict that gets what the chart itself holds, without what an existing ConfigMap replaces: folder → its files; "top" for the files beside the folders.
*/ -}}
{{- define "tidewatch.ownRules" -}}
{{- $existing := (.root.Values.rules).existingConfigMaps | default dict -}}
{{- $own := .own -}}
{{- range $path, $content := .root.Files.Glob "rules/**" -}}
{{- if not (hasKey $existing (index (splitList "/" $path) 1)) -}}
{{- $group := include "tidewatch.rulesGroup" $path -}}
{{- $_ := set $own $group (append (get $own $group | default list) $path) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* Takes root: "true" when rules-engine watches ConfigMaps. */ -}}
{{- define "tidewatch.rulesWatched" -}}
{{- if ((.Values.rules).watch).enabled -}}true{{- end -}}
{{- end -}}

{{- /*
Takes root and service: the ConfigMaps that the pods mount, by name. Without one of them, the rules would be other rules, so a watching service changes nothing then.
*/ -}}
{{- define "tidewatch.rulesRequired" -}}
{{- $this := . -}}
{{- $own := dict -}}
{{- include "tidewatch.ownRules" (dict "root" .root "own" $own) -}}
{{- $names := values ((.root.Values.rules).existingConfigMaps | default dict) -}}
{{- range $group, $paths := $own -}}
{{- $names = append $names (printf "%s-rules-%s" (include "tidewatch.fullName" $this) $group) -}}
{{- end -}}
{{- $names | uniq | sortAlpha | join "," -}}
{{- end -}}

{{- define "tidewatch.rulesVolumes" -}}
{{- $this := . -}}
{{- $own := dict -}}
{{- include "tidewatch.ownRules" (dict "root" .root "own" $own) -}}
{{- if $own }}
- name: rules
  projected:
    defaultMode: 0440
    sources:
      {{- range $group, $paths := $own }}
      - configMap:
          name: {{ include "tidewatch.fullName" $this }}-rules-{{ $group }}
          items:
            {{- range $paths }}
            - key: {{ include "tidewatch.rulesKey" . | quote }}
              path: {{ trimPrefix "rules/" . | quote }}
            {{- end }}
      {{- end }}
{{- end }}
{{- range $entry, $name := (.root.Values.rules).existingConfigMaps }}
- name: {{ printf "rules-%s" (replace "." "-" $entry) }}
  configMap:
    name: {{ $name | quote }}
    defaultMode: 0440
{{- end }}
{{- end -}}

{{- /*
Mounted one by one: at the top of a volume of ConfigMaps lie links, which the reader of rules does not follow. Behind the link "..data" of an existing ConfigMap
lie the files themselves.
*/ -}}
{{- define "tidewatch.rulesMounts" -}}
{{- $mounts := dict -}}
{{- $own := dict -}}
{{- include "tidewatch.ownRules" (dict "root" .root "own" $own) -}}
{{- range $group, $paths := $own -}}
{{- range $paths -}}
{{- $entry := index (splitList "/" .) 1 -}}
{{- $_ := set $mounts $entry (dict "volume" "rules" "subPath" $entry) -}}
{{- end -}}
{{- end -}}
{{- range $entry, $name := (.root.Values.rules).existingConfigMaps -}}
{{- $_ := set $mounts $entry (dict "volume" (printf "rules-%s" (replace "." "-" $entry)) "subPath" (contains "." $entry | ternary $entry "..data")) -}}
{{- end -}}
{{- range $entry, $mount := $mounts }}
- name: {{ $mount.volume }}
  mountPath: /etc/tidewatch/rules/{{ $entry }}
  subPath: {{ $mount.subPath }}
  readOnly: true
{{- end }}
{{- end -}}
