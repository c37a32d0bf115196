package io.tidewatch.engine.bundle;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.tidewatch.engine.recurring.RecurringWork;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** The background work on bundles. */
@ApplicationScoped
class BundleWork {

    private final BundleChecking checks;
    private final RecurringWork checking;
    private final RecurringWork activation;
    private final List<RecurringWork> all;

    BundleWork(
            Vertx vertx,
            RulesConfig config,
            RulesFolder folder,
            BundleChecking checks,
            BundleActivation activation,
            CompiledBundles compiled) {
        this.checks = checks;
        this.checking = new RecurringWork("Checking bundles", vertx, config.interval(), checks::round);
        this.activation = new RecurringWork("Activating bundles", vertx, config.interval(), activation::round);
        this.all = List.of(
                new RecurringWork("Watching the rules folder", vertx, config.folderInterval(), folder::round),
                this.checking,
                this.activation,
                new RecurringWork("Compiling bundles of runs", vertx, config.interval(), compiled::loadWanted));
    }

    void onStart(@Observes StartupEvent event) {
        all.forEach(RecurringWork::start);
    }

    void onStop(@Observes ShutdownEvent event) {
        all.forEach(RecurringWork::stop);
        checks.stop();
    }

    /** A bundle was stored: it is checked soon. */
    void received() {
        checking.wake();
    }

    /** A bundle was asked for: it is activated soon. */
    void wanted() {
        activation.wake();
    }
}
