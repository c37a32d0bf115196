package io.tidewatch.dispatch.routing;

/**
 * What the account's own people are called.
 *
 * @param csmName   name of the customer success manager; empty when it is not known
 * @param salesName name of the sales owner; empty when it is not known
 */
public record AccountPeople(String csmName, String salesName) {}
