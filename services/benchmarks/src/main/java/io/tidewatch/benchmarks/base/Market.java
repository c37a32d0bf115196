package io.tidewatch.benchmarks.base;

import java.math.BigDecimal;
import java.util.List;

/** What customers are like: segments with their sizes, prices, terms and habits. The shares are plausible, not measured. */
enum Market {
    SMB(60, 0.6, 20, 45, 0.11, List.of("PRODUCT_LED", "SEAT_BASED", "CONSUMPTION"), 50, 50, 0, 0),
    MID_MARKET(28, 1.8, 30, 60, 0.10, List.of("SEAT_BASED", "CONSUMPTION", "ENTERPRISE"), 15, 75, 10, 0),
    ENTERPRISE(12, 5, 40, 90, 0.07, List.of("ENTERPRISE", "ENTERPRISE", "SEAT_BASED"), 0, 70, 20, 10);

    /** Codes, the decimals of their amounts, what one euro is worth roughly, and how many of 100 customers pay in them. */
    enum Money {
        EUR(2, 1, 45),
        USD(2, 1.1, 35),
        GBP(2, 0.85, 10),
        CHF(2, 0.95, 4),
        JPY(0, 160, 4),
        KWD(3, 0.35, 2);

        final int decimals;
        final double perEuro;
        private final int share;

        Money(int decimals, double perEuro, int share) {
            this.decimals = decimals;
            this.perEuro = perEuro;
            this.share = share;
        }

        /** A number of its smallest units. */
        Price amount(long minor) {
            return new Price(minor, this);
        }

        /** What some euros are worth roughly, at least its smallest unit. */
        Price amountOfEuros(double euros) {
            return amount(Math.max(1, StrictMath.round(euros * perEuro * StrictMath.pow(10, decimals))));
        }

        /** What a number of its smallest units is worth roughly. */
        double euros(long minor) {
            return minor / StrictMath.pow(10, decimals) / perEuro;
        }

        static Money of(Dice dice) {
            int[] shares = new int[values().length];
            for (Money money : values()) {
                shares[money.ordinal()] = money.share;
            }
            return values()[dice.weighted(shares)];
        }
    }

    /** An amount of money, in the smallest units of its currency. */
    record Price(long minor, Money money) {

        /** In units of the currency, with its decimals. */
        @Override
        public String toString() {
            return BigDecimal.valueOf(minor, money.decimals).toPlainString();
        }
    }

    /** What everybody buys, and what a few buy besides. */
    static final String PRODUCT = "Core";

    static final String SECOND_PRODUCT = "Insights";
    static final List<String> INDUSTRIES = List.of(
            "Retail", "Health", "Finance", "Logistics", "Media", "Energy", "Education", "Public sector", "Software");
    static final List<String> COUNTRIES = List.of("DE", "US", "GB", "FR", "CH", "JP", "KW", "NL", "SE", "ES");
    private static final int[] TERMS = {1, 12, 24, 36};

    private final int share;
    private final double size;
    private final double lowestPrice;
    private final double highestPrice;
    private final double yearlyChurn;
    private final List<String> businessModels;
    private final int[] terms;

    Market(
            int share,
            double size,
            double lowestPrice,
            double highestPrice,
            double yearlyChurn,
            List<String> businessModels,
            int... terms) {
        this.share = share;
        this.size = size;
        this.lowestPrice = lowestPrice;
        this.highestPrice = highestPrice;
        this.yearlyChurn = yearlyChurn;
        this.businessModels = businessModels;
        this.terms = terms;
    }

    static Market of(Dice dice) {
        return values()[dice.weighted(SMB.share, MID_MARKET.share, ENTERPRISE.share)];
    }

    String businessModel(Dice dice) {
        return dice.pick(businessModels);
    }

    /** Months of one term: 1, 12, 24 or 36. */
    int termMonths(Dice dice) {
        return TERMS[dice.weighted(terms)];
    }

    /** Seats of a new customer, never so few that shares of them say nothing. */
    int seats(Dice dice, int typical) {
        return Math.max(4, (int) StrictMath.round(typical * size * dice.factor(0.6)));
    }

    /** Euros per seat and month. */
    double price(Dice dice) {
        return dice.between(lowestPrice, highestPrice);
    }

    /** How likely a customer leaves at the end of a term. */
    double churnAt(int termMonths) {
        return switch (termMonths) {
            case 1 -> yearlyChurn * 1.4 / 12;
            case 12 -> yearlyChurn;
            default -> yearlyChurn * 1.3;
        };
    }
}
