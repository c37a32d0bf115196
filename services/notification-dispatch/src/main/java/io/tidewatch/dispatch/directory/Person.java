package io.tidewatch.dispatch.directory;

/**
 * An active user of the directory with a mail address.
 *
 * @param name  the full name, or the user name where there is none
 * @param email the address, in lower case
 */
public record Person(String name, String email) {}
