/** A cluster, its world, a Prometheus and an operator, set up and taken down as one. */
@NullMarked
package dev.sluice.cli.stage;

import org.jspecify.annotations.NullMarked;
