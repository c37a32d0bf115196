package io.tidewatch.access;

import java.util.List;

/** Implemented by a feature that has settings that are unsafe in production. */
public interface UnsafeSettings {

    /** One sentence per unsafe setting, beginning with its name; empty if there is none. */
    List<String> unsafe();
}
