package io.tidewatch.suite.example;

import io.tidewatch.suite.example.ExamplePlan.Contract;
import io.tidewatch.suite.example.ExamplePlan.Outreach;
import io.tidewatch.suite.example.ExamplePlan.Seats;
import io.tidewatch.suite.example.ExamplePlan.Sponsor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The sixty example accounts: some with a story that shows one threshold, the others ordinary. */
final class ExamplePlans {

    private static final List<String> INDUSTRIES =
            List.of("Finance", "Logistics", "Healthcare", "Retail", "Manufacturing", "Education", "Media", "Energy");
    private static final List<String> COUNTRIES = List.of("DE", "FR", "NL", "SE", "ES", "IT", "PL", "IE");

    private static final List<String> ORDINARY = List.of(
            "Ashgrove Bank",
            "Beacon Freight",
            "Calder Clinics",
            "Dovetail Retail",
            "Eastwick Motors",
            "Foxglove Schools",
            "Granite Media",
            "Hollis Energy",
            "Indigo Pharma",
            "Jasper Foods",
            "Kingfisher Air",
            "Linden Textiles",
            "Maplewood Care",
            "Nettle Systems",
            "Orchard Bakeries",
            "Palmer Optics",
            "Quill Publishing",
            "Redfern Tools",
            "Sable Cosmetics",
            "Thistle Farms",
            "Upland Dairy",
            "Verbena Spas",
            "Willow Housing",
            "Xenia Imports",
            "Yewtree Law",
            "Zinnia Flowers",
            "Amber Couriers",
            "Bracken Outdoor",
            "Cedar Dental",
            "Drift Surfwear",
            "Ember Grills",
            "Fern Studio",
            "Gable Roofing",
            "Heron Fishing",
            "Iris Design");

    private final Random random = new Random(20_260_101);
    private final List<ExamplePlan> plans = new ArrayList<>();

    private ExamplePlans() {}

    /** All of them, always the same. */
    static List<ExamplePlan> all() {
        ExamplePlans plans = new ExamplePlans();
        plans.addStories();
        plans.addDeparted();
        plans.addOrdinary();
        return List.copyOf(plans.plans);
    }

    private void addStories() {
        // The sponsor's silence: on the day of the bound, the day before it, and far beyond.
        story("Alder Bank", "ENTERPRISE", seats(60, 40, 14), silent(30, Outreach.MAILS, 3));
        story("Birchwood Logistics", "ENTERPRISE", seats(50, 33, 11), silent(29, Outreach.MAILS, 2));
        story("Cobalt Insurance", "ENTERPRISE", seats(70, 45, 16), silent(74, Outreach.NOBODY_WROTE, 0));
        newcomer("Dunmore Foods", "MID_MARKET", 200, seats(24, 15, 5), new Sponsor(true, -1, Outreach.MAILS, 2));
        // Power users: below, on and above the two bounds.
        story("Elmstead Media", "MID_MARKET", seats(30, 20, 3), talked(12));
        story("Fairhaven Energy", "MID_MARKET", seats(30, 20, 4), talked(9));
        story("Glenrock Software", "MID_MARKET", seats(30, 20, 11), talked(6));
        story("Harbour Health", "MID_MARKET", seats(30, 20, 10), talked(15));
        // Seats: on the bound, and as near below it as whole people come.
        story("Ironbridge Steel", "MID_MARKET", seats(20, 17, 6), talked(11));
        story("Juniper Retail", "ENTERPRISE", seats(333, 283, 90), talked(8));
        // Nothing to see, and nothing known.
        story("Kestrel Labs", "MID_MARKET", seats(30, 20, 8), talked(4));
        story("Larkspur Travel", "MID_MARKET", seats(28, 18, 6), nobodyKnown());
        // Several flags at once.
        story("Merton Robotics", "ENTERPRISE", seats(40, 25, 2), silent(61, Outreach.MEETINGS, 2));
        story("Northgate Legal", "MID_MARKET", seats(24, 22, 14), talked(7));
        // More of the same, so that a page has something to show.
        story("Oakfield Schools", "MID_MARKET", seats(26, 16, 6), silent(33, Outreach.MAILS, 1));
        story("Pinecrest Hotels", "SMB", seats(12, 8, 3), silent(38, Outreach.NOBODY_WROTE, 0));
        story("Quayside Freight", "MID_MARKET", seats(34, 22, 4), talked(19));
        story("Rosewood Clinics", "MID_MARKET", seats(30, 27, 10), talked(14));
        story("Silverlake Games", "SMB", seats(25, 20, 12), talked(5));
        story("Tamarack Water", "SMB", seats(20, 19, 7), silent(52, Outreach.MAILS, 4));
    }

    private void addDeparted() {
        departed("Umber Textiles", "SMB", 40);
        departed("Vantage Print", "MID_MARKET", 95);
        departed("Westmoor Events", "MID_MARKET", 170);
        departed("Yarrow Crafts", "SMB", 260);
        add("Zephyr Apps", "SMB", new Contract(24, 0, 0, 0, false, true), seats(5, 4, 1), nobodyKnown());
    }

    private void addOrdinary() {
        for (int i = 0; i < ORDINARY.size(); i++) {
            String segment = i < 7 ? "ENTERPRISE" : i < 18 ? "MID_MARKET" : "SMB";
            int purchased =
                    switch (segment) {
                        case "ENTERPRISE" -> 45 + random.nextInt(40);
                        case "MID_MARKET" -> 18 + random.nextInt(20);
                        default -> 7 + random.nextInt(12);
                    };
            // Between 55 and 78 % of the seats given away, between a quarter and two fifths of them to power users.
            int assigned = purchased * (55 + random.nextInt(24)) / 100;
            int power = Math.max((assigned * 25 + 99) / 100, assigned * (26 + random.nextInt(14)) / 100);
            Sponsor sponsor = i % 9 == 8 ? nobodyKnown() : talked(2 + random.nextInt(24));
            if (i % 8 == 3) {
                newcomer(
                        ORDINARY.get(i), segment, 40 + random.nextInt(280), seats(purchased, assigned, power), sponsor);
            } else {
                story(ORDINARY.get(i), segment, seats(purchased, assigned, power), sponsor);
            }
        }
    }

    /** An account that renewed within the last year, at the same, a higher or a lower price. */
    private void story(String name, String segment, Seats seats, Sponsor sponsor) {
        long before = price(segment);
        int roll = plans.size() % 10;
        // Five in ten grow, two shrink, three stay: GRR of about 92 %, NRR of about 106 %.
        int percent =
                switch (roll) {
                    case 0 -> 130;
                    case 3 -> 148;
                    case 6 -> 138;
                    case 1, 8 -> 116;
                    case 4 -> 66;
                    case 7 -> 62;
                    default -> 100;
                };
        add(
                name,
                segment,
                new Contract(
                        15 + random.nextInt(330), 1 + random.nextInt(2), before * percent / 100, before, false, false),
                seats,
                sponsor);
    }

    private void newcomer(String name, String segment, int daysAgo, Seats seats, Sponsor sponsor) {
        add(name, segment, new Contract(daysAgo, 0, price(segment), 0, false, false), seats, sponsor);
    }

    private void departed(String name, String segment, int daysAgo) {
        add(name, segment, new Contract(daysAgo, 1, 0, price(segment), true, false), seats(12, 8, 2), nobodyKnown());
    }

    private void add(String name, String segment, Contract contract, Seats seats, Sponsor sponsor) {
        int number = plans.size();
        plans.add(new ExamplePlan(
                name.toLowerCase(Locale.ROOT).replace(' ', '-'),
                name,
                segment,
                INDUSTRIES.get(number % INDUSTRIES.size()),
                COUNTRIES.get((number * 3) % COUNTRIES.size()),
                number % 2 == 0 ? "nadia@example.com" : "tomas@example.com",
                number % 4 < 2 ? "omar@example.com" : "ines@example.com",
                contract,
                seats,
                sponsor));
    }

    private long price(String segment) {
        return switch (segment) {
            case "ENTERPRISE" -> 1_400_000 + random.nextInt(180) * 10_000L;
            case "MID_MARKET" -> 320_000 + random.nextInt(60) * 8_550L;
            default -> 39_900 + random.nextInt(40) * 2_995L;
        };
    }

    private static Seats seats(int purchased, int assigned, int power) {
        return new Seats(purchased, assigned, power, (assigned - power) * 7 / 10);
    }

    private static Sponsor talked(int daysAgo) {
        return new Sponsor(true, daysAgo, Outreach.NOBODY_WROTE, 0);
    }

    private static Sponsor silent(int days, Outreach outreach, int tries) {
        return new Sponsor(true, days, outreach, tries);
    }

    private static Sponsor nobodyKnown() {
        return new Sponsor(false, -1, Outreach.NOBODY_WROTE, 0);
    }
}
