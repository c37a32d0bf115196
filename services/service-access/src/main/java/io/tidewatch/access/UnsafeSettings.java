package io.tidewatch.access;

import java.util.List;

/** Implemented by a feature that knows which of its settings must not be used in production. */
public interface UnsafeSettings {

    /** One sentence per unsafe setting, beginning with its name; empty when all is well. */
    List<String> unsafe();
}
