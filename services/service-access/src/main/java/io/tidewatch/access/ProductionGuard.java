package io.tidewatch.access;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Prevents the start of a packaged service without the settings that every installation needs, or with settings that are safe
 * on a local machine only, and names each of them. It runs before anything of the service does, the migrations included.
 */
@ApplicationScoped
public class ProductionGuard {

    private static final List<String> REQUIRED = List.of(
            "quarkus.datasource.jdbc.url",
            "quarkus.datasource.reactive.url",
            "quarkus.datasource.username",
            "quarkus.oidc.auth-server-url");

    private static final String READ_SERVERS = "tidewatch.database.read-servers";
    private static final String HOST_AND_PORT = "[^\\s/@,]+:[0-9]{1,5}";
    private static final int LAST_PORT = 65_535;

    private final Config config;
    private final AccessConfig access;
    private final Iterable<UnsafeSettings> features;

    @Inject
    public ProductionGuard(Config config, AccessConfig access, @Any Instance<UnsafeSettings> features) {
        this(config, access, (Iterable<UnsafeSettings>) features);
    }

    ProductionGuard(Config config, AccessConfig access, Iterable<UnsafeSettings> features) {
        this.config = config;
        this.access = access;
        this.features = features;
    }

    void onStart(@Observes @Priority(StartOrder.SETTINGS) StartupEvent event) {
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            return;
        }
        List<String> found = unusable();
        if (!flag("tidewatch.local")) {
            found.addAll(findings());
        }
        if (!found.isEmpty()) {
            throw new IllegalStateException("Refusing to start with these settings:\n - " + String.join("\n - ", found)
                    + "\nChange them. For a local installation without real data, tidewatch.local=true permits those that are"
                    + " not safe in production.");
        }
    }

    /** The required settings that have no value, and the addresses that are none. */
    List<String> unusable() {
        List<String> found = new ArrayList<>();
        for (String name : REQUIRED) {
            if (text(name)
                    .filter(value -> !value.contains(UnsafeSettings.UNSET))
                    .isEmpty()) {
                found.add(name + ": must be set.");
            }
        }
        for (String server :
                config.getOptionalValues(READ_SERVERS, String.class).orElse(List.of())) {
            if (!server.matches(HOST_AND_PORT)
                    || Integer.parseInt(server.substring(server.lastIndexOf(':') + 1)) > LAST_PORT) {
                found.add(READ_SERVERS + ": must name a host and its port, such as standby.example.com:5432, not "
                        + server + ".");
            }
        }
        return found;
    }

    /** All unsafe settings, by name. */
    List<String> findings() {
        List<String> found = new ArrayList<>();
        if (flag("tidewatch.clock.adjustable")) {
            found.add("tidewatch.clock.adjustable: anyone with the role admin could move business time.");
        }
        if (access.clientSecret().startsWith("local-")) {
            found.add(
                    "tidewatch.access.client-secret: must be set to a secret other than the example of the local realm.");
        }
        if (access.fixedToken().isPresent()) {
            found.add("tidewatch.access.fixed-token: must not be set; it is for tests only.");
        }
        if (!text("quarkus.oidc.auth-server-url").orElse("").startsWith("https://")) {
            found.add("quarkus.oidc.auth-server-url: must be an https address.");
        }
        if (text("quarkus.oidc.tls.verification").map("none"::equals).orElse(false)) {
            found.add("quarkus.oidc.tls.verification: must not be none.");
        }
        String user = text("quarkus.datasource.username").orElse("");
        if (text("quarkus.datasource.password").orElse("").equals(user)) {
            found.add("quarkus.datasource.password: must be set and differ from the user name.");
        }
        features.forEach(feature -> found.addAll(feature.unsafe()));
        return found;
    }

    private boolean flag(String name) {
        return config.getOptionalValue(name, Boolean.class).orElse(false);
    }

    private Optional<String> text(String name) {
        return config.getOptionalValue(name, String.class);
    }
}
