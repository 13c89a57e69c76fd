/**
 * Scenarios of a whole operator on a whole cluster. Not null-marked: what a status lacks is a
 * failure of the test.
 */
package dev.sluice.e2e;
