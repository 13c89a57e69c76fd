package dev.sluice.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.playground.apiserver.Cluster.Reply;
import org.junit.jupiter.api.Test;

/** What is special about built-in kinds. */
interface BuiltinLines extends Lines {
  @Test
  default void deploymentsGetTheirDefaults() {
    Reply created = deployment("web");
    assertThat(created.at("spec"))
        .isEqualTo(
            Cluster.yaml(
                """
                replicas: 0
                selector: {matchLabels: {app: web}}
                template:
                  metadata: {labels: {app: web}}
                  spec:
                    containers:
                      - name: web
                        image: nginx:1.25
                        ports: [{containerPort: 80, protocol: TCP}]
                        resources: {}
                        terminationMessagePath: /dev/termination-log
                        terminationMessagePolicy: File
                        imagePullPolicy: IfNotPresent
                    restartPolicy: Always
                    terminationGracePeriodSeconds: 30
                    dnsPolicy: ClusterFirst
                    securityContext: {}
                    schedulerName: default-scheduler
                strategy:
                  type: RollingUpdate
                  rollingUpdate: {maxUnavailable: 25%, maxSurge: 25%}
                revisionHistoryLimit: 10
                progressDeadlineSeconds: 600
                """));
  }

  @Test
  default void podTemplatesGetTheirDefaultsInEveryCorner() {
    Reply created =
        create(
            apps("daemonsets"),
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: d}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  serviceAccountName: robot
                  nodeSelector: {none: such}
                  containers:
                    - name: web
                      image: nginx
                      command: []
                      env:
                        - {name: EMPTY, value: ""}
                        - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                      readinessProbe: {httpGet: {port: 80}, initialDelaySeconds: 0}
                      livenessProbe: {grpc: {port: 9000}}
                      lifecycle: {preStop: {httpGet: {port: 80}}}
                      resources: {limits: {cpu: "0.5", memory: 1024Mi}}
                      volumeMounts: [{name: c, mountPath: /c, readOnly: false}]
                  volumes:
                    - {name: c, configMap: {name: c}}
                    - {name: s, secret: {secretName: s}}
                    - {name: e}
                    - name: p
                      projected: {sources: [{serviceAccountToken: {path: token}}]}
            """);
    assertThat(created.at("spec"))
        .isEqualTo(
            Cluster.yaml(
                """
                selector: {matchLabels: {app: web}}
                template:
                  metadata: {labels: {app: web}}
                  spec:
                    serviceAccountName: robot
                    serviceAccount: robot
                    nodeSelector: {none: such}
                    containers:
                      - name: web
                        image: nginx
                        env:
                          - {name: EMPTY}
                          - {name: IP, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: status.podIP}}}
                        readinessProbe:
                          {httpGet: {port: 80, path: /, scheme: HTTP}, timeoutSeconds: 1,
                           periodSeconds: 10, successThreshold: 1, failureThreshold: 3}
                        livenessProbe:
                          {grpc: {port: 9000, service: ""}, timeoutSeconds: 1,
                           periodSeconds: 10, successThreshold: 1, failureThreshold: 3}
                        lifecycle: {preStop: {httpGet: {port: 80, path: /, scheme: HTTP}}}
                        resources: {limits: {cpu: 500m, memory: 1Gi}}
                        volumeMounts: [{name: c, mountPath: /c}]
                        terminationMessagePath: /dev/termination-log
                        terminationMessagePolicy: File
                        imagePullPolicy: Always
                    volumes:
                      - {name: c, configMap: {name: c, defaultMode: 420}}
                      - {name: s, secret: {secretName: s, defaultMode: 420}}
                      - {name: e, emptyDir: {}}
                      - name: p
                        projected:
                          defaultMode: 420
                          sources: [{serviceAccountToken: {path: token, expirationSeconds: 3600}}]
                    restartPolicy: Always
                    terminationGracePeriodSeconds: 30
                    dnsPolicy: ClusterFirst
                    securityContext: {}
                    schedulerName: default-scheduler
                updateStrategy:
                  type: RollingUpdate
                  rollingUpdate: {maxUnavailable: 1, maxSurge: 0}
                revisionHistoryLimit: 10
                """));
  }

  @Test
  default void workloadsMustSelectTheirOwnPods() {
    Reply refused =
        cluster()
            .post(
                apps("deployments"),
                Lines.deploymentYaml("web").replace("labels: {app: web}", "labels: {app: other}"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("message"))
        .isEqualTo(
            "Deployment.apps \"web\" is invalid: spec.template.metadata.labels: Invalid value:"
                + " {\"app\":\"other\"}: `selector` does not match template `labels`");
    Reply empty =
        cluster()
            .post(
                apps("deployments"),
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {}}");
    assertThat(Lines.causes(empty))
        .contains(
            "spec.selector: FieldValueRequired",
            "spec.template.spec.containers: FieldValueRequired");
    deployment("web");
    Reply moved =
        cluster()
            .patch(
                apps("deployments/web"),
                "merge-patch+json",
                "{spec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app:"
                    + " x}}}}}");
    assertThat(moved.status()).isEqualTo(422);
    assertThat(moved.text("message"))
        .contains("spec.selector: Invalid value", "field is immutable");
  }

  @Test
  default void containersNeedNamesAndImages() {
    Reply refused =
        cluster()
            .post(
                apps("deployments"),
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers:
                        - {name: a}
                        - {name: a, image: x}
                        - {name: B, image: x, volumeMounts: [{name: v, mountPath: /v}]}
                """);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(Lines.causes(refused))
        .contains(
            "spec.template.spec.containers[0].image: FieldValueRequired",
            "spec.template.spec.containers[1].name: FieldValueDuplicate",
            "spec.template.spec.containers[2].name: FieldValueInvalid",
            "spec.template.spec.containers[2].volumeMounts[0].name: FieldValueNotFound");
  }

  @Test
  default void servicesGetAddressesAndKeepThem() {
    Reply created =
        create(
            core("services"),
            "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {app: web},"
                + " ports: [{port: 80}]}}");
    String address = created.text("spec", "clusterIP");
    assertThat(address).startsWith("10.");
    assertThat(created.at("spec"))
        .isEqualTo(
            Cluster.yaml(
                """
                selector: {app: web}
                ports: [{protocol: TCP, port: 80, targetPort: 80}]
                clusterIP: %s
                clusterIPs: [%s]
                type: ClusterIP
                sessionAffinity: None
                ipFamilies: [IPv4]
                ipFamilyPolicy: SingleStack
                internalTrafficPolicy: Cluster
                """
                    .formatted(address, address)));
    assertThat(created.at("status")).isEqualTo(Cluster.yaml("{loadBalancer: {}}"));
    Reply replaced =
        cluster()
            .put(
                core("services/s"),
                "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 81}]}}");
    assertThat(replaced.text("spec", "clusterIP")).isEqualTo(address);
    Reply moved =
        cluster().patch(core("services/s"), "merge-patch+json", "{spec: {clusterIP: 10.96.0.77}}");
    assertThat(moved.status()).isEqualTo(422);
    assertThat(moved.text("message")).contains("may not change once set");
    Reply headless =
        create(
            core("services"),
            "{apiVersion: v1, kind: Service, metadata: {name: h}, spec: {clusterIP: None}}");
    assertThat(headless.at("spec", "clusterIPs").toString()).isEqualTo("[\"None\"]");
    Reply unnamed =
        cluster()
            .post(
                core("services"),
                "{apiVersion: v1, kind: Service, metadata: {name: u}, spec: {ports: [{port: 1},"
                    + " {port: 2}]}}");
    assertThat(Lines.causes(unnamed))
        .contains(
            "spec.ports[0].name: FieldValueRequired", "spec.ports[1].name: FieldValueRequired");
  }

  @Test
  default void secretsTakeTextAndGiveBase64() {
    Reply created =
        create(
            core("secrets"),
            "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {k: v}}");
    assertThat(created.text("type")).isEqualTo("Opaque");
    assertThat(created.text("data", "k")).isEqualTo("dg==");
    assertThat(created.body().has("stringData")).isFalse();
  }

  @Test
  default void autoscalersGetTheirDefaults() {
    Reply created =
        create(
            in("autoscaling/v2", "horizontalpodautoscalers"),
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: h}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              maxReplicas: 4
              behavior: {scaleDown: {stabilizationWindowSeconds: 5}}
            """);
    assertThat(created.at("spec"))
        .isEqualTo(
            Cluster.yaml(
                """
                scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                minReplicas: 1
                maxReplicas: 4
                metrics:
                  - type: Resource
                    resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}
                behavior:
                  scaleUp:
                    stabilizationWindowSeconds: 0
                    selectPolicy: Max
                    policies:
                      - {type: Pods, value: 4, periodSeconds: 15}
                      - {type: Percent, value: 100, periodSeconds: 15}
                  scaleDown:
                    stabilizationWindowSeconds: 5
                    selectPolicy: Max
                    policies: [{type: Percent, value: 100, periodSeconds: 15}]
                """));
    Reply refused =
        cluster()
            .patch(
                in("autoscaling/v2", "horizontalpodautoscalers/h"),
                "merge-patch+json",
                "{spec: {minReplicas: 9}}");
    assertThat(Lines.causes(refused)).contains("spec.maxReplicas: FieldValueInvalid");
    Reply old = cluster().get(in("autoscaling/v1", "horizontalpodautoscalers/h"));
    assertThat(old.at("spec", "targetCPUUtilizationPercentage").asInt()).isEqualTo(80);
  }

  @Test
  default void jobsLabelTheirPods() {
    Reply created =
        create(
            in("batch/v1", "jobs"),
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: j}
            spec:
              template: {spec: {restartPolicy: Never, containers: [{name: a, image: b:1}]}}
            """);
    String uid = created.text("metadata", "uid");
    assertThat(created.at("spec", "selector"))
        .isEqualTo(
            Cluster.yaml("{matchLabels: {batch.kubernetes.io/controller-uid: " + uid + "}}"));
    assertThat(created.at("spec", "template", "metadata", "labels"))
        .isEqualTo(
            Cluster.yaml(
                """
                batch.kubernetes.io/controller-uid: %s
                batch.kubernetes.io/job-name: j
                controller-uid: %s
                job-name: j
                """
                    .formatted(uid, uid)));
    assertThat(created.at("spec", "backoffLimit").asInt()).isEqualTo(6);
    assertThat(created.at("spec", "completions").asInt()).isEqualTo(1);
  }

  @Test
  default void ingressesNeedPathTypes() {
    String body =
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: i}
        spec:
          rules:
            - host: app.example.com
              http:
                paths:
                  - {path: /, PATHTYPE backend: {service: {name: s, port: {number: 80}}}}
        """;
    Reply refused =
        cluster().post(in("networking.k8s.io/v1", "ingresses"), body.replace("PATHTYPE", ""));
    assertThat(Lines.causes(refused))
        .containsExactly("spec.rules[0].http.paths[0].pathType: FieldValueRequired");
    Reply created =
        create(
            in("networking.k8s.io/v1", "ingresses"), body.replace("PATHTYPE", "pathType: Prefix,"));
    assertThat(created.at("metadata", "generation").asInt()).isEqualTo(1);
    assertThat(created.at("status")).isEqualTo(Cluster.yaml("{loadBalancer: {}}"));
  }

  @Test
  default void eventsAreSeenInBothGroups() {
    create(
        core("events"),
        """
        apiVersion: v1
        kind: Event
        metadata: {name: e, namespace: %s}
        involvedObject: {apiVersion: apps/v1, kind: Deployment, name: web, namespace: %s}
        reason: Synced
        message: New revision detected
        type: Normal
        source: {component: sluice}
        firstTimestamp: "2026-01-01T00:00:00Z"
        lastTimestamp: "2026-01-01T00:00:00Z"
        count: 1
        """
            .formatted(namespace(), namespace()));
    Reply other = cluster().get(in("events.k8s.io/v1", "events/e"));
    assertThat(other.text("note")).isEqualTo("New revision detected");
    assertThat(other.text("regarding", "name")).isEqualTo("web");
    Reply found =
        cluster().get(core("events?fieldSelector=involvedObject.name%3Dweb,type%3DNormal"));
    assertThat(found.at("items")).hasSize(1);
    Reply none = cluster().get(core("events?fieldSelector=involvedObject.name%3Dother"));
    assertThat(none.at("items")).isEmpty();
  }

  @Test
  default void everybodyMayAskWhatHeMayDo() {
    Reply review =
        cluster()
            .post(
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                """
                apiVersion: authorization.k8s.io/v1
                kind: SelfSubjectAccessReview
                spec: {resourceAttributes: {verb: create, resource: pods, namespace: default}}
                """);
    assertThat(review.status()).isEqualTo(201);
    assertThat(review.at("status", "allowed").asBoolean()).isTrue();
  }
}
