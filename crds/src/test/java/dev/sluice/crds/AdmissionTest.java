package dev.sluice.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is told when the manifest is applied. */
class AdmissionTest {
  private static final Admission CANARIES = new Admission(CrdYaml.schema(Canary.class));
  private static final String WEIGHTS = "'interval':'1s','threshold':1,'stepWeight':10";
  private static final String STEPS = "'interval':'1s','threshold':1,'steps':[{'weight':10}]";
  private static final String ERRORS =
      "'judge':'Sequential','metrics':[{'name':'request-success-rate'}]";
  private static final String COMPARED =
      "'judge':'Sequential','metrics':[{'name':'a','query':'q','compare':";
  private static final String GIT = "'url':'https://example.com/app.git'";
  private static final String ROUNDS = "'interval':'1s','threshold':1,'iterations':3";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        WEIGHTS + "|",
        ROUNDS + "|",
        STEPS + "|",
        STEPS + ",'stepWeightPromotion':20,'mirror':true,'onFailure':'Freeze' |",
        "'interval':'1s','threshold':1,'stepWeights':[] |",
        "'interval':'1s','threshold':1,'steps':[{'weight':0,'replicas':1,'hold':true,'name':'dark'},{'weight':50,'replicas':'50%','duration':'1h30m'}]"
            + " |",
        WEIGHTS
            + ",'metrics':[{'name':'a','dryRun':true},{'name':'b','critical':true,'noData':'Hold'}]"
            + " |",
        WEIGHTS
            + ",'webhooks':[{'name':'a','url':'http://a','headers':{'x':'y'},"
            + "'secretRef':{'name':'s'},'hmac':{'secretRef':{'name':'s'}}}] |",
        WEIGHTS + ",'baseline':{'enabled':true,'replicas':2} |",
        ROUNDS + ",'baseline':{'enabled':false} |",
        ROUNDS
            + ",'baseline':{'enabled':true} | .spec.analysis.baseline: a baseline gets a share of"
            + " the traffic",
        WEIGHTS + ",'baseline':{'enabled':true,'replicas':0} | must have a minimum value of 1",
        "'interval':'1s','threshold':1 | .spec.analysis: write exactly one of stepWeight,",
        STEPS + ",'stepWeight':10 | .spec.analysis: write exactly one of stepWeight,",
        STEPS + ",'iterations':10 | .spec.analysis: write exactly one of stepWeight,",
        STEPS
            + ",'maxWeight':50 | .spec.analysis.maxWeight: steps say the weights themselves: leave"
            + " maxWeight out",
        STEPS
            + ",'match':[{}] | .spec.analysis.match: match is for A/B testing, which has no"
            + " weights: write iterations",
        WEIGHTS
            + ",'metrics':[{'name':'a','dryRun':true,'critical':true}]"
            + " | .spec.analysis.metrics[0]: dryRun never decides and critical decides at once",
        "'interval':'1s','threshold':1,'steps':[] | must have at least 1 items",
        "'interval':'1s','threshold':1,'steps':[{'weight':101}] | must have a maximum value of 100",
        "'interval':'1s','threshold':1,'steps':[{'weight':1,'replicas':'all'}] | does not match the"
            + " regex pattern",
        "'interval':'1s','threshold':1,'steps':[{'weight':1,'duration':'long'}] | does not match"
            + " the regex pattern",
        "'interval':'90','threshold':1,'stepWeight':10 | does not match the regex pattern",
      })
  void analysis(String analysis, String refusal) {
    expect(refusal, canary("'analysis':{%s}".formatted(analysis), "Deployment"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ERRORS + "|",
        ERRORS + ",'sequential':{},'bake':'1h30m' |",
        ERRORS
            + ",'sequential':{'alpha':0.1,'beta':0.05,'soak':'10m','warmUp':'75s','deadline':'1h',"
            + "'onInconclusive':'Hold','earlyPromotion':true} |",
        COMPARED + "{'kind':'Latency'}}] |",
        COMPARED + "{'kind':'ErrorRatio','total':'x','harmPoints':1}}] |",
        COMPARED + "{'kind':'Gauge','direction':'Decrease','tolerance':5}}] |",
        COMPARED + "{'kind':'Gauge','scale':'Difference','tolerance':5,'harm':7}}] |",
        "'judge':'Sequential','metrics':[{'name':'request-duration','minRequests':100,"
            + "'compare':{'kind':'Latency','harm':30}},{'name':'a','thresholdRange':{'max':1}}] |",
        "'judge':'Threshold','metrics':[{'name':'request-duration','thresholdRange':{'max':1}}] |",
        "'bake':'soon' | does not match the regex pattern",
        "'sequential':{} | .spec.analysis.sequential: these are settings of the sequential judge",
        "'judge':'Sequential' | .spec.analysis.metrics: judge: Sequential compares canary and"
            + " primary and",
        "'judge':'Sequential','metrics':[{'name':'a','thresholdRange':{'max':1}}] | needs something"
            + " to compare",
        "'judge':'Sequential','metrics':[{'name':'request-duration','dryRun':true}] | needs"
            + " something to compare",
        "'judge':'Sequential','metrics':[{'name':'request-duration','thresholdRange':{'max':1}}] |"
            + " .spec.analysis.metrics: with judge: Sequential a metric is either compared or held"
            + " to bounds",
        "'judge':'Sequential','metrics':[{'name':'request-duration','critical':true}] | either"
            + " compared or held",
        "'metrics':[{'name':'a','compare':{'kind':'Gauge'}}] | compare and minRequests are for the"
            + " sequential judge",
        "'metrics':[{'name':'request-duration','minRequests':1}] | compare and minRequests are for"
            + " the sequential",
        ERRORS
            + ",'sequential':{'soak':'30m'} | .spec.analysis.sequential.deadline: nothing can be"
            + " promoted before",
        ERRORS + ",'sequential':{'deadline':'4m59s'} | nothing can be promoted before soak",
        ERRORS + ",'sequential':{'alpha':0} | must have a minimum value of 1.0E-4",
        ERRORS
            + ",'sequential':{'onInconclusive':'Wait'} | does not have a value in the enumeration",
        "'judge':'Sequential','metrics':[{'name':'request-duration','compare':{'kind':'Gauge'}}] |"
            + " metrics[0].compare.kind: request-success-rate is compared as ErrorRatio and"
            + " request-duration",
        "'judge':'Sequential','metrics':[{'name':'request-success-rate','compare':{'kind':'Latency'}}]"
            + " | request-success-rate is compared as ErrorRatio",
        "'judge':'Sequential','metrics':[{'name':'request-success-rate','compare':{'kind':'ErrorRatio','total':'x'}}]"
            + " | .compare.total: an ErrorRatio of your own needs both counters",
        COMPARED
            + "{'kind':'ErrorRatio'}}] | .compare.total: an ErrorRatio of your own needs both"
            + " counters",
        COMPARED
            + "{'kind':'Latency','direction':'Increase'}}] | direction and scale are for kind:"
            + " Gauge",
        COMPARED + "{'kind':'Latency','total':'x'}}] | total is for kind: ErrorRatio",
        COMPARED + "{'kind':'Gauge','harmPoints':1}}] | a gauge has no percentage points",
        COMPARED
            + "{'kind':'Gauge','scale':'Difference','harm':7}}] | scale: Difference has no"
            + " defaults",
        COMPARED
            + "{'kind':'Latency','tolerance':20}}] | .compare.harm: harm must be more than"
            + " tolerance",
        COMPARED + "{'kind':'Gauge','harm':10}}] | .compare.harm: harm must be more than tolerance",
        COMPARED
            + "{'kind':'Latency','harmPoints':0.05}}] | harmPoints must not be less than"
            + " tolerancePoints",
        "'judge':'Sequential','metrics':[{'name':'request-duration'},{'name':'a','minRequests':1}]"
            + " | .spec.analysis.metrics[1].minRequests: minRequests is for metrics that are"
            + " compared",
      })
  void judge(String judge, String refusal) {
    expect(refusal, canary("'analysis':{%s,%s}".formatted(WEIGHTS, judge), "Deployment"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Deployment | 1 |",
        "Deployment | '1%' |",
        "Deployment | '100%' |",
        "Deployment | 'FollowWeight' |",
        "Deployment | 0 | .spec.canaryReplicas: write a number of pods (3),",
        "Deployment | '0%' | .spec.canaryReplicas: write a number of pods (3),",
        "Deployment | '101%' | .spec.canaryReplicas: write a number of pods (3),",
        "Deployment | '5' | .spec.canaryReplicas: write a number of pods (3),",
        "DaemonSet | 5 | .spec.canaryReplicas: only a Deployment has replicas",
      })
  void canaryReplicas(String kind, String replicas, String refusal) {
    expect(
        refusal, canary("'canaryReplicas':%s,'analysis':{%s}".formatted(replicas, WEIGHTS), kind));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3 |",
        "'50%' |",
        "'FollowWeight' | .spec.canaryReplicas: FollowWeight needs weights, and an analysis with"
            + " iterations has none",
      })
  void canaryReplicasOfABlueGreenRelease(String replicas, String refusal) {
    expect(
        refusal,
        canary("'canaryReplicas':%s,'analysis':{%s}".formatted(replicas, ROUNDS), "Deployment"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'simple':'RANDOM' |",
        "'simple':'RANDOM','consistentHash':{} |",
        "'consistentHash':{'useSourceIp':true} |",
        "'consistentHash':{} | write either simple, or consistentHash with one of",
        "'warmupDurationSecs':'1s' | write either simple, or consistentHash with one of",
        "'simple':'RANDOM','consistentHash':{'useSourceIp':true} | write either simple, or"
            + " consistentHash",
      })
  void loadBalancer(String loadBalancer, String refusal) {
    expect(
        refusal,
        canary(
            "'service':{'port':80,'trafficPolicy':{'loadBalancer':{%s}}},'analysis':{%s}"
                .formatted(loadBalancer, WEIGHTS),
            "Deployment"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'type':'slack','address':'https://a' |",
        "'type':'slack','secretRef':{'name':'a'} |",
        "'type':'slack' | .spec: write either address, or secretRef to a Secret",
        "'type':'slack','address':'https://a','secretRef':{'name':'a'} | .spec: write either"
            + " address,",
      })
  void alertProvider(String spec, String refusal) {
    List<String> refusals =
        new Admission(CrdYaml.schema(AlertProvider.class))
            .refusals(Schemas.json("{'spec':{%s}}".formatted(spec)));
    compare(refusal, refusals);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        GIT + " |",
        GIT + ",'ref':{'semver':'1.x'},'paths':[{'path':'deploy/a..b'}],'interval':'1m30s' |",
        "'url':'ssh://git@example.com/app.git','secretRef':{'name':'key'} |",
        "'url':'ssh://git@example.com/app.git' | .spec.secretRef: an ssh:// URL needs a Secret",
        "'url':'ssh://git@example.com:22/a@b.git','secretRef':{'name':'key'} |",
        "'url':'https://ada@example.com:443/app:a@b' |",
        "'url':'git@example.com:app.git' | .spec.url: write https://host/path, ssh://git@host/path",
        "'url':'https://ex ample.com/app.git' | .spec.url: write https://host/path,",
        "'url':'https://ada:secret@example.com/app' | .spec.url: a password in the URL can be read",
        GIT + ",'ref':{} | .spec.ref: write exactly one of branch, tag,",
        GIT + ",'ref':{'branch':'main','tag':'v1'} | .spec.ref: write exactly one of branch, tag,",
        GIT + ",'ref':{'commit':'0a1b2c'} | does not match the regex pattern",
        GIT + ",'paths':[{'path':'/deploy'}] | .spec.paths[0].path: write a path from the root",
        GIT + ",'paths':[{'path':'a/../b'}] | .spec.paths[0].path: write a path from the root",
        GIT + ",'interval':'5' | does not match the regex pattern",
      })
  void gitSync(String spec, String refusal) {
    List<String> refusals =
        new Admission(CrdYaml.schema(GitSync.class))
            .refusals(Schemas.json("{'spec':{%s}}".formatted(spec)));
    compare(refusal, refusals);
  }

  private static void expect(String refusal, JsonNode canary) {
    compare(refusal, CANARIES.refusals(canary));
  }

  private static void compare(@Nullable String refusal, List<String> refusals) {
    if (refusal == null) {
      assertThat(refusals).isEmpty();
    } else {
      assertThat(refusals).anySatisfy(found -> assertThat(found).contains(refusal));
    }
  }

  private static JsonNode canary(String rest, String kind) {
    return Schemas.json(
        "{'spec':{'targetRef':{'apiVersion':'apps/v1','kind':'%s','name':'a'},%s}}"
            .formatted(kind, rest));
  }
}
