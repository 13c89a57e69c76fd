/** Kubernetes objects in files, for commands that need no cluster. */
@NullMarked
package dev.sluice.cli.manifest;

import org.jspecify.annotations.NullMarked;
