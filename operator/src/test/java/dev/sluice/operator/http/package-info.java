@NullMarked
package dev.sluice.operator.http;

import org.jspecify.annotations.NullMarked;
