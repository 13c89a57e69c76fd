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
        "'interval':'1s','threshold':1,'steps':[{'weight':0,'replicas':1,'hold':true,'name':'dark'},"
            + "{'weight':50,'replicas':'50%','duration':'1h30m'}] |",
        WEIGHTS
            + ",'metrics':[{'name':'a','dryRun':true},{'name':'b','critical':true,'noData':'Hold'}] |",
        WEIGHTS
            + ",'webhooks':[{'name':'a','url':'http://a','headers':{'x':'y'},"
            + "'secretRef':{'name':'s'},'hmac':{'secretRef':{'name':'s'}}}] |",
        "'interval':'1s','threshold':1 | .spec.analysis: write exactly one of stepWeight,",
        STEPS + ",'stepWeight':10 | .spec.analysis: write exactly one of stepWeight,",
        STEPS + ",'iterations':10 | .spec.analysis: write exactly one of stepWeight,",
        STEPS
            + ",'maxWeight':50 | .spec.analysis.maxWeight: steps say the weights themselves: leave maxWeight out",
        STEPS
            + ",'match':[{}] | .spec.analysis.match: match is for A/B testing, which has no weights: write iterations",
        WEIGHTS
            + ",'metrics':[{'name':'a','dryRun':true,'critical':true}]"
            + " | .spec.analysis.metrics[0]: dryRun never decides and critical decides at once",
        "'interval':'1s','threshold':1,'steps':[] | must have at least 1 items",
        "'interval':'1s','threshold':1,'steps':[{'weight':101}] | must have a maximum value of 100",
        "'interval':'1s','threshold':1,'steps':[{'weight':1,'replicas':'all'}] | does not match the regex pattern",
        "'interval':'1s','threshold':1,'steps':[{'weight':1,'duration':'long'}] | does not match the regex pattern",
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
        "'FollowWeight' | .spec.canaryReplicas: FollowWeight needs weights, and an analysis with iterations has none",
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
        "'simple':'RANDOM','consistentHash':{'useSourceIp':true} | write either simple, or consistentHash",
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
        "'type':'slack','address':'https://a','secretRef':{'name':'a'} | .spec: write either address,",
      })
  void alertProvider(String spec, String refusal) {
    List<String> refusals =
        new Admission(CrdYaml.schema(AlertProvider.class))
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
