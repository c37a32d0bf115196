package io.tidewatch.benchmarks.base;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The values of some metrics of every customer of the day of the base, computed from what was planned for the account, never from its
 * records. A metric without a row has no value for the account. Percentages are those that people see.
 */
final class ExpectedValues implements RecordFile {

    private static final Layout LAYOUT = Layout.truth("account_id", "metric", "value", "currency");
    private static final int YEAR_DAYS = 365;
    private static final MathContext DIGITS = new MathContext(12, RoundingMode.HALF_EVEN);

    @Override
    public String name() {
        return "truth/values";
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        if (account.latest() == null) {
            return;
        }
        Experience now = account.latest().experience();
        addShare(account, rows, "nps", now.promoters() - now.detractors(), now.npsAnswers());
        addShare(account, rows, "csat", now.happy(), now.csatAnswers());
        addShare(account, rows, "first-contact-resolution", now.firstContact(), now.tickets());
        addGoalAttainment(account, rows);
        addOrders(account, rows);
        addTimeToFirstValue(account, rows);
        addActivation(account, rows);
        addReferences(account, rows);
        addReviews(account, rows);
        addExpansion(account, rows);
    }

    private static void addGoalAttainment(AccountHistory account, RecordSink rows) {
        List<Objectives.Objective> due = account.objectives();
        addShare(
                account,
                rows,
                "goal-attainment",
                due.stream().filter(Objectives.Objective::confirmed).count(),
                due.size());
    }

    private static void addOrders(AccountHistory account, RecordSink rows) {
        int orders = account.observations().stream()
                .mapToInt(observation -> observation.experience().orders())
                .sum();
        if (orders > 0) {
            add(account, rows, "purchase-frequency", orders, null);
        }
    }

    private static void addTimeToFirstValue(AccountHistory account, RecordSink rows) {
        LocalDate value = SuccessPlan.firstValue(account);
        LocalDate signed = Deals.areSigningsKnown(account) ? Deals.firstSigned(account) : null;
        if (value != null && signed != null && !signed.isBefore(account.day().minusDays(YEAR_DAYS))) {
            add(account, rows, "time-to-first-value", ChronoUnit.DAYS.between(signed, value), null);
        }
    }

    /** Of the users who were created in 90 days up to two weeks ago. */
    private static void addActivation(AccountHistory account, RecordSink rows) {
        LocalDate last = account.day().minusDays(Team.ACTIVATION_DAYS);
        LocalDate first = last.minusDays(89);
        List<Team.User> created = account.users().stream()
                .filter(user -> user.created() != null
                        && !user.created().isBefore(first)
                        && !user.created().isAfter(last))
                .toList();
        long activated = created.stream()
                .filter(user -> user.activated() != null
                        && user.activated().isBefore(user.created().plusDays(Team.ACTIVATION_DAYS)))
                .count();
        addShare(account, rows, "activation-rate", activated, created.size());
    }

    private static void addReferences(AccountHistory account, RecordSink rows) {
        List<Advocacy.Act> asked = account.acts().stream()
                .filter(act -> act.what().equals(Advocacy.REFERENCE))
                .toList();
        if (!asked.isEmpty()) {
            boolean willing = asked.stream().anyMatch(act -> act.agreed() != null);
            add(account, rows, "reference-willingness", willing ? 100 : 0, null);
        }
    }

    private static void addReviews(AccountHistory account, RecordSink rows) {
        List<Reviews.Slot> due = account.reviews().stream()
                .filter(slot -> !slot.last().isAfter(account.day())
                        && slot.last().isAfter(account.day().minusDays(YEAR_DAYS)))
                .toList();
        addShare(
                account,
                rows,
                "business-reviews-held",
                due.stream().filter(Reviews.Slot::held).count(),
                due.size());
    }

    /** Only for accounts that pay in one currency: the generator knows no rates. */
    private static void addExpansion(AccountHistory account, RecordSink rows) {
        Contract.Period before = account.contract().paidOn(account.day().minusDays(YEAR_DAYS));
        Contract.Period now = account.contract().paidOn(account.day());
        if (before != null && account.secondMoney() == null) {
            long more = Math.max(0, now.mrr() - before.mrr());
            Market.Price price = account.money().amount(more);
            add(
                    account,
                    rows,
                    "expansion-revenue",
                    more == 0 ? "0" : price.toString(),
                    more == 0 ? null : account.money());
        }
    }

    private static void addShare(AccountHistory account, RecordSink rows, String metric, long part, long all) {
        if (all > 0) {
            BigDecimal percent = BigDecimal.valueOf(100 * part).divide(BigDecimal.valueOf(all), DIGITS);
            add(
                    account,
                    rows,
                    metric,
                    percent.signum() == 0 ? "0" : percent.stripTrailingZeros().toPlainString(),
                    null);
        }
    }

    private static void add(AccountHistory account, RecordSink rows, String metric, Object value, Object currency) {
        rows.add(account.id(), metric, value, currency);
    }
}
