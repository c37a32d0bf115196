package io.tidewatch.dispatch.routing;

import io.tidewatch.dispatch.directory.Person;
import io.tidewatch.dispatch.routing.Recipient.Missing;
import java.util.List;
import java.util.Optional;

/**
 * The people on our side who are responsible for the account.
 *
 * @param csm     the customer success manager, or the person who stands in for them
 * @param sales   the sales owner; empty when they were not found
 * @param missing which of the two were not found
 */
public record AccountPeople(Person csm, Optional<Person> sales, List<Missing> missing) {

    public AccountPeople {
        missing = List.copyOf(missing);
    }
}
