package dev.sluice.playground.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The outcome of a write.
 *
 * @param object as it is served; must not be changed
 * @param created whether it is new
 * @param warnings for people
 */
public record Written(ObjectNode object, boolean created, List<String> warnings) {}
