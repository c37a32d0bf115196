package io.tidewatch.metric;

/** Where an account stands with us. */
public enum LifecycleStage {
    /** Being set up. */
    IMPLEMENTATION,
    /** Learning to use the product. */
    ADOPTION,
    /** Using it, working with us. */
    ENGAGEMENT,
    /** The end of the contract is near. */
    RENEWAL
}
