package io.tidewatch.rule.bundle;

/** What a rule, a threshold or a playbook was written as. Tables and journeys are data that the kit turns into rules. */
public enum Origin {
    /** Rules, or the definition of a playbook: as it stands in its file. */
    RULES,
    /** A row of a decision table. */
    TABLE,
    /** A step of a journey. */
    JOURNEY;

    /** The folder of the files of journeys. */
    public static final String JOURNEYS = "journeys";

    /**
     * The origin of what a file holds.
     *
     * @param file path inside the bundle; a table may be there as CSV, or as a workbook, which a bundle keeps as CSV, too
     */
    public static Origin of(String file) {
        if (file.startsWith(JOURNEYS + "/")) {
            return JOURNEY;
        }
        return file.endsWith(".drl.csv") || file.endsWith(".drl.xlsx") ? TABLE : RULES;
    }
}
