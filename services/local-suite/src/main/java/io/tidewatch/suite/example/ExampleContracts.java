package io.tidewatch.suite.example;

import java.math.BigDecimal;
import java.time.LocalDate;

/** Contract periods, churn events, and the users with their seats. */
final class ExampleContracts {

    private static final int TERM_DAYS = 365;

    private final LocalDate day;
    private final ExampleTable periods = new ExampleTable(ShippedMapping.CONTRACT_PERIODS);
    private final ExampleTable churnEvents = new ExampleTable(ShippedMapping.CHURN_EVENTS);
    private final ExampleTable users = new ExampleTable(ShippedMapping.USERS);

    ExampleContracts(LocalDate day) {
        this.day = day;
    }

    ExampleTable periods() {
        return periods;
    }

    ExampleTable churnEvents() {
        return churnEvents;
    }

    ExampleTable users() {
        return users;
    }

    void add(ExamplePlan plan) {
        ExamplePlan.Contract contract = plan.contract();
        LocalDate termStart = day.minusDays(contract.termStartedDaysAgo());
        if (contract.trial()) {
            addPeriod(plan, 0, termStart, termStart.plusDays(30), 0, true);
        } else {
            long price = contract.mrrBefore();
            for (int back = 1; back <= contract.earlierTerms(); back++) {
                LocalDate start = termStart.minusDays((long) back * TERM_DAYS);
                addPeriod(plan, back, start, start.plusDays(TERM_DAYS), price, false);
                // Who came earlier once paid less.
                price = price * 92 / 100;
            }
            if (contract.churned()) {
                churnEvents.add(
                        plan.id() + "-churn", plan.id(), termStart, "budget", "Cut, \"for now\", to one tool.", false);
            } else {
                addPeriod(plan, 0, termStart, termStart.plusDays(TERM_DAYS), contract.mrrNow(), false);
            }
        }
        addUsers(plan, termStart);
    }

    private void addPeriod(ExamplePlan plan, int back, LocalDate start, LocalDate end, long cents, boolean trial) {
        periods.add(
                plan.id() + "-term-" + start.getYear() + (trial ? "-trial" : "") + "-" + back,
                plan.id(),
                start,
                end,
                BigDecimal.valueOf(cents, 2).toPlainString(),
                "EUR",
                plan.seats().purchased(),
                trial,
                plan.segment().equals("SMB") ? "Team" : "Business");
    }

    private void addUsers(ExamplePlan plan, LocalDate termStart) {
        LocalDate first = day.minusDays(plan.knownDays());
        for (int number = 1; number <= plan.seats().assigned(); number++) {
            users.add(
                    ExampleUsage.userId(plan, number),
                    plan.id(),
                    "user" + number + "@" + plan.id() + ".example",
                    first.plusDays(number % 28),
                    plan.contract().churned() ? termStart : null);
        }
        // Somebody who has left gives their seat back.
        if (plan.activeDays() > 90) {
            users.add(plan.id() + "-left", plan.id(), "left@" + plan.id() + ".example", first, day.minusDays(60));
        }
    }
}
