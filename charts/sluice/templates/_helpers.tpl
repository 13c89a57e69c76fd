{{- define "sluice.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "sluice.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "sluice.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.selector" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sluice.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "sluice.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "sluice.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "sluice.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "sluice.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}

{{- define "sluice.replicas" -}}
{{ max (int .Values.replicaCount) (int .Values.leaderElection.replicaCount) }}
{{- end -}}

{{- define "sluice.metricsServer" -}}
{{- if .Values.prometheus.install -}}
http://{{ include "sluice.fullname" . }}-prometheus:9090
{{- else -}}
{{ .Values.metricsServer }}
{{- end -}}
{{- end -}}

{{/* What another chart's values ask for and this one does not have: said, not ignored. */}}
{{- define "sluice.refusals" -}}
{{- if dig "kubeconfig" "secretName" "" (default dict .Values.controlplane) -}}
{{- fail "controlplane.kubeconfig: Sluice writes routes to the cluster of the Canary only. Leave it out, or keep Flagger for this cluster." -}}
{{- end -}}
{{- if and (gt (int (include "sluice.replicas" .)) 1) (not .Values.leaderElection.enabled) -}}
{{- fail "More than one replica needs leaderElection.enabled: true." -}}
{{- end -}}
{{- range .Values.rbac.providers -}}
{{- if not (has . (list "gatewayapi" "istio" "nginx")) -}}
{{- fail (printf "rbac.providers: %s is none of gatewayapi, istio, nginx." .) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What the operator may do where its Canaries are. */}}
{{- define "sluice.rules" -}}
- apiGroups: [flagger.app]
  resources: [canaries]
  verbs: [get, list, watch, update, patch]
- apiGroups: [flagger.app]
  resources: [canaries/status]
  verbs: [get, update, patch]
- apiGroups: [flagger.app]
  resources: [canaries/finalizers]
  verbs: [update]
- apiGroups: [flagger.app]
  resources: [metrictemplates, alertproviders]
  verbs: [get, list, watch]
- apiGroups: [sluice.dev]
  resources: [imagepolicies, receivers, gitsyncs]
  verbs: [get, list, watch, update, patch]
- apiGroups: [sluice.dev]
  resources: [imagepolicies/status, receivers/status, gitsyncs/status]
  verbs: [get, update, patch]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [apps]
  resources: [deployments/scale]
  verbs: [get, update, patch]
- apiGroups: [""]
  resources: [services, configmaps, secrets]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, patch]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, update, patch, delete]
{{- if .Values.git.impersonate }}
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [impersonate]
{{- end }}
{{- if has "nginx" .Values.rbac.providers }}
- apiGroups: [networking.k8s.io]
  resources: [ingresses]
  verbs: [get, list, watch, create, update, patch, delete]
{{- end }}
{{- if has "gatewayapi" .Values.rbac.providers }}
- apiGroups: [gateway.networking.k8s.io]
  resources: [httproutes, grpcroutes]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gateways]
  verbs: [get, list, watch]
{{- end }}
{{- if has "istio" .Values.rbac.providers }}
- apiGroups: [networking.istio.io]
  resources: [virtualservices, destinationrules]
  verbs: [get, list, watch, create, update, patch, delete]
{{- end }}
{{- end -}}
