package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.SubjectsSyntax;
import io.tidewatch.metric.language.Vocabulary;
import java.util.List;

/** What the names of a formula stand for. */
interface Names {
    /** The value of a name other than {@code asOf}. */
    Node of(Expression.Name name, Footprint footprint);

    /** Whether a name stands for a moment. */
    boolean isMoment(String name);

    /** The fields of a record, with one step along a reference, and the attributes of the account. */
    record OfRecord(ProgramBuilder program, RecordKind kind, int reading) implements Names {
        @Override
        public Node of(Expression.Name name, Footprint footprint) {
            String head = name.path().getFirst();
            if (head.equals(Vocabulary.ACCOUNT)) {
                return attribute(program, name, footprint);
            }
            Node field = program.field(kind, head, reading, footprint);
            return name.path().size() == 1 ? field : step(field, name.path(), footprint);
        }

        private Node step(Node field, List<String> path, Footprint footprint) {
            RecordField from = kind.fields().get(path.getFirst());
            if (from.type().isTime() && path.get(1).equals(SubjectsSyntax.WEEK)) {
                footprint.daily = true;
                footprint.clocks.add(Footprint.Clock.ALWAYS);
                return new Fields.Week(from.type() == FieldType.INSTANT ? new Fields.DayOf(field) : field);
            }
            RecordKind target = program.vocabulary().kind(from.target());
            int number = program.kind(target);
            footprint.beside.add(number);
            return new Fields.Along(field, number, program.field(target, path.get(1), reading, footprint));
        }

        @Override
        public boolean isMoment(String name) {
            return kind.fields().get(name).type() == FieldType.INSTANT;
        }
    }

    /** The attribute behind {@code account.x}. */
    static Node attribute(ProgramBuilder program, Expression.Name name, Footprint footprint) {
        RecordKind account = program.vocabulary().kind(Vocabulary.ACCOUNT);
        footprint.daily = true;
        return new Fields.OfAccount(program.field(account, name.path().get(1), 0, footprint));
    }
}
