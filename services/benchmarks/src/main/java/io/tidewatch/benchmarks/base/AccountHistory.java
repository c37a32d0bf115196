package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * One account with all that the files of the different kinds of record have in common.
 *
 * @param number from 1
 * @param base the base that it belongs to
 * @param market its segment
 * @param money the currency it pays in
 * @param businessModel how it buys
 * @param csm the address of its CSM
 * @param start its first day
 * @param sponsorKnown whether an executive sponsor is on record
 * @param contract what it bought, and until when
 * @param earlier half a year before the day of the base; null when it was not a customer then
 * @param latest on the day of the base; null when it is not a customer
 */
record AccountHistory(
        int number,
        BaseSettings base,
        Market market,
        Market.Money money,
        String businessModel,
        String csm,
        LocalDate start,
        boolean sponsorKnown,
        Contract contract,
        Observation earlier,
        Observation latest) {

    /** Users, conversations and tickets are known for a year. */
    static final int DAYS_KNOWN = 365;

    String id() {
        return "a" + (10_000_000 + number);
    }

    String sponsor() {
        return id() + "-sponsor";
    }

    String champion() {
        return id() + "-champion";
    }

    String user(int userNumber) {
        return id() + "-u" + userNumber;
    }

    /** Days on which it was a customer, the earlier one first; none, one or two. */
    List<Observation> observations() {
        return Stream.of(earlier, latest)
                .filter(observation -> observation != null)
                .toList();
    }

    /** Numbers for one kind of record, so that a further kind changes no other. */
    Dice dice(RecordFile file) {
        long purpose = 0;
        for (char letter : file.name().toCharArray()) {
            purpose = purpose * 31 + letter;
        }
        return new Dice(base.seed(), number, purpose);
    }

    LocalDate day() {
        return base.day();
    }

    /** Whether it pays on a day. */
    boolean paysOn(LocalDate date) {
        return contract.paidOn(date) != null;
    }

    /** The first day without a contract, for one that has left by the day of the base; null for the others. */
    LocalDate left() {
        return contract.departures().stream()
                .filter(departure -> !departure.on().isAfter(day()))
                .filter(departure ->
                        departure.back() == null || departure.back().isAfter(day()))
                .map(Contract.Departure::on)
                .findFirst()
                .orElse(null);
    }
}
