package io.tidewatch.dispatch.routing;

import java.util.Optional;
import java.util.stream.Stream;

/** The people or system that an action is for. */
public enum Audience {
    /** The account's own customer success manager. */
    CSM("customer success manager"),
    /** The account's own sales owner. */
    SALES("sales owner"),
    /** Those who lead customer success. */
    CS_LEADERSHIP("customer success leader"),
    /** The executives of the business. */
    EXECUTIVE("executive"),
    /** The CRM endpoint. */
    CRM("CRM");

    private final String title;

    Audience(String title) {
        this.title = title;
    }

    /** Their title in a message. */
    public String title() {
        return title;
    }

    /** The audience of that name; empty for one that only a newer rules engine knows. */
    public static Optional<Audience> named(String name) {
        return Stream.of(values()).filter(a -> a.name().equals(name)).findFirst();
    }
}
