package io.tidewatch.access;

import jakarta.interceptor.Interceptor;

/** What happens first at a start; everything without a priority comes after it. */
public final class StartOrder {

    /** Settings are judged before anything else runs. */
    public static final int SETTINGS = Interceptor.Priority.PLATFORM_BEFORE;

    /** Then the tables are created or changed. */
    public static final int MIGRATIONS = SETTINGS + 1;

    private StartOrder() {}
}
