package io.tidewatch.rule.playbook;

/** How we communicated. */
public enum TouchpointKind {
    MEETING,
    CALL,
    EMAIL
}
