package io.tidewatch.rule.playbook;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whom an action is for. Who they are is found by notification-dispatch, which has a list of its own. */
public enum Audience {
    /** The account's own customer success manager. */
    CSM("CSM", "the CSM"),
    /** The account's own sales owner. */
    SALES("Sales", "the sales owner"),
    /** The account's own product owner; everyone with the role product if it has none. */
    PRODUCT("Product", "the product team"),
    /** The account's own support owner; everyone with the role support if it has none. */
    SUPPORT("Support", "the support team"),
    /** Everyone with the role cs-leader. */
    CS_LEADERSHIP("CS leadership", "CS leadership"),
    /** Everyone with the role executive. */
    EXECUTIVE("Executive management", "the executives"),
    /** No person: the customer system. */
    CRM("CRM", "the CRM");

    private final String title;
    private final String people;

    Audience(String title, String people) {
        this.title = title;
        this.people = people;
    }

    /** Those that are people. */
    public static List<Audience> ofPeople() {
        return Arrays.stream(values()).filter(audience -> audience != CRM).toList();
    }

    /** Its name on pages, such as {@code CS leadership}. */
    public String title() {
        return title;
    }

    /** The people in the middle of a sentence, such as {@code the executives}. */
    public String people() {
        return people;
    }

    /** The attribute of an account that may hold the e-mail address of its own person, such as {@code productOwnerEmail}. */
    public String ownerAttribute() {
        return name().toLowerCase(Locale.ROOT) + "OwnerEmail";
    }
}
