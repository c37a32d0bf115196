package io.tidewatch.access;

import java.util.List;

/** Implemented by a feature that has settings that are unsafe in production. */
public interface UnsafeSettings {

    /** Part of the default of every setting that must be set; nothing can be reached at this host (RFC 2606). */
    String UNSET = "unset.invalid";

    /** One sentence per unsafe setting, beginning with its name; empty if there is none. */
    List<String> unsafe();
}
