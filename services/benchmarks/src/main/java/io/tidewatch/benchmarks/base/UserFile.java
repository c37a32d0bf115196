package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.time.LocalDate;

/** Users with their seats. Between the days of observation some join or give their seat back. */
final class UserFile implements MappedFile {

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.USERS;
    }

    @Override
    public void write(AccountHistory account, Rows rows) {
        Dice dice = account.dice(this);
        int before = account.earlier() == null ? 0 : account.earlier().assignedSeats();
        int after = account.latest() == null ? 0 : account.latest().assignedSeats();
        boolean met = before > 0 && after > 0;
        for (int user = 1; user <= Math.max(before, after); user++) {
            LocalDate from = account.start();
            LocalDate until = account.left();
            LocalDate change = AccountSource.earlierDay(account.base()).plusDays(dice.between(5, 130));
            if (met && user > before) {
                from = change;
            } else if (met && user > after) {
                until = change;
            }
            rows.add(account.user(user), account.id(), account.user(user) + "@example.net", from, until);
        }
    }
}
