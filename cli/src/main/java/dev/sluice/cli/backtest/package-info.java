/**
 * What a Canary's checks would have said of releases that changed nothing, from a service's past.
 */
@NullMarked
package dev.sluice.cli.backtest;

import org.jspecify.annotations.NullMarked;
