package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.language.Mention;
import io.tidewatch.metric.language.Type.Sort;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The measures of a metric that figures of groups are made of; the same for all groups.
 *
 * @param names their names
 * @param slots where an account has them
 * @param ways how those of several accounts become one
 * @param money which ones are amounts
 * @param moneyValue whether the metric itself is an amount
 */
record SummedMeasures(List<String> names, int[] slots, MeasureSums.Way[] ways, boolean[] money, boolean moneyValue) {

    static SummedMeasures of(Program program, MetricPlan plan) {
        Set<String> needed = new LinkedHashSet<>(plan.named());
        plan.metric().syntax().details().stream().map(Mention::name).forEach(needed::add);
        needed.addAll(plan.splits().keySet());
        List<String> names = List.copyOf(needed);
        int[] slots = names.stream().mapToInt(plan.measures()::get).toArray();
        MeasureSums.Way[] ways = new MeasureSums.Way[slots.length];
        boolean[] money = new boolean[slots.length];
        for (int number = 0; number < slots.length; number++) {
            ways[number] = MeasureSums.Way.of(program.slotArray()[slots[number]]);
            money[number] = plan.amounts().contains(names.get(number));
        }
        return new SummedMeasures(
                names, slots, ways, money, plan.metric().type().sort() == Sort.MONEY);
    }
}
