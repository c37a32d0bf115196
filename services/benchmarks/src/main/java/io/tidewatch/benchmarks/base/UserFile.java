package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.util.List;

/** Users with their seats. */
final class UserFile implements MappedFile {

    static final List<String> DEPARTMENTS = List.of("Sales", "Finance", "Operations", "Marketing", "IT");
    private static final Layout LAYOUT = Layout.mapped("user", ShippedMapping.USERS, "createdOn", "role", "department");
    private static final List<String> ROLES = List.of("analyst", "analyst", "editor", "viewer", "admin");

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.USERS;
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (Team.User user : account.users()) {
            String id = account.user(user.number());
            rows.add(
                    id,
                    account.id(),
                    id + "@example.net",
                    user.from(),
                    user.until(),
                    user.created(),
                    dice.chance(0.95) ? dice.pick(ROLES) : null,
                    dice.chance(0.9) ? dice.pick(DEPARTMENTS) : null);
        }
    }
}
