package io.tidewatch.dispatch.routing;

import java.util.List;

/**
 * A person who receives a message of an action.
 *
 * @param name     for the greeting
 * @param email    the address, in lower case
 * @param audience the audience they belong to; the first one of several
 * @param missing  the people they stand in for; usually empty
 */
public record Recipient(String name, String email, Audience audience, List<Missing> missing) {

    public Recipient {
        missing = List.copyOf(missing);
    }

    /**
     * An intended recipient who was not found or not reached.
     *
     * @param audience the audience they belong to
     * @param email    as it stands in the account; empty when the account does not name a person
     * @param failure  why the message could not be delivered to that address; null for a person who was not found
     */
    public record Missing(Audience audience, String email, String failure) {

        /** A person who was not found. */
        public Missing(Audience audience, String email) {
            this(audience, email, null);
        }

        /** Whether they were not found; otherwise their mail could not be delivered. */
        public boolean unfound() {
            return failure == null;
        }

        /** Explains to the person who stands in why they received the message. */
        public String sentence() {
            return "You receive this because " + explanation() + ".";
        }

        /** The reason, as the end of a sentence. */
        public String explanation() {
            if (!unfound()) {
                return "it could not be delivered to the " + audience.title() + ", " + email + " (" + failure + ")";
            }
            if (email.isEmpty()) {
                return audience.isNamedByAccounts()
                        ? "the account does not name a " + audience.title()
                        : "no active user has the role of " + audience.title();
            }
            return "the account's " + audience.title() + ", " + email + ", is not an active user";
        }

        /** Short: the address, or the role. */
        public String label() {
            return email.isEmpty() ? "(no " + audience.title() + ")" : email;
        }
    }
}
