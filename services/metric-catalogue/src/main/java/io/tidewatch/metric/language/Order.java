package io.tidewatch.metric.language;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Puts names in an order in which each comes after those it needs. Time grows with names and needs, the stack does not. */
public final class Order {
    /** A name whose needs are being put in order before it. */
    private record Open(String name, Iterator<String> needs) {}

    private final Set<String> names;
    private final Function<String, Set<String>> needs;
    private final Consumer<List<String>> circle;
    private final List<String> ordered = new ArrayList<>();
    private final Set<String> done = new HashSet<>();
    private final List<Open> path = new ArrayList<>();
    private final Set<String> onPath = new HashSet<>();

    private Order(Collection<String> names, Function<String, Set<String>> needs, Consumer<List<String>> circle) {
        this.names = Set.copyOf(names);
        this.needs = needs;
        this.circle = circle;
    }

    /**
     * All names, in order.
     *
     * @param needs what a name needs; others than {@code names} are left out
     * @param circle is given each circle that is met, its first name again at the end
     */
    public static List<String> of(
            Collection<String> names, Function<String, Set<String>> needs, Consumer<List<String>> circle) {
        Order order = new Order(names, needs, circle);
        names.forEach(order::put);
        return order.ordered;
    }

    private void put(String first) {
        open(first);
        while (!path.isEmpty()) {
            Open last = path.getLast();
            if (last.needs().hasNext()) {
                open(last.needs().next());
            } else {
                path.removeLast();
                onPath.remove(last.name());
                done.add(last.name());
                ordered.add(last.name());
            }
        }
    }

    private void open(String name) {
        if (onPath.contains(name)) {
            List<String> found = new ArrayList<>(path.stream().map(Open::name).toList());
            found.subList(0, found.indexOf(name)).clear();
            found.add(name);
            circle.accept(found);
        } else if (names.contains(name) && !done.contains(name)) {
            path.add(new Open(name, needs.apply(name).iterator()));
            onPath.add(name);
        }
    }
}
