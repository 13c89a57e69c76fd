package dev.sluice.playground.world.gateway;

/** Decides what becomes of a request. */
@FunctionalInterface
interface Routing {
  Answer route(RequestHead request);
}
