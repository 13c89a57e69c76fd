/** What Sluice writes to Git: commits, branches for pull requests, notes. */
@NullMarked
package dev.sluice.operator.git.writeback;

import org.jspecify.annotations.NullMarked;
