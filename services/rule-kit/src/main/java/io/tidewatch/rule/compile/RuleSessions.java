package io.tidewatch.rule.compile;

import io.tidewatch.rule.fact.AccountFact;
import io.tidewatch.rule.fact.Flags;
import io.tidewatch.rule.fact.Judgements;
import io.tidewatch.rule.fact.RunFact;
import io.tidewatch.rule.fact.Touchpoint;
import java.lang.reflect.Constructor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieContainer;
import org.kie.api.runtime.KieSession;

/** Runs compiled rules in short-lived sessions. Any number of threads may do so at once, until it is disposed of. */
class RuleSessions {
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private final List<Part> parts;
    private final RuleCoverage watch;
    /** Above the numbers of all rules. */
    private final int numbers;

    private boolean disposed;

    /**
     * Rules that were compiled together; the fact classes Account (or Portfolio) and Run belong to them.
     *
     * @param account the class of the fact that thresholds judge
     * @param records by fact type, the classes of the records that they read
     * @param thresholds whether they are thresholds; else they are judgements
     * @param lastNumber the highest number of its rules
     */
    record Part(
            KieContainer container,
            KieBase base,
            Constructor<?> account,
            Constructor<?> run,
            Map<String, Constructor<?>> records,
            boolean thresholds,
            int lastNumber) {
        static Part of(KieContainer container, List<RuleSource> rules, Vocabulary vocabulary) {
            try {
                ClassLoader loader = container.getClassLoader();
                String subject = rules.getFirst().isOfPortfolio() ? Vocabulary.PORTFOLIO : Vocabulary.ACCOUNT;
                Constructor<?> account = ofFact(loader, subject);
                Map<String, Constructor<?>> records = new HashMap<>();
                for (RecordType type : JudgementRules.recordsRead(rules, vocabulary)) {
                    records.put(type.name(), ofFact(loader, type.className()));
                }
                Constructor<?> run = loader.loadClass("rules.Run")
                        .getConstructor(String.class, String.class, double.class, double[].class);
                return new Part(
                        container,
                        container.getKieBase(),
                        account,
                        run,
                        records,
                        rules.getFirst().isThreshold(),
                        rules.stream().mapToInt(RuleSource::lastNumber).max().orElseThrow());
            } catch (ReflectiveOperationException broken) {
                throw new IllegalStateException("The generated classes are not as they were written", broken);
            }
        }

        private RunFact newRun(RunRow row) {
            try {
                return (RunFact) run.newInstance(row.account(), row.playbook(), row.daysOpen(), row.afterDays());
            } catch (ReflectiveOperationException broken) {
                throw new IllegalStateException("The generated class Run cannot be made", broken);
            }
        }

        private static Constructor<?> ofFact(ClassLoader loader, String name) throws ReflectiveOperationException {
            return loader.loadClass("rules." + name).getConstructor(int.class, double[].class, String[].class);
        }

        private AccountFact newAccount(int place, AccountRow row) {
            return newFact(account, place, row);
        }

        private static AccountFact newFact(Constructor<?> made, int place, AccountRow row) {
            try {
                return (AccountFact) made.newInstance(place, row.numbers(), row.texts());
            } catch (ReflectiveOperationException broken) {
                throw new IllegalStateException("A generated class cannot be made", broken);
            }
        }

        /** Inserts the records that the rules of this part read; each has its place behind the touchpoints. */
        private void insertRecords(KieSession session, List<RecordRow> all, int firstPlace) {
            for (int index = 0; index < all.size(); index++) {
                Constructor<?> made = records.get(all.get(index).type());
                if (made != null) {
                    session.insert(
                            newFact(made, firstPlace + index, all.get(index).row()));
                }
            }
        }
    }

    /** A record of a fact type. */
    record RecordRow(String type, AccountRow row) {}

    RuleSessions(List<Part> parts) {
        this(parts, null);
    }

    private RuleSessions(List<Part> parts, RuleCoverage watch) {
        this.parts = List.copyOf(parts);
        this.watch = watch;
        this.numbers =
                parts.stream().mapToInt(part -> part.lastNumber() + 1).max().orElse(0);
    }

    /** Sessions of the same rules, for one thread; these ones are disposed of for both. */
    RuleSessions watchedBy(RuleCoverage coverage) {
        return new RuleSessions(parts, coverage);
    }

    /** Which rules fire for which account of a batch. */
    Flags judgeAccounts(List<AccountRow> rows, int rules) {
        return using(() -> {
            Flags flags = new Flags(rows.size(), numbers);
            for (Part part : parts) {
                if (part.thresholds()) {
                    // Each rule can fire once per account; the limit stops what could only be a fault.
                    fire(part, "flags", flags, rows.size() * rules + 1, session -> {
                        for (int index = 0; index < rows.size(); index++) {
                            session.insert(part.newAccount(index, rows.get(index)));
                        }
                    });
                }
            }
            if (watch != null) {
                watch.judged(rows, flags);
            }
            return flags;
        });
    }

    /** Which judgement rules fire for a run, its account, its touchpoints and its other records. */
    Judgements judgeRun(
            RunRow run, AccountRow account, List<Touchpoint> touchpoints, List<RecordRow> records, int rules) {
        return using(() -> {
            Judgements judgements = new Judgements();
            for (Part part : parts) {
                if (!part.thresholds()) {
                    int all = touchpoints.size() + records.size() + 1;
                    int most = all * all * rules + 1;
                    fire(part, "judgements", judgements, most, session -> {
                        session.insert(part.newRun(run));
                        session.insert(part.newAccount(0, account));
                        touchpoints.forEach(session::insert);
                        part.insertRecords(session, records, touchpoints.size());
                    });
                }
            }
            if (watch != null) {
                watch.judged(run.playbook(), judgements);
            }
            return judgements;
        });
    }

    private static void fire(Part part, String global, Object found, int most, Consumer<KieSession> facts) {
        KieSession session = part.base().newKieSession();
        try {
            session.setGlobal(global, found);
            facts.accept(session);
            session.fireAllRules(most);
        } finally {
            session.dispose();
        }
    }

    /** Releases the classes as soon as no judging uses them. */
    void dispose() {
        use.writeLock().lock();
        try {
            if (!disposed) {
                disposed = true;
                parts.forEach(part -> DroolsBuild.dispose(part.container()));
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    private <T> T using(Supplier<T> work) {
        use.readLock().lock();
        try {
            if (disposed) {
                throw new IllegalStateException("This rule bundle is no longer in use");
            }
            return work.get();
        } finally {
            use.readLock().unlock();
        }
    }
}
