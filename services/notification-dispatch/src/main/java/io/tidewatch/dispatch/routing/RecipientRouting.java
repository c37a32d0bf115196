package io.tidewatch.dispatch.routing;

import io.smallrye.mutiny.Uni;
import io.tidewatch.dispatch.DispatchConfig;
import io.tidewatch.dispatch.directory.KeycloakDirectory;
import io.tidewatch.dispatch.directory.Person;
import io.tidewatch.dispatch.routing.Recipient.Missing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the recipients of an action: the account's own people by address, others by role. The leaders stand in for
 * people who are not found; without a leader, the fallback address does. Every action has a recipient.
 */
@ApplicationScoped
public class RecipientRouting {

    private final KeycloakDirectory directory;
    private final DispatchConfig config;

    public RecipientRouting(KeycloakDirectory directory, DispatchConfig config) {
        this.directory = directory;
        this.config = config;
    }

    /**
     * The recipients of an action for an account, each once.
     *
     * @param audiences the audiences; the CRM is ignored, because it is not a person
     * @param own       the account's own people: audience → address as it stands in the account; null, blank or left out when the
     *                  account does not name a person
     * @return fails with {@link io.tidewatch.dispatch.directory.DirectoryUnavailable} when the directory does not answer
     */
    public Uni<List<Recipient>> find(Set<Audience> audiences, Map<Audience, String> own) {
        return all(audiences, audience -> {
            String email = own.get(audience);
            boolean named = email != null && !email.isBlank();
            return named || audience.isNamedByAccounts() ? byEmail(audience, email) : byRole(audience);
        });
    }

    /** The recipients of an action that belongs to no account, each once: everyone with the roles. */
    public Uni<List<Recipient>> findWithoutAccount(Set<Audience> audiences) {
        return all(audiences, this::byRole);
    }

    private static Uni<List<Recipient>> all(
            Set<Audience> audiences, Function<Audience, Uni<List<Recipient>>> peopleOf) {
        Uni<List<Recipient>> found = Uni.createFrom().item(List.of());
        for (Audience audience : audiences) {
            if (audience != Audience.CRM) {
                found = found.flatMap(before -> peopleOf.apply(audience).map(more -> merged(before, more)));
            }
        }
        return found;
    }

    /** The people responsible for the account, independent of who receives the message. */
    public Uni<AccountPeople> accountPeople(String csmEmail, String salesEmail) {
        return byEmail(Audience.CSM, csmEmail)
                .flatMap(csm -> byEmail(Audience.SALES, salesEmail).map(sales -> {
                    Recipient manager = csm.get(0);
                    Recipient seller = sales.get(0);
                    return new AccountPeople(
                            new Person(manager.name(), manager.email()),
                            seller.missing().isEmpty()
                                    ? Optional.of(new Person(seller.name(), seller.email()))
                                    : Optional.empty(),
                            Stream.of(manager, seller)
                                    .flatMap(r -> r.missing().stream())
                                    .filter(m -> m.audience() != Audience.CS_LEADERSHIP)
                                    .toList());
                }));
    }

    /**
     * The leaders, in place of a person to whom a message could not be delivered; the fallback address when that person is
     * the only leader.
     */
    public Uni<List<Recipient>> insteadOf(Missing unreached) {
        return standIns(unreached);
    }

    /**
     * The person who drills, in place of everybody who would receive the message.
     *
     * @param email of the person; without an active user of that address, the address stands for the name
     */
    public Uni<Recipient> drilling(String email, List<Recipient> inEarnest) {
        return directory
                .byEmail(email)
                .map(person -> recipient(
                        person.orElseGet(() -> new Person(email, email)),
                        inEarnest.getFirst().audience(),
                        List.of()));
    }

    private Uni<List<Recipient>> byEmail(Audience audience, String email) {
        if (email == null || email.isBlank()) {
            return standIns(new Missing(audience, ""));
        }
        return directory
                .byEmail(email)
                .flatMap(person -> person.isPresent()
                        ? Uni.createFrom().item(List.of(recipient(person.get(), audience, List.of())))
                        : standIns(new Missing(audience, email.strip())));
    }

    private Uni<List<Recipient>> byRole(Audience audience) {
        return directory.withRole(role(audience)).flatMap(people -> {
            if (!people.isEmpty()) {
                return Uni.createFrom().item(all(people, audience, List.of()));
            }
            Missing missing = new Missing(audience, "");
            return audience == Audience.CS_LEADERSHIP
                    ? Uni.createFrom().item(fallback(List.of(missing)))
                    : standIns(missing);
        });
    }

    private String role(Audience audience) {
        return config.roles().getOrDefault(audience, audience.role());
    }

    private Uni<List<Recipient>> standIns(Missing missing) {
        return directory.withRole(role(Audience.CS_LEADERSHIP)).map(leaders -> {
            List<Person> others = leaders.stream()
                    .filter(leader -> !leader.email().equalsIgnoreCase(missing.email()))
                    .toList();
            if (!others.isEmpty()) {
                return all(others, Audience.CS_LEADERSHIP, List.of(missing));
            }
            return fallback(
                    leaders.isEmpty() ? List.of(missing, new Missing(Audience.CS_LEADERSHIP, "")) : List.of(missing));
        });
    }

    private List<Recipient> fallback(List<Missing> missing) {
        return List.of(
                new Recipient("Tidewatch operations", config.fallbackAddress(), Audience.CS_LEADERSHIP, missing));
    }

    private static List<Recipient> all(List<Person> people, Audience audience, List<Missing> missing) {
        return people.stream()
                .map(person -> recipient(person, audience, missing))
                .toList();
    }

    private static Recipient recipient(Person person, Audience audience, List<Missing> missing) {
        return new Recipient(person.name(), person.email(), audience, missing);
    }

    private static List<Recipient> merged(List<Recipient> before, List<Recipient> more) {
        Map<String, Recipient> byAddress = new LinkedHashMap<>();
        before.forEach(r -> byAddress.put(r.email(), r));
        for (Recipient next : more) {
            byAddress.merge(next.email(), next, (a, b) -> {
                List<Missing> missing = new ArrayList<>(a.missing());
                b.missing().stream().filter(m -> !missing.contains(m)).forEach(missing::add);
                return new Recipient(a.name(), a.email(), a.audience(), missing);
            });
        }
        return List.copyOf(byAddress.values());
    }
}
