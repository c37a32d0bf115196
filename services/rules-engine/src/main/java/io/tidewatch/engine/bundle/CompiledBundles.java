package io.tidewatch.engine.bundle;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The bundles that this replica has compiled: the active one, and a few others for runs that began with them. Compiling
 * runs on a worker thread, one bundle at a time.
 */
@ApplicationScoped
public class CompiledBundles {

    private static final Logger LOG = Logger.getLogger(CompiledBundles.class);

    private final BundleStore store;
    private final RulesConfig config;
    private final BundleCompiler compiler = new BundleCompiler();
    // In the order of use, the longest unused first.
    private final LinkedHashMap<String, CompiledBundle> compiled = new LinkedHashMap<>(8, 0.75f, true);
    private final Set<String> wanted = new HashSet<>();
    private final Set<String> broken = new HashSet<>();
    private String active;

    CompiledBundles(BundleStore store, RulesConfig config) {
        this.store = store;
        this.config = config;
    }

    /** The bundle that this replica judges with; empty when there is none yet. */
    public synchronized Optional<CompiledBundle> active() {
        return active == null ? Optional.empty() : Optional.ofNullable(compiled.get(active));
    }

    /** The same for a request that needs it: fails with {@code unavailable} before any rules are active. */
    public CompiledBundle required() {
        return active().orElseThrow(() -> new ProblemException(
                RequestProblem.UNAVAILABLE, "No rules are active yet. Try again in a few seconds."));
    }

    /** A bundle, if it is compiled; if not, it will be soon. */
    public synchronized Optional<CompiledBundle> find(String hash) {
        CompiledBundle found = compiled.get(hash);
        if (found == null && !broken.contains(hash)) {
            wanted.add(hash);
        }
        return Optional.ofNullable(found);
    }

    /** Whether a bundle was asked for and this version cannot compile it: its runs stay as they are. */
    public synchronized boolean isBroken(String hash) {
        return broken.contains(hash);
    }

    /** Hashes of the bundles of which {@link #isBroken} is true. */
    public synchronized Set<String> brokenHashes() {
        return Set.copyOf(broken);
    }

    /** Compiles the bundles that were asked for and were not there. */
    Uni<Void> loadWanted() {
        List<String> missing;
        synchronized (this) {
            missing = new ArrayList<>(wanted);
            wanted.clear();
        }
        return Multi.createFrom()
                .iterable(missing)
                .onItem()
                .transformToUniAndConcatenate(hash -> load(hash)
                        .onFailure(BundleRefusedException.class)
                        .recoverWithUni(refused -> {
                            setAside(hash, refused.getMessage());
                            return Uni.createFrom().nullItem();
                        }))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private synchronized void setAside(String hash, String why) {
        broken.add(hash);
        LOG.errorf("Bundle %s cannot be compiled, so its runs do not continue: %s", hash, why);
    }

    /** The bundle with this hash, compiled now if it is not yet. */
    Uni<CompiledBundle> load(String hash) {
        synchronized (this) {
            CompiledBundle found = compiled.get(hash);
            if (found != null) {
                return Uni.createFrom().item(found);
            }
        }
        return store.files(hash).flatMap(this::compile).invoke(this::keep);
    }

    /**
     * A bundle that passed its check, compiled now if it is not yet.
     *
     * @return fails with {@code bundle-not-found} or {@code bundle-not-valid}
     */
    public Uni<CompiledBundle> valid(String hash) {
        return store.state(hash).flatMap(state -> {
            if (state.isEmpty()) {
                throw new ProblemException(BundleProblem.BUNDLE_NOT_FOUND, "There is no bundle " + hash + ".");
            }
            if (state.get() == BundleState.CANDIDATE || state.get() == BundleState.REFUSED) {
                throw BundleProblem.notValid(state.get());
            }
            return load(hash);
        });
    }

    /** Compiles and does not keep; fails with {@link io.tidewatch.rule.bundle.BundleRefusedException}. */
    Uni<CompiledBundle> compile(RuleBundle bundle) {
        return Uni.createFrom()
                .item(() -> compiler.compile(bundle))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Keeps a compiled bundle, and gives up those that were not used for longest. */
    void keep(CompiledBundle bundle) {
        List<CompiledBundle> surplus = new ArrayList<>();
        synchronized (this) {
            CompiledBundle before = compiled.put(bundle.hash(), bundle);
            if (before != null && before != bundle) {
                surplus.add(before);
            }
            for (Map.Entry<String, CompiledBundle> entry : List.copyOf(compiled.entrySet())) {
                if (compiled.size() <= config.keptCompiled() + 1) {
                    break;
                }
                if (!entry.getKey().equals(active) && !entry.getKey().equals(bundle.hash())) {
                    surplus.add(compiled.remove(entry.getKey()));
                }
            }
        }
        dispose(surplus);
    }

    /** Judges with this bundle from now on; it must have been loaded. */
    synchronized void switchTo(String hash) {
        active = hash;
    }

    @PreDestroy
    void disposeAll() {
        List<CompiledBundle> all;
        synchronized (this) {
            all = new ArrayList<>(compiled.values());
            compiled.clear();
        }
        all.forEach(CompiledBundle::dispose);
    }

    /** Waits for judging that is under way, so never on an event loop. */
    private static void dispose(List<CompiledBundle> surplus) {
        if (!surplus.isEmpty()) {
            Infrastructure.getDefaultWorkerPool().execute(() -> surplus.forEach(CompiledBundle::dispose));
        }
    }
}
