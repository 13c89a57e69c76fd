package dev.sluice.crds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainmentTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'object','properties':{'a':{'type':'string'}}} | {'type':'object'} | .a is missing",
        "{'type':'number'} | {'type':'integer'} | is of type 'integer' in place of 'number'",
        "{'type':'string'} | {'type':'string','enum':['x']} | is an enum in ours only",
        "{'type':'string','enum':['x','y']} | {'type':'string','enum':['x']} | no longer admits [y]",
        "{'type':'string'} | {'type':'string','pattern':'^x'} | has another pattern",
        "{'type':'string'} | {'type':'string','format':'date'} | has another format",
        "{'type':'string','default':'x'} | {'type':'string'} | has another default",
        "{'type':'integer','minimum':0} | {'type':'integer','minimum':1} | has a greater minimum",
        "{'type':'array','maxItems':9} | {'type':'array','maxItems':8} | has a smaller maxItems",
        "{'type':'object'} | {'type':'object','required':['a']} | .a is required by ours only",
        "{'type':'object'} | {'type':'object','oneOf':[{'required':['a']}]} | has another oneOf",
        "{'x-kubernetes-int-or-string':true} | {'type':'string'} | in one schema only",
        "{'type':'string','nullable':true} | {'type':'string'} | may no longer be null",
        "{'type':'array','items':{'type':'string'}} | {'type':'array','items':{'type':'number'}} | [] is of type",
        "{'type':'object','additionalProperties':{'type':'string'}} | {'type':'object'} | .* is missing",
      })
  void tellsWhatOursWouldRefuseOrDrop(String theirs, String ours, String difference) {
    assertThat(Containment.differences(Schemas.json(theirs), Schemas.json(ours)))
        .anySatisfy(found -> assertThat(found).contains(difference));
    assertThat(Containment.differences(Schemas.json(theirs), Schemas.json(theirs))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'integer'} | {'type':'number'}",
        "{'type':'string','enum':['x']} | {'type':'string','enum':['x','y']}",
        "{'type':'string','maxLength':5} | {'type':'string'}",
        "{'type':'object'} | {'type':'object','properties':{'new':{'type':'string'}}}",
        "{'type':'object','oneOf':[{'required':['a','b']},{'required':['a']}]} | {'type':'object','required':['a']}",
      })
  void letsOursAdmitMore(String theirs, String ours) {
    assertThat(Containment.differences(Schemas.json(theirs), Schemas.json(ours))).isEmpty();
  }
}
