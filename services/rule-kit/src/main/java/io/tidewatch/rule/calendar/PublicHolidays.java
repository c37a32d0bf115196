package io.tidewatch.rule.calendar;

import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.time.Year;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The public holidays of a country and, if one is named, of a region of it. Bank holidays count, days of remembrance do not. */
public final class PublicHolidays {
    private final HolidayManager manager;
    private final String[] region;
    /** One entry for each year that was asked for. */
    private final Map<Integer, Set<LocalDate>> years = new ConcurrentHashMap<>();

    /**
     * Of a country.
     *
     * @param country one of {@link #countries}
     * @param region one of {@link #regions} of the country, or null for what is a holiday in all of them
     */
    public PublicHolidays(String country, String region) {
        this.manager = manager(country);
        this.region = region == null ? new String[0] : new String[] {region.toLowerCase(Locale.ROOT)};
    }

    /** The codes of the countries that are known, as in ISO 3166: DE, US. */
    public static SortedSet<String> countries() {
        return HolidayManager.getSupportedCalendarCodes().stream()
                .map(code -> code.toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The codes of the regions of a country, as in ISO 3166-2 without the country: BY for Bavaria, NY for New York. */
    public static SortedSet<String> regions(String country) {
        return manager(country).getCalendarHierarchy().getChildren().keySet().stream()
                .map(code -> code.toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static HolidayManager manager(String country) {
        return HolidayManager.getInstance(ManagerParameters.create(country.toLowerCase(Locale.ROOT)));
    }

    boolean contains(LocalDate day) {
        return years.computeIfAbsent(day.getYear(), this::holidays).contains(day);
    }

    private Set<LocalDate> holidays(int year) {
        return manager.getHolidays(Year.of(year), region).stream()
                .filter(holiday -> holiday.getType() != HolidayType.OBSERVANCE)
                .map(Holiday::getDate)
                .collect(Collectors.toUnmodifiableSet());
    }
}
