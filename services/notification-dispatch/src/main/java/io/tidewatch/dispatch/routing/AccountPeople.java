package io.tidewatch.dispatch.routing;

import io.tidewatch.dispatch.directory.Person;
import io.tidewatch.dispatch.routing.Recipient.Missing;
import java.util.List;
import java.util.Optional;

/**
 * Who stands for the account on our side.
 *
 * @param csm     the customer success manager, or who stands in for them
 * @param sales   the sales owner; empty when they cannot be found
 * @param missing which of the two cannot be found
 */
public record AccountPeople(Person csm, Optional<Person> sales, List<Missing> missing) {

    public AccountPeople {
        missing = List.copyOf(missing);
    }
}
