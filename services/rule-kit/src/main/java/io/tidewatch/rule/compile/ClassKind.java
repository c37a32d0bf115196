package io.tidewatch.rule.compile;

import java.util.regex.Pattern;

/** The kinds of classes that Drools compiles of a bundle. Each has a section of {@code allowed-members.txt}. */
enum ClassKind {
    /** One condition or consequence, as an enum with one constant; the text of a rule ends up in it. */
    LAMBDA("rules/P[0-9A-F]{2}/Lambda(Predicate|Extractor|Consequence)[0-9A-F]{32}"),
    /** A fact that is generated from the catalogue or from a kind of record, see {@link GeneratedSources}. */
    FACT("rules/(Account|Portfolio|Run|Record[A-Z][A-Za-z0-9]{0,59})"),
    /** What puts the rules together. */
    RULES("rules/Rules[0-9A-F]{32}((RuleMethods|Rules)[0-9]+)?"),
    /** The names of the properties of facts. */
    METADATA("rules/DomainClassesMetadata[0-9A-F]{32}(\\$[A-Za-z0-9_]+_Metadata)?"),
    /** What describes the compiled module. */
    PROJECT("org/drools/project/model/ProjectModel_io_tidewatch_rules_bundle_[0-9_]+");

    private final Pattern name;

    ClassKind(String name) {
        this.name = Pattern.compile(name);
    }

    /** The kind of a class with this internal name; null when rules have no such class. */
    static ClassKind of(String className) {
        for (ClassKind kind : values()) {
            if (kind.name.matcher(className).matches()) {
                return kind;
            }
        }
        return null;
    }
}
