@NullMarked
package dev.sluice.playground.apiserver;

import org.jspecify.annotations.NullMarked;
