package dev.sluice.playground.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param type the OpenAPI type of its cells
 * @param format such as {@code name}; empty if there is none
 * @param priority 0 for columns that are always shown, above for wide output
 * @param cell makes the cell of an object
 */
public record Column(
    String name,
    String type,
    String format,
    String description,
    int priority,
    Function<ObjectNode, JsonNode> cell) {}
