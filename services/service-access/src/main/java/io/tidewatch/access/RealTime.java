package io.tidewatch.access;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/** Provides real time, for signatures, the expiry of links and the age of readings. Business time comes from the database. */
@ApplicationScoped
public class RealTime {

    /** The clock of this machine. */
    @Produces
    @DefaultBean
    @ApplicationScoped
    Clock clock() {
        return Clock.systemUTC();
    }
}
