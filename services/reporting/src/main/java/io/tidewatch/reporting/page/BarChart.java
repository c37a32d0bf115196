package io.tidewatch.reporting.page;

import io.tidewatch.reporting.retention.RetentionReport.Group;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * ARR at risk by group in one currency, as bars that the template draws. Lengths are in percent of the width, so that the text
 * keeps its size on a phone.
 *
 * @param id          for the title and description, unique on the page
 * @param title       what is shown
 * @param description the same in words, for those who cannot see it
 * @param height      in pixels
 * @param bars        the largest first
 * @param total       exact sum of all bars, in minor units
 * @param totalText   the same for people
 */
public record BarChart(
        String id, String title, String description, int height, List<Bar> bars, long total, String totalText) {

    private static final int ROW = 48;
    private static final int TALL_ROW = 66;
    private static final int LABEL_AT = 16;
    private static final int BAR_AT = 24;
    private static final int BELOW_BAR = 53;

    /** Smaller bars than these are added up in one. */
    private static final int MOST_BARS = 12;

    /** Label and amount side by side; with more letters they would touch on a phone. */
    private static final int MOST_LETTERS = 36;

    private static final int LONGEST_LABEL = 30;
    private static final BigDecimal FULL = BigDecimal.valueOf(100);

    /**
     * One bar.
     *
     * @param label     shortened to fit a phone
     * @param fullLabel the whole label
     * @param minor     exact amount; null when unknown
     * @param text      the amount for people, with what is left out
     * @param width     in percent of the chart, such as {@code 62.5}
     * @param labelY    baseline of the text, pixels
     * @param barY      upper edge of the bar, pixels
     * @param textY     baseline of the amount, pixels; beside the label or below the bar
     */
    public record Bar(
            String label, String fullLabel, Long minor, String text, String width, int labelY, int barY, int textY) {}

    /** A chart of the groups that have accounts at risk; without any, it has no bars. */
    static BarChart of(String id, String title, String currency, List<Group> groups) {
        List<Part> parts = parts(currency, groups);
        long largest = parts.stream().mapToLong(Part::length).max().orElse(0);
        boolean tall = parts.stream()
                .anyMatch(part ->
                        shortened(part.label()).length() + part.text(currency).length() > MOST_LETTERS);
        int row = tall ? TALL_ROW : ROW;
        List<Bar> bars = new ArrayList<>();
        for (Part part : parts) {
            int top = bars.size() * row;
            bars.add(new Bar(
                    shortened(part.label()),
                    part.label(),
                    part.minor(),
                    part.text(currency),
                    width(part.length(), largest),
                    top + LABEL_AT,
                    top + BAR_AT,
                    top + (tall ? BELOW_BAR : LABEL_AT)));
        }
        long total = parts.stream().mapToLong(Part::length).reduce(0, Math::addExact);
        String description =
                bars.stream().map(bar -> bar.fullLabel() + ": " + bar.text()).collect(Collectors.joining("; "));
        return new BarChart(
                id, title, description, bars.size() * row, List.copyOf(bars), total, Wording.money(currency, total));
    }

    /** The largest groups one by one, the others added up. */
    private static List<Part> parts(String currency, List<Group> groups) {
        List<Part> all = groups.stream()
                .filter(group -> group.accountsAtRisk() > 0)
                .filter(group -> !group.arrAtRisk().known()
                        || group.arrAtRisk().amounts().containsKey(currency))
                .map(group -> Part.of(group, currency))
                .toList();
        if (all.size() <= MOST_BARS) {
            return all;
        }
        List<Part> largest = all.stream()
                .sorted(Comparator.comparingLong(Part::length).reversed())
                .limit(MOST_BARS - 1L)
                .toList();
        List<Part> others = new ArrayList<>(all);
        others.removeAll(largest);
        List<Part> parts = new ArrayList<>(largest);
        parts.add(new Part(
                "All others",
                others.stream().mapToLong(Part::length).reduce(0, Math::addExact),
                others.stream().anyMatch(Part::partial)));
        return parts;
    }

    /**
     * What a bar shows.
     *
     * @param minor   null when unknown
     * @param partial whether it leaves accounts out
     */
    private record Part(String label, Long minor, boolean partial) {

        static Part of(Group group, String currency) {
            boolean known = group.arrAtRisk().known();
            return new Part(
                    group.label(),
                    known ? group.arrAtRisk().minor(currency) : null,
                    known && !group.arrAtRisk().leftOut().isEmpty());
        }

        long length() {
            return minor == null ? 0 : minor;
        }

        String text(String currency) {
            if (minor == null) {
                return Wording.UNKNOWN;
            }
            String amount = Wording.money(currency, minor);
            return partial ? amount + " + unknown" : amount;
        }
    }

    private static String width(long minor, long largest) {
        if (largest <= 0 || minor <= 0) {
            return "0";
        }
        return String.format(
                Locale.ROOT,
                "%.2f",
                BigDecimal.valueOf(minor)
                        .multiply(FULL)
                        .divide(BigDecimal.valueOf(largest), MathContext.DECIMAL64)
                        .setScale(2, RoundingMode.HALF_UP));
    }

    private static String shortened(String label) {
        return label.length() <= LONGEST_LABEL ? label : label.substring(0, LONGEST_LABEL - 1) + "…";
    }
}
