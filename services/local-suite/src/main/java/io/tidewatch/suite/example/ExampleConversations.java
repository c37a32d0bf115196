package io.tidewatch.suite.example;

import io.tidewatch.suite.example.ExamplePlan.Outreach;
import java.time.LocalDate;
import java.util.List;

/** Contacts, and the touchpoints with them. */
final class ExampleConversations {

    private static final List<String> FIRST_NAMES =
            List.of("Clara", "Jonas", "Mira", "Pavel", "Sofia", "Hugo", "Elena", "Anton", "Greta", "Luis", "Nora");
    private static final List<String> LAST_NAMES =
            List.of("Berg", "Conti", "Duarte", "Engel", "Fontaine", "Grau", "Holm", "Ivanov", "Jansen", "Kraus");

    private final LocalDate day;
    private final ExampleTable contacts = new ExampleTable(ShippedMapping.CONTACTS);
    private final ExampleTable touchpoints = new ExampleTable(ShippedMapping.TOUCHPOINTS);
    private int accounts;

    ExampleConversations(LocalDate day) {
        this.day = day;
    }

    ExampleTable contacts() {
        return contacts;
    }

    ExampleTable touchpoints() {
        return touchpoints;
    }

    void add(ExamplePlan plan) {
        addContacts(plan);
        addSponsorTalks(plan);
        addOutreach(plan);
        addChampionMeetings(plan);
        accounts++;
    }

    private void addContacts(ExamplePlan plan) {
        if (plan.sponsor().known()) {
            addContact(plan, sponsor(plan), "EXECUTIVE_SPONSOR", accounts);
        }
        addContact(plan, champion(plan), "CHAMPION", accounts + 5);
        addContact(plan, plan.id() + "-admin", "USER", accounts + 3);
    }

    private void addContact(ExamplePlan plan, String id, String role, int number) {
        String first = FIRST_NAMES.get(number % FIRST_NAMES.size());
        String last = LAST_NAMES.get((number * 7 + accounts / 10) % LAST_NAMES.size());
        contacts.add(id, plan.id(), first + " " + last, id + "@" + plan.id() + ".example", role);
    }

    /** Two-way contacts up to the last one, some six weeks apart. */
    private void addSponsorTalks(ExamplePlan plan) {
        int last = plan.sponsor().lastContactDaysAgo();
        if (last < 0) {
            return;
        }
        int oldest = Math.min(365, plan.activeDays());
        int turn = accounts;
        for (int daysAgo = last; daysAgo < oldest; daysAgo += 41 + turn % 9, turn++) {
            String id = plan.id() + "-talk-" + daysAgo;
            switch (turn % 4) {
                case 0 -> add(plan, id, "MEETING", "STRATEGIC", "HELD", null, daysAgo, null, null);
                case 1 -> add(plan, id, "EMAIL", null, "SENT", "INBOUND", daysAgo, null, null);
                case 2 -> add(plan, id, "CALL", null, "HELD", "OUTBOUND", daysAgo, null, null);
                // Written some days before: what counts is the day of the answer.
                default -> add(plan, id, "EMAIL", null, "SENT", "OUTBOUND", daysAgo + 3, true, daysAgo);
            }
        }
    }

    /** What we tried since, without an answer. */
    private void addOutreach(ExamplePlan plan) {
        ExamplePlan.Sponsor sponsor = plan.sponsor();
        int since = sponsor.lastContactDaysAgo() < 0 ? plan.activeDays() : sponsor.lastContactDaysAgo();
        for (int number = 1; number <= sponsor.tries(); number++) {
            int daysAgo = Math.max(1, since - number * since / (sponsor.tries() + 1));
            String id = plan.id() + "-try-" + number;
            if (sponsor.outreach() == Outreach.MAILS) {
                add(plan, id, "EMAIL", null, "SENT", "OUTBOUND", daysAgo, false, null);
            } else {
                String status = number % 2 == 0 ? "DECLINED" : "MISSED";
                add(plan, id, "MEETING", "BUSINESS_REVIEW", status, "OUTBOUND", daysAgo, null, null);
            }
        }
    }

    /** The daily business goes on whatever the sponsor does. */
    private void addChampionMeetings(ExamplePlan plan) {
        int end = plan.contract().churned() ? plan.contract().termStartedDaysAgo() : 3;
        for (int daysAgo = end + accounts % 11; daysAgo < Math.min(365, plan.knownDays()); daysAgo += 30) {
            touchpoints.add(
                    plan.id() + "-review-" + daysAgo,
                    plan.id(),
                    "MEETING",
                    "OPERATIONAL_REVIEW",
                    "HELD",
                    null,
                    champion(plan),
                    plan.csm(),
                    at(daysAgo, "10:00:00Z"),
                    null,
                    null,
                    at(daysAgo + 7, "08:00:00Z"));
        }
    }

    private void add(
            ExamplePlan plan,
            String id,
            String kind,
            String meetingKind,
            String status,
            String direction,
            int daysAgo,
            Boolean answered,
            Integer answeredDaysAgo) {
        touchpoints.add(
                id,
                plan.id(),
                kind,
                meetingKind,
                status,
                direction,
                sponsor(plan),
                plan.csm(),
                at(daysAgo, "09:30:00Z"),
                answered,
                answeredDaysAgo == null ? null : at(answeredDaysAgo, "15:45:00Z"),
                kind.equals("MEETING") ? at(daysAgo + 10, "08:00:00Z") : null);
    }

    private String at(int daysAgo, String time) {
        return day.minusDays(daysAgo) + "T" + time;
    }

    private static String sponsor(ExamplePlan plan) {
        return plan.id() + "-sponsor";
    }

    private static String champion(ExamplePlan plan) {
        return plan.id() + "-champion";
    }
}
