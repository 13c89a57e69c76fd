@NullMarked
package dev.sluice.playground.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
