package io.tidewatch.rule.playbook;

/** Who reached out. */
public enum TouchpointDirection {
    /** The customer to us. */
    INBOUND,
    /** We to the customer. */
    OUTBOUND
}
