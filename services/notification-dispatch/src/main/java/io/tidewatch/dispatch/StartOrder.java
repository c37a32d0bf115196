package io.tidewatch.dispatch;

import jakarta.interceptor.Interceptor;

/** The order in which background work starts. */
public final class StartOrder {

    /** After every check that may refuse to start, such as that of unsafe settings. */
    public static final int WORK = Interceptor.Priority.LIBRARY_AFTER;

    private StartOrder() {}
}
