package io.tidewatch.dispatch.routing;

import java.util.List;

/**
 * One person whom a message of an action goes to.
 *
 * @param name     for the greeting
 * @param email    the address, in lower case
 * @param audience as whom they get it; the first, if as several
 * @param missing  those whom they stand in for; usually empty
 */
public record Recipient(String name, String email, Audience audience, List<Missing> missing) {

    public Recipient {
        missing = List.copyOf(missing);
    }

    /**
     * Somebody who should have got the message, and cannot be found or reached.
     *
     * @param audience as whom
     * @param email    as it stands in the account; empty when the account names nobody
     * @param failure  why the message could not be delivered to that address; null for somebody who cannot be found
     */
    public record Missing(Audience audience, String email, String failure) {

        /** Somebody who cannot be found. */
        public Missing(Audience audience, String email) {
            this(audience, email, null);
        }

        /** Whether nobody knows them; otherwise they are known, and their mail could not be delivered. */
        public boolean unfound() {
            return failure == null;
        }

        /** For whoever stands in: why they got it. */
        public String sentence() {
            return "This goes to you because " + explanation() + ".";
        }

        /** What is wrong, as the end of a sentence. */
        public String explanation() {
            if (!unfound()) {
                return "it could not be delivered to the " + audience.title() + ", " + email + " (" + failure + ")";
            }
            if (audience == Audience.CS_LEADERSHIP || audience == Audience.EXECUTIVE) {
                return "nobody who may log in has the role of a " + audience.title();
            }
            return email.isEmpty()
                    ? "the account names no " + audience.title()
                    : "the " + audience.title() + " of the account, " + email
                            + ", cannot be found among the people who may log in";
        }

        /** Short: the address, or the role. */
        public String label() {
            return email.isEmpty() ? "(no " + audience.title() + ")" : email;
        }
    }
}
