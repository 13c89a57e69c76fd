@NullMarked
package dev.sluice.cli.backtest;

import org.jspecify.annotations.NullMarked;
