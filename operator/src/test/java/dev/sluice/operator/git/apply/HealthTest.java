package dev.sluice.operator.git.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HealthTest {
  private static final String APP =
      "'apiVersion':'apps/v1','kind':'Deployment','metadata':{'generation':2},";
  private static final String SEEN = "'observedGeneration':2,";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'kind':'ConfigMap','apiVersion':'v1','metadata':{} | CURRENT |",
        "'kind':'ConfigMap','apiVersion':'v1','metadata':{'deletionTimestamp':'now'} | IN_PROGRESS | is being deleted",
        APP + "'spec':{'replicas':2} | IN_PROGRESS | has not seen it yet",
        APP
            + "'spec':{'replicas':2},'status':{'observedGeneration':1} | IN_PROGRESS | generation 2",
        APP
            + "'spec':{'replicas':2},'status':{"
            + SEEN
            + "'updatedReplicas':1} | IN_PROGRESS | 1 of 2 pods are of the new version",
        APP
            + "'spec':{'replicas':2},'status':{"
            + SEEN
            + "'updatedReplicas':2,'replicas':3} | IN_PROGRESS | 1 pods are to go",
        APP
            + "'spec':{'replicas':2},'status':{"
            + SEEN
            + "'updatedReplicas':2,'replicas':2,'readyReplicas':1,'availableReplicas':1} | IN_PROGRESS | 1 of 2 pods are ready",
        APP
            + "'spec':{'replicas':2},'status':{"
            + SEEN
            + "'updatedReplicas':2,'replicas':2,'readyReplicas':2,'availableReplicas':2} | CURRENT |",
        APP + "'spec':{'replicas':0},'status':{" + SEEN + "'replicas':0} | CURRENT |",
        APP
            + "'status':{"
            + SEEN
            + "'conditions':[{'type':'Progressing','reason':'ProgressDeadlineExceeded','message':'too slow'}]} | FAILED | too slow",
        "'kind':'Job','apiVersion':'batch/v1','status':{'conditions':[{'type':'Failed','status':'True','message':'no'}]} | FAILED | no",
        "'kind':'Job','apiVersion':'batch/v1','status':{'startTime':'now'} | CURRENT |",
        "'kind':'Service','apiVersion':'v1','spec':{'type':'LoadBalancer'} | IN_PROGRESS | no address",
        "'kind':'PersistentVolumeClaim','apiVersion':'v1','status':{'phase':'Pending'} | IN_PROGRESS | not bound",
        "'kind':'Pod','apiVersion':'v1','status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]} | CURRENT |",
        "'kind':'Any','apiVersion':'x.io/v1','status':{'conditions':[{'type':'Ready','status':'False','message':'wait'}]} | IN_PROGRESS | wait",
        "'kind':'Any','apiVersion':'x.io/v1','status':{'conditions':[{'type':'Stalled','status':'True','message':'stuck'}]} | FAILED | stuck",
        "'kind':'Any','apiVersion':'x.io/v1','status':{'conditions':[{'type':'Reconciling','status':'True','message':'soon'}]} | IN_PROGRESS | soon",
      })
  void isReadFromTheStatus(
      String object, Health.State state, @org.jspecify.annotations.Nullable String message)
      throws JsonProcessingException {
    Health health = Health.of(new ObjectMapper().readTree(("{" + object + "}").replace('\'', '"')));
    assertThat(health.state()).isEqualTo(state);
    assertThat(health.message()).contains(message == null ? "" : message);
  }
}
