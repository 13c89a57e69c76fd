package dev.sluice.playground.apiserver.resource;

import java.util.List;

/** What a resource is called. */
public record Names(
    String plural,
    String singular,
    String kind,
    String listKind,
    List<String> shortNames,
    List<String> categories) {}
