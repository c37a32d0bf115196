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
import java.util.function.Supplier;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.runtime.KieContainer;
import org.kie.api.runtime.KieSession;

/** Runs compiled rules in short-lived sessions. Any number of threads may do so at once, until it is disposed of. */
final class RuleSessions {
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private final KieContainer container;
    private final KieBase base;
    private final Constructor<?> account;
    private boolean disposed;

    RuleSessions(KieContainer container) {
        this.container = container;
        this.base = container.getKieBase();
        try {
            this.account = container
                    .getClassLoader()
                    .loadClass("rules.Account")
                    .getConstructor(int.class, double[].class, String[].class);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("The generated class Account is not as it was written", broken);
        }
    }

    /** Which rules fire for which account of a batch. */
    Flags judgeAccounts(List<AccountRow> rows, int rules) {
        return using(() -> {
            Flags flags = new Flags(rows.size());
            KieSession session = base.newKieSession();
            try {
                session.setGlobal("flags", flags);
                for (int index = 0; index < rows.size(); index++) {
                    session.insert(newAccount(index, rows.get(index)));
                }
                // Each rule can fire once per account; the limit stops what could only be a fault.
                session.fireAllRules(rows.size() * rules + 1);
            } finally {
                session.dispose();
            }
            return flags;
        });
    }

    /** Which judgement rules fire for a run and its touchpoints. */
    Judgements judgeRun(Run run, List<Touchpoint> touchpoints, int rules) {
        return using(() -> {
            Judgements judgements = new Judgements();
            KieSession session = base.newKieSession();
            try {
                session.setGlobal("judgements", judgements);
                session.insert(run);
                touchpoints.forEach(session::insert);
                session.fireAllRules((touchpoints.size() + 1) * (touchpoints.size() + 1) * rules + 1);
            } finally {
                session.dispose();
            }
            return judgements;
        });
    }

    /** Gives up the classes, after judging that is under way. */
    void dispose() {
        use.writeLock().lock();
        try {
            if (!disposed) {
                disposed = true;
                container.dispose();
                KieServices.get().getRepository().removeKieModule(container.getReleaseId());
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    private AccountFact newAccount(int place, AccountRow row) {
        try {
            return (AccountFact) account.newInstance(place, row.numbers(), row.texts());
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("The generated class Account cannot be made", broken);
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
