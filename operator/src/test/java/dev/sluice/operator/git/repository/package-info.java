@NullMarked
package dev.sluice.operator.git.repository;

import org.jspecify.annotations.NullMarked;
