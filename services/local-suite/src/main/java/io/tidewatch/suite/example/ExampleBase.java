package io.tidewatch.suite.example;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The example customers: sixty accounts with a year behind them, dated back from a given day. The same day always gives
 * the same records. All observations lie before that day, and the data are complete up to and including it.
 */
public final class ExampleBase {

    private final LocalDate day;
    private final List<ExampleTable> tables;

    private ExampleBase(LocalDate day, List<ExampleTable> tables) {
        this.day = day;
        this.tables = List.copyOf(tables);
    }

    /**
     * A flag that the default rules raise on the day of loading.
     *
     * @param accountId the account
     * @param thresholdId the id of the threshold
     * @param level AT_RISK or OPPORTUNITY
     */
    public record ExpectedFlag(String accountId, String thresholdId, String level) {}

    /** The base, dated back from the given day (UTC). */
    public static ExampleBase generate(LocalDate day) {
        List<ExamplePlan> plans = ExamplePlans.all();
        ExampleTable accounts = new ExampleTable(ShippedMapping.ACCOUNTS);
        ExampleContracts contracts = new ExampleContracts(day);
        ExampleConversations conversations = new ExampleConversations(day);
        ExampleService service = new ExampleService(day);
        ExampleUsage usage = new ExampleUsage();
        for (ExamplePlan plan : plans) {
            accounts.add(
                    plan.id(),
                    plan.name(),
                    plan.segment(),
                    isSeatBased(plan) ? "SEAT_BASED" : "ENTERPRISE",
                    lifecycleStage(plan),
                    plan.industry(),
                    plan.country(),
                    plan.csm(),
                    plan.salesOwner(),
                    day.minusDays(plan.knownDays()));
            contracts.add(plan);
            conversations.add(plan);
            service.add(plan);
            usage.addHistory(plan, day);
        }
        return new ExampleBase(
                day,
                List.of(
                        accounts,
                        conversations.contacts(),
                        contracts.users(),
                        contracts.periods(),
                        contracts.churnEvents(),
                        usage.table(),
                        service.tickets(),
                        conversations.touchpoints(),
                        service.sentiment()));
    }

    /**
     * What the users did on later days, as a table of its own: from a day (in) to another (out).
     */
    public static ExampleTable usageBetween(LocalDate from, LocalDate to) {
        ExampleUsage usage = new ExampleUsage();
        ExamplePlans.all().stream()
                .filter(plan -> !plan.contract().churned())
                .forEach(plan -> usage.addDays(plan, from, to));
        return usage.table();
    }

    /** The day it is dated back from; every table is complete up to and including it. */
    public LocalDate day() {
        return day;
    }

    /** The tables, in an order in which each refers only to those before it. */
    public List<ExampleTable> tables() {
        return tables;
    }

    /** The table of that kind. */
    public ExampleTable table(String kind) {
        return tables.stream()
                .filter(table -> table.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no table of " + kind));
    }

    /**
     * All flags that the thresholds for silence, power users and seats raise on the day of the base, by account and threshold. Those
     * for power users and seats watch seat-based customers only. What other thresholds find in it is not listed.
     */
    public static List<ExpectedFlag> expectedFlags() {
        List<ExpectedFlag> flags = new ArrayList<>();
        for (ExamplePlan plan : ExamplePlans.all()) {
            addSilence(plan, flags);
            if (!plan.contract().churned() && isSeatBased(plan)) {
                addPowerUsers(plan, flags);
                addSeats(plan, flags);
            }
        }
        return List.copyOf(flags);
    }

    private static void addSilence(ExamplePlan plan, List<ExpectedFlag> flags) {
        int last = plan.sponsor().lastContactDaysAgo();
        if (plan.sponsor().known() && (last < 0 ? plan.activeDays() : last) >= 30) {
            flags.add(new ExpectedFlag(plan.id(), "executive-silence", "AT_RISK"));
        }
    }

    private static void addPowerUsers(ExamplePlan plan, List<ExpectedFlag> flags) {
        int power = plan.seats().power();
        int assigned = plan.seats().assigned();
        if (power * 100 < 20 * assigned && plan.activeDays() >= 30) {
            flags.add(new ExpectedFlag(plan.id(), "power-users-low", "AT_RISK"));
        } else if (power * 100 > 50 * assigned) {
            flags.add(new ExpectedFlag(plan.id(), "power-users-high", "OPPORTUNITY"));
        }
    }

    private static void addSeats(ExamplePlan plan, List<ExpectedFlag> flags) {
        boolean paying = !plan.contract().trial();
        if (paying && plan.seats().assigned() * 100 >= 85 * plan.seats().purchased()) {
            flags.add(new ExpectedFlag(plan.id(), "seat-limit", "OPPORTUNITY"));
        }
    }

    private static boolean isSeatBased(ExamplePlan plan) {
        return !plan.segment().equals("ENTERPRISE");
    }

    private static String lifecycleStage(ExamplePlan plan) {
        int term = plan.contract().termStartedDaysAgo();
        if (plan.activeDays() < 90) {
            return "IMPLEMENTATION";
        }
        if (plan.activeDays() < 180) {
            return "ADOPTION";
        }
        return term > 275 ? "RENEWAL" : "ENGAGEMENT";
    }
}
