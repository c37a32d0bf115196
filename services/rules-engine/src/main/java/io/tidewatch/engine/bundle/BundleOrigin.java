package io.tidewatch.engine.bundle;

/** How a bundle came here. */
public enum BundleOrigin {
    /** From the rules folder, or the ConfigMaps, of the installation. */
    FOLDER,
    /** Uploaded by a person. */
    UPLOAD
}
