package dev.sluice.playground.world.pod;

import dev.sluice.playground.world.watch.ClusterEvents;
import java.time.Clock;
import okhttp3.OkHttpClient;

/**
 * What all pods of the node share.
 *
 * @param http for probes
 */
record Node(
    PodTiming timing,
    PodNetwork network,
    Configs configs,
    OkHttpClient http,
    ClusterEvents events,
    Clock clock) {}
