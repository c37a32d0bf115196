package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.history.Rows;
import java.util.Arrays;

/** The state of one evaluation: the arrays of the history it looks at, its days, and all that was computed of them. */
final class Frame {
    private static final long[] NO_LONGS = {};
    private static final double[] NO_DOUBLES = {};
    private static final int[] NO_INTS = {};
    private static final int[][] NO_LISTS = {};

    final Program program;
    final ExchangeRates rates;
    final Currencies money;

    AccountHistory history;
    Days days;
    private Dictionary dictionary;
    private int dictionarySize;

    /** By kind: how many records there are, and how many of them have the day they count by; those come first. */
    final int[] sizes;

    final int[] dated;
    final Rows[] rows;
    final CoveredDays[] covered;

    /** By column. */
    final long[][] longs;

    final double[][] doubles;
    final int[][] currencies;
    final int[][][] lists;

    /** By literal: number in the dictionary, or one below -1 that no record has. */
    final double[] literals;

    private final double[][][] allListed;
    /** By list and by parameter, for the account's business model. */
    final double[][] listed;

    final double[] amounts;

    int asOf;
    /** The as-of day, then the first day of each period. */
    int[] readingDays;

    int[] previousDays;
    int accountRow;

    /** By condition: records for which it is true. */
    final long[][] trueRows;

    private final int[] trueAges;
    private int historyAge;
    private int dayAge;
    private int model = Program.NO_MODEL;

    final CandidateValues[] candidates;
    final Related[] related;
    final SubjectValues[] withs;
    final Chosen[] chosen;

    /** By slot. */
    final double[] values;

    final int[] slotCurrencies;
    /** By slot of an aggregate: what its value was formed of, for groups. */
    final double[] sums;

    final int[] numbers;
    final Note[] notes;

    /** Left by the node of money, or of a list, that was computed last. */
    int currency;

    int[] list;
    /** Left by {@link #settle}: two amounts in one currency. */
    double left;

    double right;
    /** The currency without a rate that made an amount unknown last. */
    int withoutRate;

    /** Left by {@link WindowPlan#resolve}: the first and last value of the day that counts, as its column has it. */
    long windowFrom;

    long windowThrough;
    /** The days that sources must cover for it; none where the first lies after the last. */
    int coverFrom;

    int coverThrough;
    /** Left by {@link Reduction#reduce}: of how many values it is, and their sum. */
    int number;

    double sum;

    final Scratch scratch = new Scratch();

    Frame(Program program, ExchangeRates rates) {
        this.program = program;
        this.rates = rates;
        this.money = new Currencies(rates);
        int kinds = program.kinds().size();
        sizes = new int[kinds];
        dated = new int[kinds];
        rows = new Rows[kinds];
        covered = new CoveredDays[kinds];
        int columns = program.columns().size();
        longs = new long[columns][];
        doubles = new double[columns][];
        currencies = new int[columns][];
        lists = new int[columns][][];
        for (int kind = 0; kind < kinds; kind++) {
            turnToRows(kind);
        }
        literals = new double[program.literals().size()];
        allListed = new double[program.lists().size()][Program.MODELS][];
        listed = new double[program.lists().size()][];
        amounts = new double[program.amounts().size()];
        readingDays = new int[1 + program.periods().size()];
        previousDays = new int[program.periods().size()];
        trueRows = new long[program.conditions().size()][0];
        trueAges = new int[trueRows.length];
        candidates = new CandidateValues[program.candidates()];
        Arrays.setAll(candidates, number -> new CandidateValues());
        related = new Related[program.related()];
        Arrays.setAll(related, number -> new Related());
        withs = new SubjectValues[program.withs()];
        Arrays.setAll(withs, number -> new SubjectValues());
        chosen = new Chosen[program.chosen()];
        Arrays.setAll(chosen, number -> new Chosen());
        int slots = program.slots().size();
        values = new double[slots];
        slotCurrencies = new int[slots];
        sums = new double[slots];
        numbers = new int[slots];
        notes = new Note[slots];
        Arrays.setAll(notes, number -> new Note());
    }

    /** Computes everything for a history and its days. */
    void evaluate(AccountHistory of, ReadingDays days) {
        if (of != history) {
            turnTo(of);
        }
        turnTo(days);
        Slot[] slots = program.slotArray();
        for (int slot = 0; slot < slots.length; slot++) {
            slots[slot].compute(this, slot);
        }
    }

    private void turnTo(AccountHistory of) {
        history = of;
        historyAge++;
        for (int kind = 0; kind < sizes.length; kind++) {
            covered[kind] = of.covered(program.kinds().get(kind));
            Rows there = of.rows(program.kinds().get(kind).name());
            // Histories that are loaded together share the rows of a kind without records.
            if (there != rows[kind]) {
                rows[kind] = there;
                turnToRows(kind);
            }
        }
        if (dictionary != of.dictionary() || dictionarySize != of.dictionary().size()) {
            dictionary = of.dictionary();
            dictionarySize = dictionary.size();
            look();
        }
    }

    private void turnToRows(int kind) {
        sizes[kind] = rows[kind] == null ? 0 : rows[kind].size();
        for (int number : program.columnsOf().get(kind)) {
            Column column = rows[kind] == null
                    ? null
                    : rows[kind].column(program.columns().get(number).name());
            longs[number] = column == null || column.longs() == null ? NO_LONGS : column.longs();
            doubles[number] = column == null || column.doubles() == null ? NO_DOUBLES : column.doubles();
            currencies[number] = column == null || column.currencies() == null ? NO_INTS : column.currencies();
            lists[number] = column == null || column.lists() == null ? NO_LISTS : column.lists();
        }
        int time = program.timeOf(kind);
        int end = sizes[kind];
        while (time >= 0 && end > 0 && longs[time][end - 1] == Column.MISSING) {
            end--;
        }
        dated[kind] = end;
    }

    /** Looks the texts of the catalogue up in the dictionary of the history. */
    private void look() {
        boolean changed = model == Program.NO_MODEL;
        for (int literal = 0; literal < literals.length; literal++) {
            int code = dictionary.find(program.literals().get(literal));
            double found = code < 0 ? -2 - literal : code;
            changed |= found != literals[literal];
            literals[literal] = found;
        }
        if (!changed) {
            return;
        }
        for (int list = 0; list < allListed.length; list++) {
            for (int number = 0; number < Program.MODELS; number++) {
                allListed[list][number] = program.lists().get(list).resolve(number, literals);
            }
        }
        model = Program.NO_MODEL;
    }

    private void turnTo(ReadingDays to) {
        days = to.days;
        dayAge++;
        asOf = to.asOf;
        readingDays = to.reading;
        previousDays = to.previous;
        money.turnTo(dictionary, asOf);
        accountRow = history.attributesOn(asOf);
        turnTo(program.modelOf(this));
    }

    /** Turns to a group, whose measures are put into {@link #values}: it has no records and no attributes. */
    void turnToGroup(Dictionary texts, int day) {
        dictionary = texts;
        asOf = day;
        money.turnTo(texts, day);
        accountRow = -1;
        look();
        turnTo(0);
    }

    private void turnTo(int business) {
        if (business != model) {
            model = business;
            for (int number = 0; number < amounts.length; number++) {
                amounts[number] = program.amounts().get(number)[business];
            }
            for (int number = 0; number < listed.length; number++) {
                listed[number] = allListed[number][business];
            }
        }
    }

    /** The records of its kind for which a condition is true, as bits. */
    long[] trueRows(int number) {
        Program.Condition condition = program.conditions().get(number);
        int age = condition.daily() ? dayAge : historyAge;
        if (trueAges[number] == age) {
            return trueRows[number];
        }
        int size = sizes[condition.kind()];
        int words = (size + 63) >>> 6;
        if (trueRows[number].length < words) {
            trueRows[number] = new long[2 * words];
        }
        long[] bits = trueRows[number];
        Node node = condition.node();
        for (int word = 0; word < words; word++) {
            bits[word] = node.truths(this, word << 6, Math.min(size, (word + 1) << 6));
        }
        trueAges[number] = age;
        return bits;
    }

    /** Computes two amounts and {@link #settle}s them; 1, or why they have no value. */
    double meet(Node first, Node second, int row) {
        double a = first.value(this, row);
        int ofA = currency;
        double b = second.value(this, row);
        if (Value.isMissing(a) || Value.isMissing(b)) {
            return Value.missing(a, b);
        }
        return settle(a, ofA, b, currency) ? 1 : Value.UNKNOWN;
    }

    /** Leaves two amounts in one currency in {@link #left}, {@link #right} and {@link #currency}; false without a rate. */
    boolean settle(double a, int ofA, double b, int ofB) {
        left = a;
        right = b;
        currency = ofA == Amounts.NO_CURRENCY ? ofB : ofA;
        if (ofA == ofB || ofA == Amounts.NO_CURRENCY || ofB == Amounts.NO_CURRENCY) {
            return true;
        }
        double factorA = money.factor(ofA);
        double factorB = money.factor(ofB);
        withoutRate = Value.isAbsent(factorA) ? ofA : ofB;
        left = a * factorA;
        right = b * factorB;
        currency = money.reporting();
        return !Value.isAbsent(factorA) && !Value.isAbsent(factorB);
    }
}
