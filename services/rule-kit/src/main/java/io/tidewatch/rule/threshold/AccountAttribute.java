package io.tidewatch.rule.threshold;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;

/**
 * What rules can read of an account beside its metrics: the fields of the kind {@code account}, those too that a bundle
 * adds. Rules, scenarios, FACTS.md and the service all read this one list. Each attribute may be unknown; a condition on an
 * unknown one never holds. Rules cannot read fields that hold days, amounts of money, free text or lists, nor those whose
 * name is a word of Java or DRL or ends in Known or Unknown.
 *
 * @param property the name that rules and scenarios use, which the attribute also has in the feed of account-ingestion
 * @param type what it holds
 * @param words the only texts it can hold; empty when it can hold any
 * @param meaning what it is, for people: a phrase without a full stop
 */
public record AccountAttribute(String property, Type type, List<String> words, String meaning) {

    /** How the customer buys; it decides which thresholds watch the account. */
    public static final String BUSINESS_MODEL = "businessModel";

    /** What an attribute holds. In {@link AccountFacts} all are texts: a number in decimals, a flag as true or false. */
    public enum Type {
        TEXT,
        NUMBER,
        FLAG
    }

    /** What the shipped attributes mean. */
    private static final Map<String, String> MEANINGS = meanings();

    /** Words that DRL does not take for a property, and methods of every object, which it takes for properties. */
    private static final Set<String> TAKEN = Set.of(
            "accumulate",
            "after",
            "and",
            "before",
            "collect",
            "contains",
            "end",
            "eval",
            "excludes",
            "exists",
            "forall",
            "from",
            "getClass",
            "hashCode",
            "in",
            "matches",
            "memberOf",
            "modify",
            "not",
            "notify",
            "notifyAll",
            "or",
            "over",
            "record",
            "rule",
            "str",
            "then",
            "toString",
            "unit",
            "wait",
            "when",
            "with");

    public AccountAttribute {
        words = List.copyOf(words);
    }

    /** Those of a catalogue, always in the same order. */
    public static List<AccountAttribute> of(Catalogue catalogue) {
        Map<String, RecordField> fields = new LinkedHashMap<>(
                catalogue.language().vocabulary().kind(Vocabulary.ACCOUNT).fields());
        List<AccountAttribute> attributes = new ArrayList<>();
        MEANINGS.forEach((name, meaning) -> {
            RecordField field = fields.remove(name);
            // The sales owner is an attribute of accounts that no metric reads.
            attributes.add(new AccountAttribute(name, Type.TEXT, field == null ? List.of() : field.words(), meaning));
        });
        fields.forEach((name, field) -> {
            Type type = type(field.type());
            if (type != null && canBeRead(name)) {
                attributes.add(new AccountAttribute(name, type, field.words(), "the field '" + name + "' of accounts"));
            }
        });
        return List.copyOf(attributes);
    }

    /** Whether rules can read a property of this name: not a word of Java or DRL, and without Known or Unknown at its end. */
    public static boolean canBeRead(String name) {
        return !SourceVersion.isKeyword(name)
                && !TAKEN.contains(name)
                && !name.endsWith("Known")
                && !name.endsWith("Unknown");
    }

    private static Type type(FieldType type) {
        return switch (type) {
            case NAME, WORD, REF -> Type.TEXT;
            case INTEGER, DECIMAL -> Type.NUMBER;
            case BOOLEAN -> Type.FLAG;
            case TEXT, WORDS, MONEY, DATE, INSTANT, REFS -> null;
        };
    }

    private static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put("segment", "the segment, as the source names it");
        meanings.put("businessModel", "how the customer buys");
        meanings.put("lifecycleStage", "stage of the customer relationship");
        meanings.put("country", "the country, as the source names it");
        meanings.put("industry", "the industry, as the source names it");
        meanings.put("csmEmail", "e-mail address of the customer success manager");
        meanings.put("salesOwnerEmail", "e-mail address of the sales owner");
        meanings.put("tier", "the tier, as the source names it");
        meanings.put("region", "the region, as the source names it");
        meanings.put("channel", "the channel through which the customer came");
        meanings.put("parent", "id of the account that this one belongs to");
        meanings.put("referredBy", "id of the account that referred this one");
        return meanings;
    }
}
