package io.tidewatch.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/**
 * One thing that somebody did. Names of persons, accounts and records go into the fields for them, which can be erased;
 * {@link #with details} are sealed for ever, so they hold neither personal data nor free text nor secrets.
 *
 * @param action what was done
 * @param kind what kind of thing it was done to, such as {@code run}
 * @param id of the thing
 * @param accountId the account that it concerns; null for none
 * @param by who did it, where that is not who sends the present request; null otherwise
 * @param details small, and the same for the same change
 */
public record Act(Action action, String kind, String id, String accountId, String by, ObjectNode details) {

    /** With neither account nor details, done by who sends the present request. */
    public static Act of(Action action, String kind, Object id) {
        return new Act(action, kind, id.toString(), null, null, JsonNodeFactory.instance.objectNode());
    }

    /** The same, concerning an account. */
    public Act ofAccount(String account) {
        return new Act(action, kind, id, account, by, details);
    }

    /** The same, done by a person who does not send the present request, for instance by a link. */
    public Act byPerson(String email) {
        return new Act(action, kind, id, accountId, email, details);
    }

    /**
     * The same, with a detail.
     *
     * @param value a number, a truth value, a list of names, or anything whose text is a word of a closed set, a day or a hash; null
     *     adds nothing
     */
    public Act with(String name, Object value) {
        if (value == null) {
            return this;
        }
        ObjectNode more = details.deepCopy();
        switch (value) {
            case Number number -> more.put(name, number.longValue());
            case Boolean truth -> more.put(name, truth);
            case Collection<?> names -> {
                var list = more.putArray(name);
                names.forEach(one -> list.add(one.toString()));
            }
            default -> more.put(name, value.toString());
        }
        return new Act(action, kind, id, accountId, by, more);
    }
}
