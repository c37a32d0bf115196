package io.tidewatch.dispatch.routing;

import java.util.Optional;
import java.util.stream.Stream;

/** The people or system that an action is for. */
public enum Audience {
    /** The account's own customer success manager. */
    CSM("customer success manager", "csm", true),
    /** The account's own sales owner. */
    SALES("sales owner", "sales", true),
    /** Those who build the product, or the one of them who looks after the account. */
    PRODUCT("product colleague", "product", false),
    /** Those who support customers, or the one of them who looks after the account. */
    SUPPORT("support colleague", "support", false),
    /** Those who lead customer success. */
    CS_LEADERSHIP("customer success leader", "cs-leader", false),
    /** The executives of the business. */
    EXECUTIVE("executive", "executive", false),
    /** The CRM endpoint. */
    CRM("CRM", "", false);

    private final String title;
    private final String role;
    private final boolean namedByAccounts;

    Audience(String title, String role, boolean namedByAccounts) {
        this.title = title;
        this.role = role;
        this.namedByAccounts = namedByAccounts;
    }

    /** Their title in a message. */
    public String title() {
        return title;
    }

    /** The usual realm role of these people; an installation may use another. */
    public String role() {
        return role;
    }

    /** Whether each account has to name its own person. Otherwise everyone with the role receives what is for an account without. */
    public boolean isNamedByAccounts() {
        return namedByAccounts;
    }

    /** The audience of that name; empty for one that only a newer rules engine knows. */
    public static Optional<Audience> named(String name) {
        return Stream.of(values()).filter(a -> a.name().equals(name)).findFirst();
    }
}
