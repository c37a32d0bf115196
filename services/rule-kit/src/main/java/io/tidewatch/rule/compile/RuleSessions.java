package io.tidewatch.rule.compile;

import io.tidewatch.rule.fact.AccountFact;
import io.tidewatch.rule.fact.Flags;
import io.tidewatch.rule.fact.Judgements;
import io.tidewatch.rule.fact.Run;
import io.tidewatch.rule.fact.Touchpoint;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieContainer;
import org.kie.api.runtime.KieSession;

/** Runs compiled rules in short-lived sessions. Any number of threads may do so at once, until it is disposed of. */
final class RuleSessions {
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private final List<Part> parts;
    private boolean disposed;

    /**
     * Rules that were compiled together; the fact class Account belongs to them.
     *
     * @param accounts whether thresholds are among them
     * @param runs whether judgements are among them
     */
    record Part(KieContainer container, KieBase base, Constructor<?> account, boolean accounts, boolean runs) {
        static Part of(KieContainer container, List<RuleSource> rules) {
            try {
                Constructor<?> account = container
                        .getClassLoader()
                        .loadClass("rules.Account")
                        .getConstructor(int.class, double[].class, String[].class);
                return new Part(
                        container,
                        container.getKieBase(),
                        account,
                        rules.stream().anyMatch(RuleSource::isThreshold),
                        rules.stream().anyMatch(rule -> !rule.isThreshold()));
            } catch (ReflectiveOperationException broken) {
                throw new IllegalStateException("The generated class Account is not as it was written", broken);
            }
        }

        private AccountFact newAccount(int place, AccountRow row) {
            try {
                return (AccountFact) account.newInstance(place, row.numbers(), row.texts());
            } catch (ReflectiveOperationException broken) {
                throw new IllegalStateException("The generated class Account cannot be made", broken);
            }
        }
    }

    RuleSessions(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Which rules fire for which account of a batch. */
    Flags judgeAccounts(List<AccountRow> rows, int rules) {
        return using(() -> {
            Flags flags = new Flags(rows.size());
            for (Part part : parts) {
                if (part.accounts()) {
                    // Each rule can fire once per account; the limit stops what could only be a fault.
                    fire(part, "flags", flags, rows.size() * rules + 1, session -> {
                        for (int index = 0; index < rows.size(); index++) {
                            session.insert(part.newAccount(index, rows.get(index)));
                        }
                    });
                }
            }
            return flags;
        });
    }

    /** Which judgement rules fire for a run and its touchpoints. */
    Judgements judgeRun(Run run, List<Touchpoint> touchpoints, int rules) {
        return using(() -> {
            Judgements judgements = new Judgements();
            for (Part part : parts) {
                if (part.runs()) {
                    int most = (touchpoints.size() + 1) * (touchpoints.size() + 1) * rules + 1;
                    fire(part, "judgements", judgements, most, session -> {
                        session.insert(run);
                        touchpoints.forEach(session::insert);
                    });
                }
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
