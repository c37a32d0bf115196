{{/* What the pods of all services have in common; each service has its own templates around it. */}}

{{- define "tidewatch.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "tidewatch.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "tidewatch.ports" -}}
- name: http
  containerPort: 8080
  protocol: TCP
- name: management
  containerPort: 9000
  protocol: TCP
{{- end -}}

{{- /* Liveness asks nobody else: a database that is away must not restart pods. */ -}}
{{- define "tidewatch.probes" -}}
startupProbe:
  httpGet: {path: /q/health/started, port: management}
  periodSeconds: 3
  timeoutSeconds: 3
  failureThreshold: 60
readinessProbe:
  httpGet: {path: /q/health/ready, port: management}
  periodSeconds: 5
  timeoutSeconds: 4
  failureThreshold: 3
livenessProbe:
  httpGet: {path: /q/health/live, port: management}
  periodSeconds: 10
  timeoutSeconds: 4
  failureThreshold: 6
{{- end -}}

{{- /* The pause lets load balancers forget the pod before it stops listening. */ -}}
{{- define "tidewatch.lifecycle" -}}
preStop:
  exec:
    command: [sleep, "5"]
{{- end -}}

{{- define "tidewatch.placement" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "tidewatch.selectorLabels" . | nindent 8 }}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "tidewatch.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .values.tmpSize }}
{{- if eq .root.Values.database.tls "verify-full" }}
- name: database-ca
  secret:
    secretName: {{ .root.Values.database.caSecret.name }}
    defaultMode: 0440
    items:
      - key: {{ .root.Values.database.caSecret.key }}
        path: ca.crt
{{- end }}
{{- end -}}

{{- define "tidewatch.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- if eq .root.Values.database.tls "verify-full" }}
- name: database-ca
  mountPath: /etc/tidewatch/database-ca
  readOnly: true
{{- end }}
{{- end -}}
