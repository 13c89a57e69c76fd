/** Access to Git repositories: fetched into bare clones on disk, read without a work tree. */
@NullMarked
package dev.sluice.operator.git.repository;

import org.jspecify.annotations.NullMarked;
