/** Bodies in Kubernetes' protobuf, which Go's clients prefer, as the JSON that they stand for. */
@NullMarked
package dev.sluice.playground.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
