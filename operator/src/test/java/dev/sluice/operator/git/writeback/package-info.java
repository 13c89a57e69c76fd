@NullMarked
package dev.sluice.operator.git.writeback;

import org.jspecify.annotations.NullMarked;
