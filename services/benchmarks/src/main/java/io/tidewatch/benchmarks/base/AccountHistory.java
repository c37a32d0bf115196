package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * One account with all that the files of the different kinds of record have in common: what was decided for it, and the plans that
 * several kinds show, which are made when the first of them asks. For one thread.
 */
final class AccountHistory {

    /** Users, conversations and tickets are known for a year. */
    static final int DAYS_KNOWN = 365;

    private final int number;
    private final String id;
    private final BaseSettings base;
    private final Prospect prospect;
    private final String csm;
    private final boolean sponsorKnown;
    private final Links links;
    private final Observation earlier;
    private final Observation latest;
    private List<Deals.Deal> deals;
    private List<Team.User> users;
    private List<Support.Ticket> tickets;
    private List<SuccessPlan.Step> steps;
    private List<Objectives.Objective> objectives;
    private List<Reviews.Slot> reviews;
    private List<Advocacy.Act> acts;

    /**
     * An account.
     *
     * @param number from 1
     * @param csm the address of its CSM
     * @param sponsorKnown whether an executive sponsor is on record
     * @param links to other accounts
     * @param earlier half a year before the day of the base; null when it was not a customer then
     * @param latest on the day of the base; null when it is not a customer
     */
    AccountHistory(
            int number,
            BaseSettings base,
            Prospect prospect,
            String csm,
            boolean sponsorKnown,
            Links links,
            Observation earlier,
            Observation latest) {
        this.number = number;
        this.id = id(number);
        this.base = base;
        this.prospect = prospect;
        this.csm = csm;
        this.sponsorKnown = sponsorKnown;
        this.links = links;
        this.earlier = earlier;
        this.latest = latest;
    }

    /** The id of the account of a number. */
    static String id(int number) {
        return "a" + (10_000_000 + number);
    }

    int number() {
        return number;
    }

    String id() {
        return id;
    }

    BaseSettings base() {
        return base;
    }

    Market market() {
        return prospect.market();
    }

    /** The currency it pays in. */
    Market.Money money() {
        return prospect.money();
    }

    /** The currency of a second product that a few pay for; null for the others. */
    Market.Money secondMoney() {
        if (number % 97 != 5) {
            return null;
        }
        return money() == Market.Money.EUR ? Market.Money.USD : Market.Money.EUR;
    }

    /** How it buys. */
    String businessModel() {
        return prospect.businessModel();
    }

    String csm() {
        return csm;
    }

    /** Its first day. */
    LocalDate start() {
        return prospect.start();
    }

    boolean sponsorKnown() {
        return sponsorKnown;
    }

    /** What it bought, and until when. */
    Contract contract() {
        return prospect.contract();
    }

    Links links() {
        return links;
    }

    Observation earlier() {
        return earlier;
    }

    Observation latest() {
        return latest;
    }

    /** Its contract periods with their signatures. */
    List<Deals.Deal> deals() {
        deals = deals == null ? Deals.of(this) : deals;
        return deals;
    }

    List<Team.User> users() {
        users = users == null ? Team.of(this) : users;
        return users;
    }

    List<Support.Ticket> tickets() {
        tickets = tickets == null ? Support.of(this) : tickets;
        return tickets;
    }

    /** The steps of its success plan, without objectives. */
    List<SuccessPlan.Step> steps() {
        steps = steps == null ? SuccessPlan.of(this) : steps;
        return steps;
    }

    /** The objectives that are due by the day of the base. */
    List<Objectives.Objective> objectives() {
        objectives = objectives == null ? Objectives.of(this) : objectives;
        return objectives;
    }

    /** The slots of its business reviews. */
    List<Reviews.Slot> reviews() {
        reviews = reviews == null ? Reviews.of(this) : reviews;
        return reviews;
    }

    /** What it did for us. */
    List<Advocacy.Act> acts() {
        acts = acts == null ? Advocacy.of(this) : acts;
        return acts;
    }

    String sponsor() {
        return id + "-sponsor";
    }

    String champion() {
        return id + "-champion";
    }

    /** Somebody who decides with the sponsor; smaller customers have none. */
    String admin() {
        return market() == Market.SMB ? null : id + "-admin";
    }

    String user(int userNumber) {
        return id + "-u" + userNumber;
    }

    /** An id of something that belongs to one of the two observations. */
    String id(Observation observation, String what, int thing) {
        return id + "-" + what + (observation == earlier ? "e" : "l") + thing;
    }

    /** Days on which it was a customer, the earlier one first; none, one or two. */
    List<Observation> observations() {
        if (earlier != null && latest != null) {
            return List.of(earlier, latest);
        }
        return Stream.of(earlier, latest)
                .filter(observation -> observation != null)
                .toList();
    }

    /** Numbers for one kind of record, so that a further kind changes no other. */
    Dice dice(RecordFile file) {
        return dice(file.name());
    }

    /** Numbers for one purpose, such as a plan that several kinds of record show. */
    Dice dice(String name) {
        return new Dice(base.seed(), number, name.hashCode());
    }

    LocalDate day() {
        return base.day();
    }

    /** Whether a day lies in its life as known on the day of the base. */
    boolean lives(LocalDate date) {
        return !date.isBefore(start()) && date.isBefore(day());
    }

    /** Whether it pays on a day. */
    boolean paysOn(LocalDate date) {
        return contract().paidOn(date) != null;
    }

    /** Whether it is on trial on the day of the base. */
    boolean isTrying() {
        return contract().periods().stream()
                .anyMatch(period -> period.trial()
                        && period.start().isBefore(day())
                        && period.end().isAfter(day()));
    }

    /** The first day without a contract, for one that has left by the day of the base; null for the others. */
    LocalDate left() {
        return contract().departures().stream()
                .filter(departure -> !departure.on().isAfter(day()))
                .filter(departure ->
                        departure.back() == null || departure.back().isAfter(day()))
                .map(Contract.Departure::on)
                .findFirst()
                .orElse(null);
    }
}
