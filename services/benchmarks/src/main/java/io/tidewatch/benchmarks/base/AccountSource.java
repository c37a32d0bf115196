package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.List;

/** Makes any account of a base; none is kept. For several threads at once. */
final class AccountSource {

    private static final List<String> EXAMPLE_CSMS = List.of("nadia@example.com", "tomas@example.com");
    private static final int ACCOUNTS_PER_CSM = 100;

    private final BaseSettings base;
    private final Ranks ranks;
    private final Places places;

    AccountSource(BaseSettings base) {
        this.base = base;
        this.ranks = new Ranks(base.seed(), base.signal());
        this.places = new Places(base);
    }

    /** The day of the earlier observation: what follows it is known by the day of the base. */
    static LocalDate earlierDay(BaseSettings base) {
        return base.day().minusDays(Observation.OUTCOME_DAYS);
    }

    BaseSettings base() {
        return base;
    }

    /** The account of a number, from 1. */
    AccountHistory account(int number) {
        Prospect prospect = Prospect.of(base, number);
        Dice dice = prospect.dice();
        Observation earlier = observe(number, earlierDay(base), null, prospect);
        return new AccountHistory(
                number,
                base,
                prospect,
                csm(base, dice),
                dice.chance(0.85),
                Links.of(base, number),
                earlier,
                observe(number, base.day(), earlier, prospect));
    }

    /** The address of some CSM. */
    static String csm(BaseSettings base, Dice dice) {
        int csm = dice.between(0, Math.max(1, base.accounts() / ACCOUNTS_PER_CSM - 1));
        return csm < EXAMPLE_CSMS.size() ? EXAMPLE_CSMS.get(csm) : "csm" + csm + "@example.com";
    }

    private Observation observe(int number, LocalDate day, Observation earlier, Prospect prospect) {
        Contract.Period period = prospect.contract().paidOn(day);
        if (period == null) {
            return null;
        }
        boolean leaves = Observation.leaves(prospect.contract(), day);
        boolean latest = day.equals(base.day());
        int group = Ranks.group(latest ? 1 : 0, leaves);
        double[] its = ranks.of(group, places.before(number, group));
        Experience experience = Experience.of(
                new Dice(base.seed(), number, -7, latest ? 1 : 0),
                new Dice(base.seed(), number, -8).chance(0.92),
                prospect.start(),
                day,
                latest,
                earlier == null ? null : earlier.experience(),
                its);
        return Observation.of(day, leaves, period.seats(), its, experience);
    }
}
