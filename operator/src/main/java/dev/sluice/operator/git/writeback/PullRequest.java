package dev.sluice.operator.git.writeback;

/**
 * What a pull request says.
 *
 * @param base the branch that it is for
 * @param head the branch that it brings
 * @param body in Markdown
 */
record PullRequest(String base, String head, String title, String body) {}
