package io.tidewatch.dispatch.directory;

/**
 * Somebody whom the directory knows, who may log in and has an address.
 *
 * @param name  the full name, or the user name where there is none
 * @param email the address, in lower case
 */
public record Person(String name, String email) {}
