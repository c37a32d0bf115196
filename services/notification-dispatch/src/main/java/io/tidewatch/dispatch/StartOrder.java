package io.tidewatch.dispatch;

import jakarta.interceptor.Interceptor;

/** When the parts that act by themselves begin. */
public final class StartOrder {

    /** After everything that may still refuse to start, such as settings that are not safe in production. */
    public static final int WORK = Interceptor.Priority.LIBRARY_AFTER;

    private StartOrder() {}
}
