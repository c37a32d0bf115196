package io.tidewatch.rule.compile;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.calendar.BusinessCalendar;
import io.tidewatch.rule.calendar.Calendars;
import io.tidewatch.rule.calendar.PublicHolidays;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.spelling.Spelling;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads rules/calendar.yaml. Its structure is in calendar.schema.yaml. */
final class CalendarFile {
    private static final YamlSchema SCHEMA = YamlSchema.of(CalendarFile.class, "calendar.schema.yaml");
    private static final Set<DayOfWeek> WEEKEND = Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    /** Stands for a calendar that could not be read: what counts in it is not reported a second time. */
    private static final BusinessCalendar UNREADABLE =
            new BusinessCalendar(ZoneOffset.UTC, WEEKEND, null, Set.of(), Set.of());

    private final List<AccountAttribute> attributes;
    private final ProblemList problems;

    private CalendarFile(Catalogue catalogue, ProblemList problems) {
        this.attributes = AccountAttribute.of(catalogue);
        this.problems = problems;
    }

    /**
     * Reads the calendars of a bundle.
     *
     * @param text null when the bundle does not have the file
     */
    static Calendars read(String text, Catalogue catalogue, ProblemList problems) {
        if (text == null) {
            return Calendars.NONE;
        }
        CalendarFile file = new CalendarFile(catalogue, problems);
        List<String> names =
                file.attributes.stream().map(AccountAttribute::property).toList();
        return SCHEMA.with("attributes", names)
                .read(RuleBundle.CALENDAR, text, problems)
                .map(part -> new Calendars(
                        file.calendar(part),
                        part.parts("calendars").stream().map(file::special).toList()))
                .orElseGet(() -> new Calendars(UNREADABLE, List.of()));
    }

    private Calendars.Special special(YamlPart part) {
        Map<String, List<String>> where = new LinkedHashMap<>();
        YamlPart attributesOfPart = part.part("where");
        for (AccountAttribute attribute : attributes) {
            List<String> values = texts(attributesOfPart, attribute.property());
            if (!values.isEmpty()) {
                where.put(attribute.property(), values);
                values.forEach(value -> checkWord(attribute, value, attributesOfPart));
            }
        }
        return new Calendars.Special(where, calendar(part));
    }

    private void checkWord(AccountAttribute attribute, String value, YamlPart part) {
        if (!attribute.words().isEmpty() && !attribute.words().contains(value)) {
            problem(
                    part,
                    attribute.property(),
                    "'" + attribute.property() + "' is never '" + value + "'.",
                    Spelling.closest(value, attribute.words()));
        }
    }

    private BusinessCalendar calendar(YamlPart part) {
        Set<DayOfWeek> weekend = part.part("weekend").node().isMissingNode()
                ? WEEKEND
                : texts(part, "weekend").stream().map(DayOfWeek::valueOf).collect(Collectors.toSet());
        Set<LocalDate> daysOff = days(part, "daysOff");
        Set<LocalDate> workdays = days(part, "workdays");
        workdays.stream()
                .filter(daysOff::contains)
                .forEach(day -> problem(part, "workdays", day + " is listed as a day off, too.", null));
        ZoneId zone = zone(part);
        PublicHolidays holidays = holidays(part.part("holidays"));
        return new BusinessCalendar(zone, weekend, holidays, daysOff, workdays);
    }

    private ZoneId zone(YamlPart part) {
        String zone = part.text("zone");
        Set<String> zones = ZoneId.getAvailableZoneIds();
        if (zones.contains(zone)) {
            return ZoneId.of(zone);
        }
        String ofCity = zones.stream()
                .filter(known -> known.endsWith("/" + zone.replace(' ', '_')))
                .findFirst()
                .orElse(null);
        problem(
                part,
                "zone",
                "The time zone '" + zone + "' does not exist.",
                ofCity == null ? Spelling.closest(zone, zones) : ofCity);
        return ZoneOffset.UTC;
    }

    private PublicHolidays holidays(YamlPart part) {
        if (part.node().isMissingNode()) {
            return null;
        }
        String country = part.text("country");
        String region = part.text("region");
        if (!PublicHolidays.countries().contains(country)) {
            problem(
                    part,
                    "country",
                    "The holidays of '" + country + "' are not known; a country is a code of two letters such as DE.",
                    codeOf(country));
            return null;
        }
        if (region != null && !PublicHolidays.regions(country).contains(region)) {
            Set<String> regions = PublicHolidays.regions(country);
            problem(
                    part,
                    "region",
                    "The holidays of the region '" + region + "' of " + country + " are not known"
                            + (regions.isEmpty()
                                    ? ", nor those of another one."
                                    : "; those of " + String.join(", ", regions) + " are."),
                    null);
            return null;
        }
        return new PublicHolidays(country, region);
    }

    /** The code of a country that was written as a name or in small letters; null when there is none. */
    private static String codeOf(String country) {
        return PublicHolidays.countries().stream()
                .filter(code -> code.equalsIgnoreCase(country)
                        || Locale.of("", code).getDisplayCountry(Locale.ENGLISH).equalsIgnoreCase(country))
                .findFirst()
                .orElse(null);
    }

    private Set<LocalDate> days(YamlPart part, String key) {
        Set<LocalDate> days = new TreeSet<>();
        for (String text : texts(part, key)) {
            try {
                days.add(LocalDate.parse(text));
            } catch (DateTimeParseException notADay) {
                problem(part, key, "The day " + text + " does not exist.", null);
            }
        }
        return days;
    }

    private static List<String> texts(YamlPart part, String key) {
        return part.parts(key).stream().map(item -> item.node().asText()).toList();
    }

    private void problem(YamlPart part, String key, String sentence, String suggestion) {
        problems.add(part.file(), part.line(key), sentence, suggestion);
    }
}
