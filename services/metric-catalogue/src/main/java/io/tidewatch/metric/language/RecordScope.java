package io.tidewatch.metric.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names in a formula about one record, or one subject: its fields, aggregates of the subject, fields of the account, and
 * one step along a reference.
 *
 * @param kind the kind of record; null for weeks, which have no fields
 * @param local names beside the fields, with their types
 */
record RecordScope(Vocabulary vocabulary, RecordKind kind, Map<String, Type> local) implements Scope {
    private static final String WEEK = SubjectsSyntax.WEEK;

    @Override
    public Type typeOf(Expression.Name name, FormulaMistakes mistakes) {
        String head = name.path().getFirst();
        if (name.path().size() == 1 && local.containsKey(head)) {
            return local.get(head);
        }
        if (head.equals(Vocabulary.ACCOUNT)) {
            return accountField(vocabulary, name, mistakes);
        }
        RecordField field = kind == null ? null : kind.fields().get(head);
        if (field == null) {
            return unknown(kind == null ? "A week" : kind.name(), head, names(), name.at(), mistakes);
        }
        return name.path().size() == 1 ? Type.of(field) : step(vocabulary, field, name, mistakes);
    }

    /** What a formula reads besides the record itself: the account, and records along a reference. */
    Reads readsBeside(Formula formula) {
        Set<String> kinds = new TreeSet<>();
        Uses.walk(formula, node -> {
            if (node instanceof Expression.Name name && name.path().size() == 2) {
                String head = name.path().getFirst();
                RecordField field = kind == null ? null : kind.fields().get(head);
                String target = head.equals(Vocabulary.ACCOUNT) ? head : field == null ? null : field.target();
                if (target != null) {
                    kinds.add(target);
                }
            }
        });
        kinds.retainAll(vocabulary.names());
        return Reads.of(kinds);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(local.keySet());
        if (kind != null) {
            names.addAll(kind.fields().keySet());
        }
        return names;
    }

    /** The type of {@code account.x}. */
    static Type accountField(Vocabulary vocabulary, Expression.Name name, FormulaMistakes mistakes) {
        RecordKind account = vocabulary.kind(Vocabulary.ACCOUNT);
        if (account == null || name.path().size() != 2) {
            mistakes.add(
                    MistakeKind.NOT_A_REFERENCE,
                    name.at(),
                    "'" + name.full() + "' is not a field of the account.",
                    null);
            return Type.UNKNOWN;
        }
        return field(account, name.path().get(1), name.at(), mistakes);
    }

    private static Type step(Vocabulary vocabulary, RecordField field, Expression.Name name, FormulaMistakes mistakes) {
        String next = name.path().get(1);
        if (name.path().size() > 2) {
            mistakes.add(
                    MistakeKind.NOT_A_REFERENCE,
                    name.at(),
                    "'" + name.full() + "' goes along more than one reference.",
                    null);
            return Type.UNKNOWN;
        }
        if (field.type().isTime() && next.equals(WEEK)) {
            return Type.NUMBER;
        }
        RecordKind target = field.type() == FieldType.REF ? vocabulary.kind(field.target()) : null;
        if (target == null) {
            mistakes.add(
                    MistakeKind.NOT_A_REFERENCE,
                    name.at(),
                    "'" + name.path().getFirst() + "' does not refer to one record, so '" + name.full()
                            + "' has no meaning.",
                    field.type().isTime() ? mistakes.closest(next, List.of(WEEK)) : null);
            return Type.UNKNOWN;
        }
        return field(target, next, name.at(), mistakes);
    }

    private static Type field(RecordKind kind, String field, int at, FormulaMistakes mistakes) {
        RecordField found = kind.fields().get(field);
        return found != null
                ? Type.of(found)
                : unknown(kind.name(), field, List.copyOf(kind.fields().keySet()), at, mistakes);
    }

    private static Type unknown(String owner, String field, List<String> names, int at, FormulaMistakes mistakes) {
        mistakes.add(
                MistakeKind.UNKNOWN_FIELD,
                at,
                owner + " has no field '" + field + "'.",
                mistakes.closest(field, names));
        return Type.UNKNOWN;
    }
}
