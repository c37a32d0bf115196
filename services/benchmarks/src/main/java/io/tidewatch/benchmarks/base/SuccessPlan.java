package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What an account is to reach with the product after it has signed, step by step; objectives and users have their own plans. */
final class SuccessPlan {

    private static final List<String> ONBOARDING =
            List.of("kickoff held", "data connected", "users invited", "team trained");
    private static final List<String> ADOPTION =
            List.of("first report shared", "alerts switched on", "second team on board", "weekly routine");
    private static final List<String> WORKFLOWS = List.of("invoicing", "planning", "hand-over");
    private static final List<String> JOURNEY =
            List.of("welcome", "first success", "rolled out", "proven value", "strategic partner");

    private final AccountHistory account;
    private final Dice dice;
    private final List<Step> steps = new ArrayList<>();

    /**
     * A milestone.
     *
     * @param due null when no day was agreed
     * @param reached null when it was not reached by the day of the base
     * @param exceeded the day on which more than the target was reached; null when it was not
     */
    record Step(
            String plan,
            String name,
            boolean required,
            LocalDate opened,
            LocalDate due,
            LocalDate reached,
            LocalDate exceeded) {}

    private SuccessPlan(AccountHistory account) {
        this.account = account;
        this.dice = account.dice("success plan");
    }

    /** The steps of an account, each plan in its order; none for one that never paid. */
    static List<Step> of(AccountHistory account) {
        SuccessPlan plan = new SuccessPlan(account);
        LocalDate signed = Deals.firstSigned(account);
        if (signed != null && signed.isBefore(account.day())) {
            plan.make(signed);
        }
        return plan.steps;
    }

    /** The day of the first value, that the metric counts from the signature; null when there was none yet. */
    static LocalDate firstValue(AccountHistory account) {
        LocalDate signed = Deals.firstSigned(account);
        return signed == null ? null : known(account, firstValue(account, signed));
    }

    private static LocalDate firstValue(AccountHistory account, LocalDate signed) {
        Dice own = account.dice("first value");
        return own.chance(0.1) ? null : signed.plusDays(own.between(8, 140));
    }

    private void make(LocalDate signed) {
        double pace = dice.factor(0.5);
        addOneByOne("ONBOARDING", ONBOARDING, signed, 11 * pace, 0.97, true);
        LocalDate activated = dice.chance(0.12) ? null : signed.plusDays(dice.between(5, 70));
        add("ACTIVATION", "account activated", true, signed, signed.plusDays(30), activated, null);
        addOneByOne("ADOPTION", ADOPTION, signed.plusDays(30), 40 * pace, 0.93, true);
        addValue(signed);
        addOneByOne("WORKFLOW", WORKFLOWS, signed.plusDays(40), 60 * pace, 0.85, false);
        int teams = account.market() == Market.SMB ? 1 : 3;
        addOneByOne("DEPLOYMENT", UserFile.DEPARTMENTS.subList(0, teams), signed.plusDays(20), 45 * pace, 0.9, false);
        addOneByOne("JOURNEY", JOURNEY, signed, 80 * pace, 0.95, false);
    }

    private void addValue(LocalDate signed) {
        LocalDate first = firstValue(account, signed);
        add("VALUE", "first value", true, signed, signed.plusDays(90), first, null);
        if (first != null) {
            LocalDate more = dice.chance(0.7) ? first.plusDays(dice.between(30, 120)) : null;
            LocalDate exceeded = more != null && dice.chance(0.3) ? more.plusDays(dice.between(1, 60)) : null;
            add("VALUE", "full value", true, signed, signed.plusDays(180), more, exceeded);
        }
    }

    /** Each a while after the one before; what is not reached ends the plan for now. */
    private void addOneByOne(
            String plan, List<String> names, LocalDate opened, double days, double likely, boolean required) {
        LocalDate before = opened;
        for (String name : names) {
            LocalDate due = before == null ? null : before.plusDays((long) (days * 1.3) + 3);
            LocalDate reached = before == null || !dice.chance(likely)
                    ? null
                    : before.plusDays(1 + (long) (days * dice.between(0.6, 1.5)));
            // For some, the last step of the onboarding is as they like.
            boolean free = plan.equals("ONBOARDING") && name.equals(names.getLast()) && account.number() % 3 == 0;
            add(plan, name, required && !free, opened, due, reached, null);
            before = reached;
        }
    }

    private void add(
            String plan,
            String name,
            boolean required,
            LocalDate opened,
            LocalDate due,
            LocalDate reached,
            LocalDate exceeded) {
        if (opened.isBefore(account.day())) {
            steps.add(new Step(plan, name, required, opened, due, known(account, reached), known(account, exceeded)));
        }
    }

    private static LocalDate known(AccountHistory account, LocalDate day) {
        return day != null && day.isBefore(account.day()) ? day : null;
    }
}
